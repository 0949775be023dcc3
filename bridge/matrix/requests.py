"""One request to the homeserver: made, judged, and made again where that is safe.

Nothing of it reaches a log but the method, the path (ids) and the status.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, TypeVar

import aiohttp
from mautrix.api import HTTPAPI, MediaPath, Method, PathBuilder
from yarl import URL

from bridge.errors import ConfigError, HomeserverUnavailable, MediaError, Refused
from bridge.matrix.answers import Answer, decoded, judged, what
from bridge.matrix.retries import AskAgain, RetryPolicy, Tries

JSON_BODY = {"Content-Type": "application/json"}
TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=90)
"""Seconds. No total: a file may take hours, as long as bytes flow."""
KEEP_ALIVE = 30
"""Seconds; shorter than the homeserver's own, so that we never write into a connection that it is closing."""
CHUNK = 64 * 1024

Query = Mapping[str, str | int]
Found = TypeVar("Found")


class Stream:
    """A file's bytes, ``size`` of them, read from its beginning again for each try."""

    def __init__(self, chunks: Callable[[], AsyncIterable[bytes]], size: int) -> None:
        self._chunks = chunks
        self._size = size
        self.failure: Exception | None = None
        """Why our own side could not give the bytes: then there is no use in asking the homeserver again."""

    async def read(self) -> AsyncIterator[bytes]:
        """Raises MediaError when the file is not as long as was said: the homeserver would wait for the rest."""
        given = 0
        try:
            async for chunk in self._chunks():
                given += len(chunk)
                yield chunk
            if given != self._size:
                raise MediaError(f"It has {given} bytes instead of {self._size}.")
        except Exception as error:
            self.failure = error
            raise


class Connection(HTTPAPI):
    """mautrix's request builder, with our own judgement of answers, our own patience, and no log of bodies.

    Make it inside a running event loop; ``close`` it at the end.
    """

    def __init__(self, address: str, token: str, *, policy: RetryPolicy, connections: int, agent: str) -> None:
        self._policy = policy
        super().__init__(checked(address), token, client_session=_session(connections, agent), default_retry_count=0)

    async def close(self) -> None:
        """End all connections; requests under way are broken off."""
        await self.session.close()

    async def ask(
        self,
        method: Method,
        path: PathBuilder,
        body: Mapping[str, Any] | None = None,
        query: Query | None = None,
        *,
        wanted: Sequence[str] = (),
    ) -> Any:
        """The decoded JSON answer; an object with the fields ``wanted``, if any are.

        Raises Refused, or HomeserverUnavailable once patience is over: then nobody knows whether it was done.
        """
        content = None if method is Method.GET else encode(body or {})
        answer = await self.request(method, path, content, dict(JSON_BODY), _texts(query))
        if wanted and not (isinstance(answer, dict) and all(name in answer for name in wanted)):
            raise HomeserverUnavailable(f"{method} /{path}: the answer has no {' and '.join(wanted)}.")
        return answer

    async def put_stream(self, path: PathBuilder, stream: Stream, headers: Mapping[str, str], query: Query) -> None:
        """Send a file; ``headers`` name its type and length. Raises as ``ask`` does, and what reading the file raises."""
        url, texts, heads = self._url(path), _texts(query), self._headers(headers)
        await self._patiently(Method.PUT, url, lambda: self._try_stream(url, stream, texts, heads))

    @asynccontextmanager
    async def get_stream(self, path: PathBuilder, query: Query) -> AsyncIterator[AsyncGenerator[bytes, None]]:
        """A file's bytes. Raises HomeserverUnavailable when they end too early: begin anew, the first ones may be kept."""
        url = self._url(path)
        response = await self._patiently(Method.GET, url, lambda: self._open(url, _texts(query)))
        try:
            yield _chunks(response)
        finally:
            response.close()

    async def once(
        self, method: Method, path: PathBuilder, body: Mapping[str, Any] | None = None, query: Query | None = None
    ) -> Answer:
        """The answer to a single try, unjudged. Raises HomeserverUnavailable when there is none at all."""
        url = self._url(path)
        data = None if method is Method.GET else encode(body or {})
        try:
            return await self._answer(method, url, data, _texts(query), self._headers(JSON_BODY))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise HomeserverUnavailable(f"{what(method, url)}: {_named(error)}") from error

    async def _send(self, method: Method, url: URL, content: Any, query_params: Any, headers: Any) -> Any:
        """Called by mautrix, which wants the decoded body and something with a status."""

        async def attempt() -> tuple[Any, Answer]:
            answer = judged(method, url, await self._try(method, url, content, query_params, headers))
            return answer.body, answer

        return await self._patiently(method, url, attempt)

    async def _patiently(self, method: Method, url: URL, attempt: Callable[[], Awaitable[Found]]) -> Found:
        tries: Tries | None = None
        while True:
            try:
                return await attempt()
            except AskAgain as trouble:
                tries = tries or Tries(self._policy, what(method, url), self._is_sound)
                await tries.wait(trouble)

    async def _is_sound(self) -> bool:
        """Can it write one row? An address that nobody fills is the cheapest; it expires by itself."""
        try:
            return (await self.once(Method.POST, MediaPath.v1.create)).status < HTTPStatus.INTERNAL_SERVER_ERROR
        except HomeserverUnavailable:
            return False

    async def _try(self, method: Method, url: URL, data: Any, query: Any, headers: Any) -> Answer:
        """One try. Raises AskAgain when the connection does not last until there is an answer."""
        try:
            return await self._answer(method, url, data, query, headers)
        except aiohttp.ClientConnectorCertificateError as error:
            raise HomeserverUnavailable(f"Its certificate is not valid for {url.host}.") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise AskAgain(_named(error)) from error

    async def _answer(self, method: Method, url: URL, data: Any, query: Any, headers: Any) -> Answer:
        # A redirect is never followed with our token; the address is to be corrected instead.
        async with self.session.request(
            method.value, url, data=data, params=query, headers=headers, allow_redirects=False
        ) as response:
            return Answer(response.status, decoded(await response.read()), response.headers)

    async def _try_stream(self, url: URL, stream: Stream, query: Any, headers: Any) -> None:
        try:
            judged(Method.PUT, url, await self._try(Method.PUT, url, stream.read(), query, headers))
        except AskAgain:
            if stream.failure is not None:
                raise stream.failure from None
            raise

    async def _open(self, url: URL, query: Any) -> aiohttp.ClientResponse:
        """A good answer of which only the head has been read. aiohttp takes the token off a redirect to another host."""
        try:
            response = await self.session.get(url, params=query, headers=self._headers({}))
            if response.status == HTTPStatus.OK:
                return response
            async with response:
                answer = Answer(response.status, decoded(await response.read()), response.headers)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise AskAgain(_named(error)) from error
        judged(Method.GET, url, answer)
        raise AskAgain(f"{answer.status} where a file was expected")

    def _url(self, path: PathBuilder) -> URL:
        return self.base_url.with_path(self._full_path(path), encoded=True)

    def _headers(self, more: Mapping[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **more}

    def _log_request(self, *_request: object) -> None:
        """By mautrix the whole body would be logged here; a message's text has no place in a log."""

    def _log_request_done(self, *_request: object) -> None:
        """Ten thousands of these say nothing; what goes wrong is logged by ``Tries``."""


def encode(body: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8. Raises Refused for what JSON cannot say, before the homeserver stumbles over it."""
    try:
        return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (ValueError, TypeError) as error:
        reason = f"This content cannot be written as JSON ({type(error).__name__})."
        raise Refused(reason, status=HTTPStatus.BAD_REQUEST, code="M_NOT_JSON") from error


def checked(address: str) -> URL:
    """Raises ConfigError for what is not the address of a web server."""
    try:
        url = URL(address)
    except ValueError as error:
        raise ConfigError(f"homeserver.address: {address!r} is not an address ({error}).") from error
    if url.scheme not in {"http", "https"} or not url.host or url.query_string:
        raise ConfigError(f"homeserver.address: {address!r} should look like https://matrix.example.org")
    return url


async def _chunks(response: aiohttp.ClientResponse) -> AsyncGenerator[bytes, None]:
    try:
        async for chunk in response.content.iter_chunked(CHUNK):
            yield chunk
    except (aiohttp.ClientError, TimeoutError) as error:
        raise HomeserverUnavailable(f"{response.url.path} ended too early: {_named(error)}") from error


def _session(connections: int, agent: str) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections, keepalive_timeout=KEEP_ALIVE),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": agent},
        timeout=TIMEOUT,
    )


def _texts(query: Query | None) -> dict[str, str]:
    return {name: str(value) for name, value in (query or {}).items()}


def _named(error: BaseException) -> str:
    """Without the words of the exception, which repeat the whole address."""
    cause = getattr(error, "os_error", None)
    return f"{type(error).__name__} ({cause.strerror})" if isinstance(cause, OSError) else type(error).__name__
