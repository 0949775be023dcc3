"""The homeserver, as far as we talk to it: each method is one call of the client-server API.

See https://spec.matrix.org/v1.17/client-server-api/ and, for ``user_id``, ``device_id`` and ``ts``,
https://spec.matrix.org/v1.17/application-service-api/#client-server-api-extensions
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Callable, Mapping, Sequence
from contextlib import aclosing
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Literal, Self

from mautrix.api import ClientPath, MediaPath, Method

from bridge.errors import HomeserverUnavailable, Refused
from bridge.matrix.answers import Answer
from bridge.matrix.bedrock.calls import Bedrock
from bridge.matrix.events import ContentUri, EventId, RoomId, UserId
from bridge.matrix.live_calls import LiveCalls
from bridge.matrix.pages import Event, Page, Reservation, Surrounding, parts_of
from bridge.matrix.requests import Connection, Query, Stream
from bridge.matrix.retries import RetryPolicy

Direction = Literal["f", "b"]
"""Forwards (oldest first) or backwards in a room's order."""

DEVICE = "BERINGIA"
"""The device that every ghost speaks from: with it, Synapse remembers transaction ids beyond a restart."""
EVERY_CONNECTION = 32


class Homeserver:
    """One homeserver, spoken to as an application service.

    Each method may raise Refused (status and Matrix error code inside): it will not do that; and
    HomeserverUnavailable, after ``retries.patience``: the same request was made again and again with the same
    transaction id, and whether it was done in the end is not known.

    ``user`` says who of us reads or acts, the bot by default; everyone who sends or reads needs ``ensure_device`` once.
    Make it inside a running event loop, and close it (``async with`` does).
    """

    def __init__(
        self,
        address: str,
        as_token: str,
        domain: str,
        bot: UserId,
        *,
        device: str = DEVICE,
        retries: RetryPolicy | None = None,
        connections: int = EVERY_CONNECTION,
    ) -> None:
        self.address = address.rstrip("/")
        self.domain = domain
        self.bot = bot
        self.device = device
        self._upload_limit: int | None = None
        self._connection = Connection(
            self.address, as_token, policy=retries or RetryPolicy(), connections=connections, agent="Beringia"
        )
        self.bedrock = Bedrock(self._connection)
        self.live = LiveCalls(self._connection, device)

    async def close(self) -> None:
        await self._connection.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    # The server

    async def versions(self) -> frozenset[str]:
        """The versions of the specification that it speaks: ``v1.17``."""
        answer = await self._get(ClientPath.versions, wanted=["versions"])
        return frozenset(answer["versions"])

    async def server_time(self) -> int:
        """Its clock, ms since 1970, with the precision of an HTTP header: a whole second, cut off."""
        answer = await self._connection.once(Method.GET, ClientPath.versions)
        date = answer.headers.get("Date")
        if date is None:
            raise HomeserverUnavailable(f"{self.address} does not say what time it is.")
        return int(parsedate_to_datetime(date).timestamp() * 1000)

    async def whoami(self) -> UserId:
        """Who the appservice token is for: the user that the registration names as its sender."""
        return UserId((await self._get(ClientPath.v3.account.whoami, wanted=["user_id"]))["user_id"])

    async def ping(self, appservice: str, transaction: str) -> Answer:
        """Ask it to call us. One try, unjudged: ``code`` says what did not work, ``body["duration_ms"]`` how long it took."""
        path = ClientPath.v1.appservice[appservice].ping
        return await self._connection.once(Method.POST, path, {"transaction_id": transaction})

    # Ghosts

    async def register(self, user: UserId) -> bool:
        """Make this user of ours exist; False when it did already."""
        form = {"type": "m.login.application_service", "username": user[1:].partition(":")[0], "inhibit_login": True}
        try:
            await self._connection.ask(Method.POST, ClientPath.v3.register, form)
        except Refused as refusal:
            if refusal.code != "M_USER_IN_USE":
                raise
            return False
        return True

    async def ensure_device(self, user: UserId) -> None:
        """Give it the device that ``send`` names; harmless when it has it (MSC4190)."""
        await self._put(ClientPath.v3.devices[self.device], {"display_name": "Beringia"}, {"user_id": user})

    async def set_display_name(self, user: UserId, name: str) -> None:
        await self._put(ClientPath.v3.profile[user].displayname, {"displayname": name}, {"user_id": user})

    async def set_avatar(self, user: UserId, uri: ContentUri) -> None:
        await self._put(ClientPath.v3.profile[user].avatar_url, {"avatar_url": uri}, {"user_id": user})

    async def profile(self, user: UserId) -> dict[str, Any] | None:
        """``displayname`` and ``avatar_url`` where set; None when there is no such user."""
        return await self._found(ClientPath.v3.profile[user])

    # Rooms

    async def create_room(self, request: Mapping[str, Any]) -> RoomId:
        """As the bot. Not idempotent by itself: name an alias, and see ``rooms.ensure_room``."""
        answer = await self._connection.ask(Method.POST, ClientPath.v3.createRoom, request, wanted=["room_id"])
        return RoomId(answer["room_id"])

    async def resolve_alias(self, alias: str) -> RoomId | None:
        answer = await self._found(ClientPath.v3.directory.room[alias], wanted=["room_id"])
        return RoomId(answer["room_id"]) if answer else None

    async def delete_alias(self, alias: str) -> None:
        await self._connection.ask(Method.DELETE, ClientPath.v3.directory.room[alias])

    async def state(self, room: RoomId, user: UserId | None = None) -> list[Event]:
        """The room's current state, as seen by the bot or by this user of ours."""
        events: list[Event] = await self._get(ClientPath.v3.rooms[room].state, self._as(user))
        return events

    async def state_event(self, room: RoomId, kind: str, state_key: str = "") -> dict[str, Any] | None:
        """The content of one state event; None when the room has none."""
        return await self._found(ClientPath.v3.rooms[room].state[kind][state_key])

    async def forget(self, room: RoomId, user: UserId | None = None) -> None:
        """Drop a room that this user has left from what it can see."""
        await self._connection.ask(Method.POST, ClientPath.v3.rooms[room].forget, {}, self._as(user))

    # Events

    async def send(
        self,
        room: RoomId,
        sender: UserId,
        kind: str,
        transaction: str,
        content: Mapping[str, Any],
        time: int | None = None,
    ) -> EventId:
        """Send a message event, dated ``time`` (ms since 1970; None: now).

        The same transaction id gives the same event. It must be unique in the room across *all* senders and types:
        while Synapse runs, it gives a second ghost that uses it the first one's event, and the message is lost.
        """
        path = ClientPath.v3.rooms[room].send[kind][transaction]
        return await self._sent(path, content, self._dated(time, user_id=sender, device_id=self.device))

    async def send_state(
        self,
        room: RoomId,
        sender: UserId,
        kind: str,
        state_key: str,
        content: Mapping[str, Any],
        time: int | None = None,
    ) -> EventId:
        """Set a piece of state; memberships too, since ``/join`` knows no ``ts``.

        Repeating it is harmless: equal content of the same sender gives the event that is there already.
        """
        path = ClientPath.v3.rooms[room].state[kind][state_key]
        return await self._sent(path, content, self._dated(time, user_id=sender))

    async def event(self, room: RoomId, event: EventId, user: UserId | None = None) -> Event | None:
        """None when it is not there, or not visible to this user.

        Read as its sender, ``unsigned.transaction_id`` tells the transaction that made it.
        """
        return await self._found(ClientPath.v3.rooms[room].event[event], self._as(user))

    async def messages(
        self,
        room: RoomId,
        direction: Direction,
        start: str | None = None,
        limit: int = 100,
        user: UserId | None = None,
    ) -> Page:
        """A page of the timeline from one end or from a token: up to ``limit`` events, of which Synapse gives 1000 at most.

        The end is where ``next`` is None, not where a page is short.
        """
        query: dict[str, str | int] = {"dir": direction, "limit": limit, **self._as(user)}
        if start is not None:
            query["from"] = start
        answer = await self._get(ClientPath.v3.rooms[room].messages, query, wanted=["chunk"])
        return Page(tuple(answer["chunk"]), answer.get("end"))

    async def context(
        self, room: RoomId, event: EventId, limit: int = 0, user: UserId | None = None
    ) -> Surrounding | None:
        """An event with up to ``limit`` neighbours; None when it is not there, or not visible."""
        path = ClientPath.v3.rooms[room].context[event]
        answer = await self._found(path, {"limit": limit, **self._as(user)}, wanted=["event", "start", "end"])
        if answer is None:
            return None
        before, after = tuple(answer.get("events_before", ())), tuple(answer.get("events_after", ()))
        return Surrounding(answer["event"], before, after, answer["start"], answer["end"])

    # Media

    async def upload_limit(self) -> int | None:
        """The most bytes that one file may have; None when the homeserver does not say."""
        limit = (await self._get(ClientPath.v1.media.config)).get("m.upload.size")
        return limit if isinstance(limit, int) else None

    async def create_media(self) -> Reservation:
        """Reserve an address. Nobody else can fill it, and only once."""
        answer = await self._connection.ask(Method.POST, MediaPath.v1.create, wanted=["content_uri"])
        return Reservation(ContentUri(answer["content_uri"]), answer.get("unused_expires_at"))

    async def upload(
        self,
        uri: ContentUri,
        chunks: Callable[[], AsyncIterable[bytes]],
        size: int,
        mime: str,
        filename: str | None = None,
    ) -> None:
        """Fill a reserved address; ``chunks`` is called for each try and gives the file from its beginning.

        Raises Refused with 409 ``M_CANNOT_OVERWRITE_MEDIA`` when it is filled already, or being filled: an
        earlier try may have arrived, so download it and compare. 413 ``M_TOO_LARGE``: larger than allowed.
        """
        await self._check_size(size)
        server, media = parts_of(uri)
        headers = {"Content-Type": mime, "Content-Length": str(size)}
        query: Query = {"filename": filename} if filename else {}
        await self._connection.put_stream(MediaPath.v3.upload[server][media], Stream(chunks, size), headers, query)

    async def download(self, uri: ContentUri) -> AsyncGenerator[bytes, None]:
        """The file's bytes, in pieces. Raises Refused with 404 when there is none, 504 when it was never filled.

        Close the iterator (``contextlib.aclosing``) when leaving it before its end.
        """
        server, media = parts_of(uri)
        path = ClientPath.v1.media.download[server][media]
        async with self._connection.get_stream(path, {"timeout_ms": 1000}) as chunks, aclosing(chunks):
            async for chunk in chunks:
                yield chunk

    async def _check_size(self, size: int) -> None:
        """Of a file that is too large, Synapse reads only the head and hangs up: we would see a broken connection."""
        if self._upload_limit is None:
            self._upload_limit = await self.upload_limit()
        if self._upload_limit is not None and size > self._upload_limit:
            reason = f"{size} bytes; the homeserver takes {self._upload_limit} (max_upload_size)"
            raise Refused(reason, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, code="M_TOO_LARGE")

    async def _get(self, path: Any, query: Query | None = None, wanted: Sequence[str] = ()) -> Any:
        return await self._connection.ask(Method.GET, path, None, query, wanted=wanted)

    async def _put(self, path: Any, body: Mapping[str, Any], query: Query) -> None:
        await self._connection.ask(Method.PUT, path, body, query)

    async def _sent(self, path: Any, body: Mapping[str, Any], query: Query) -> EventId:
        answer = await self._connection.ask(Method.PUT, path, body, query, wanted=["event_id"])
        return EventId(answer["event_id"])

    async def _found(self, path: Any, query: Query | None = None, wanted: Sequence[str] = ()) -> dict[str, Any] | None:
        try:
            answer: dict[str, Any] = await self._get(path, query, wanted)
            return answer
        except Refused as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise
            return None

    def _as(self, user: UserId | None) -> dict[str, str | int]:
        """The device is what makes ``unsigned.transaction_id`` show in what this user reads."""
        return {"user_id": user, "device_id": self.device} if user is not None else {}

    def _dated(self, time: int | None, **who: str) -> Query:
        return who if time is None else {**who, "ts": time}
