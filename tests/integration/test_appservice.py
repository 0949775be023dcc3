"""The listener, called as a homeserver calls it, and as one should not."""

from __future__ import annotations

import hashlib
import io
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from bridge.errors import StoreError
from bridge.matrix.appservice import LARGEST, Listener

TOKEN = "hs-token-0123456789abcdef"
AUTHORISED = {"Authorization": f"Bearer {TOKEN}"}
TRANSACTIONS = "/_matrix/app/v1/transactions/"
EVENT = {"event_id": "$1", "type": "m.room.message", "sender": "@dana:example.org", "content": {"body": "Ahoy"}}


class Shelf:
    """Where the events of a test are put; ``failure`` is what happens instead."""

    def __init__(self) -> None:
        self.stored: list[tuple[str, str, list[dict[str, Any]]]] = []
        self.pings: list[str] = []
        self.failure: Exception | None = None

    async def store(self, transaction: str, sha256: str, events: list[dict[str, Any]]) -> None:
        if self.failure is not None:
            raise self.failure
        self.stored.append((transaction, sha256, events))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


Caller = TestClient[Any, Any]


@pytest.fixture
async def homeserver(shelf: Shelf) -> AsyncIterator[Caller]:
    """Whoever calls us."""
    listener = Listener(TOKEN, shelf.store, shelf.pings.append)
    async with TestClient(TestServer(listener.application())) as client:
        yield client


async def put(homeserver: Caller, body: bytes, transaction: str = "1", **options: Any) -> aiohttp.ClientResponse:
    options.setdefault("headers", AUTHORISED)
    return await homeserver.put(TRANSACTIONS + transaction, data=io.BytesIO(body), **options)


def transaction(*events: dict[str, Any]) -> bytes:
    return json.dumps({"events": events or [EVENT]}).encode()


async def test_a_transaction_is_acknowledged_once_it_is_stored(homeserver: Caller, shelf: Shelf):
    body = transaction(EVENT)
    answer = await put(homeserver, body, "t7")
    assert (answer.status, await answer.json()) == (200, {})
    assert shelf.stored == [("t7", hashlib.sha256(body).hexdigest(), [EVENT])]


async def test_what_could_not_be_stored_is_not_acknowledged(homeserver: Caller, shelf: Shelf):
    shelf.failure = StoreError("disk full")
    assert (await put(homeserver, transaction())).status == 500


async def test_even_an_unforeseen_failure_is_not_acknowledged(homeserver: Caller, shelf: Shelf):
    shelf.failure = ZeroDivisionError()
    assert (await put(homeserver, transaction())).status == 500


async def test_no_log_says_what_could_not_be_stored(homeserver: Caller, shelf: Shelf, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    shelf.failure = StoreError("row Ahoy of Dana")
    await put(homeserver, transaction(), "t7")
    assert "t7" in caplog.text
    assert "Ahoy" not in caplog.text


async def test_the_same_transaction_is_handed_over_again(homeserver: Caller, shelf: Shelf):
    """Whether it came before is known to whoever stores it, also after a restart."""
    await put(homeserver, transaction())
    await put(homeserver, transaction())
    assert len(shelf.stored) == 2


async def test_a_hundred_events_of_64_kib_fit_into_a_transaction(homeserver: Caller, shelf: Shelf):
    big = {**EVENT, "content": {"body": "x" * 64_000}}
    assert (await put(homeserver, transaction(*[big] * 100))).status == 200
    assert len(shelf.stored[0][2]) == 100


async def test_a_body_without_end_is_cut_off(homeserver: Caller, shelf: Shelf):
    assert (await put(homeserver, b"x" * (LARGEST + 1))).status == 413
    assert shelf.stored == []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"events": {}}', b'{"events": [1]}', b'{"events": [{}]}', b"\xff"]
)
async def test_what_is_no_transaction_is_refused(homeserver: Caller, shelf: Shelf, body: bytes):
    assert (await put(homeserver, body)).status == 400
    assert shelf.stored == []


async def test_an_empty_transaction_is_one(homeserver: Caller):
    assert (await put(homeserver, b'{"events": []}')).status == 200


@pytest.mark.parametrize(
    ("header", "query", "status"),
    [
        (f"Bearer {TOKEN}", {}, 200),
        (f"bearer {TOKEN}", {}, 200),
        (f"Bearer {TOKEN}", {"access_token": TOKEN}, 200),
        (f"Bearer {TOKEN}", {"access_token": "another"}, 403),
        ("Bearer another", {}, 403),
        ("Bearer another", {"access_token": TOKEN}, 403),
        ("Bearer ünïcödé", {}, 403),
        ("Bearer", {}, 401),
        (f"Basic {TOKEN}", {}, 401),
        (None, {}, 401),
        (None, {"access_token": TOKEN}, 401),
    ],
)
async def test_only_the_homeserver_is_heard(homeserver: Caller, shelf: Shelf, header, query, status):
    headers = {"Authorization": header} if header else {}
    answer = await put(homeserver, transaction(), headers=headers, params=query)
    assert answer.status == status
    assert bool(shelf.stored) == (status == 200)


@pytest.mark.parametrize("path", ["/", "/_matrix/app/v1/ping", f"{TRANSACTIONS}1", "/metrics"])
async def test_who_has_no_token_learns_no_paths(homeserver: Caller, path: str):
    assert (await homeserver.get(path)).status == 401


@pytest.mark.parametrize("path", ["/_matrix/app/v1/users/@anna:x", "/_matrix/app/v1/rooms/%23harbour:x"])
async def test_nobody_is_made_because_somebody_asks(homeserver: Caller, path: str):
    answer = await homeserver.get(path, headers=AUTHORISED)
    assert (answer.status, (await answer.json())["errcode"]) == (404, "M_NOT_FOUND")


@pytest.mark.parametrize(("path", "status"), [("/_matrix/app/v1/other", 404), (f"{TRANSACTIONS}1", 405)])
async def test_what_we_do_not_know_is_called_so(homeserver: Caller, path: str, status: int):
    answer = await homeserver.get(path, headers=AUTHORISED)
    assert (answer.status, (await answer.json())["errcode"]) == (status, "M_UNRECOGNIZED")


async def test_a_ping_is_answered(homeserver: Caller, shelf: Shelf):
    answer = await homeserver.post("/_matrix/app/v1/ping", json={"transaction_id": "p1"}, headers=AUTHORISED)
    assert (answer.status, shelf.pings) == (200, ["p1"])


async def test_a_ping_without_json_is_refused(homeserver: Caller, shelf: Shelf):
    answer = await homeserver.post("/_matrix/app/v1/ping", data=b"[", headers=AUTHORISED)
    assert (answer.status, shelf.pings) == (400, [])


async def test_an_address_that_is_taken_is_said_so():
    async with Listener(TOKEN, Shelf().store) as first, Listener(TOKEN, Shelf().store) as second:
        await first.start("127.0.0.1", 0)
        with pytest.raises(OSError, match="in use"):
            await second.start("127.0.0.1", first.port)
