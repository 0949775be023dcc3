"""The preflight against a real Synapse: a sound one, and ones that are broken in all the ways that we know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import pytest

from bridge.matrix.appservice import Listener
from bridge.matrix.events import UserId
from bridge.matrix.preflight import Finding, Subject, preflight, sound
from demo.synapse import Synapse, free_port
from tests.support.access import AS_TOKEN, BOT, DOMAIN, HS_TOKEN, write_registration

pytestmark = pytest.mark.xdist_group("preflight")

PORT = free_port()
URL = f"http://127.0.0.1:{PORT}"
NOBODY = f"http://127.0.0.1:{free_port()}"
STRICT = {"rc_message": {"per_second": 0.2, "burst_count": 5}}
"""Synapse's own limit on messages, which the throw-away one lifts for everybody."""


def named(name: str, **changes: Any) -> dict[str, Any]:
    """A registration beside the sound one, with ids and tokens of its own."""
    tokens = {"as_token": f"{name}-{AS_TOKEN}", "hs_token": f"{name}-{HS_TOKEN}"}
    return {"id": name, "sender_localpart": f"{name}_bot", "prefix": name, **tokens, **changes}


EVERYBODY = {"users": [{"exclusive": False, "regex": "@.*"}], "aliases": [{"exclusive": False, "regex": "#.*"}]}
REGISTRATIONS: dict[str, dict[str, Any]] = {
    "sound": {"url": URL},
    "importer": named("importer"),
    "limited": named("limited", rate_limited=True),
    "wide": named("wide", namespaces=EVERYBODY),
    "elsewhere": named("elsewhere", domain="elsewhere.localhost"),
    "unreachable": named("unreachable", url=NOBODY),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """One Synapse that has read all these registrations, and that is strict with whom it may limit."""
    folder = tmp_path_factory.mktemp("preflight")
    files = [write_registration(folder / f"{name}.yaml", **changes) for name, changes in REGISTRATIONS.items()]
    with Synapse(folder / "data", registrations=files, extra=STRICT) as running:
        yield running


def subject_of(server: Synapse, registration: str = "importer", **changes: Any) -> Subject:
    """What the operator believes, which is true unless a test changes it."""
    given = REGISTRATIONS[registration]
    believed = {
        "address": server.address,
        "domain": DOMAIN,
        "bot": UserId(f"@{given.get('sender_localpart', 'beringia_bot')}:{DOMAIN}"),
        "prefix": given.get("prefix", "beringia"),
        "appservice": given.get("id", "beringia"),
        "as_token": given.get("as_token", AS_TOKEN),
        "hs_token": given.get("hs_token", HS_TOKEN),
        "url": given.get("url"),
        "port": PORT,
    }
    return Subject(**{**believed, **changes})


async def findings(subject: Subject) -> list[Finding]:
    return [finding async for finding in preflight(subject)]


async def wrong(subject: Subject) -> dict[str, Finding]:
    """What is not sound, by name; each has a remedy."""
    found = [finding for finding in await findings(subject) if finding.ok is False]
    assert all(finding.remedy for finding in found)
    return {finding.name: finding for finding in found}


async def test_a_sound_homeserver_has_nothing_wrong(server: Synapse):
    found = await findings(subject_of(server, "sound"))
    assert sound(found)
    assert len(found) == 14
    assert [finding.name for finding in found if not finding.ok] == ["bedrock"]


async def test_a_bridge_that_listens_already_is_reached(server: Synapse):
    async with Listener(HS_TOKEN, store_nothing) as listener:
        await listener.start("127.0.0.1", PORT)
        assert await wrong(subject_of(server, "sound")) == {}


async def test_an_importer_needs_no_way_back(server: Synapse):
    found = {finding.name: finding for finding in await findings(subject_of(server))}
    assert found["homeserver reaches us"].ok is None
    assert sound(list(found.values()))


async def test_checking_leaves_nobody_in_the_scratch_room(server: Synapse):
    assert sound(await findings(subject_of(server)))
    assert await joined_rooms(server) == []


async def test_nobody_answers(server: Synapse):
    assert set(await wrong(subject_of(server, address=NOBODY))) == {"homeserver reachable"}


async def test_something_else_answers(server: Synapse):
    async with Listener(HS_TOKEN, store_nothing) as web_server:
        await web_server.start("127.0.0.1", PORT)
        assert set(await wrong(subject_of(server, address=URL))) == {"homeserver reachable"}


async def test_the_token_is_wrong(server: Synapse):
    assert set(await wrong(subject_of(server, as_token="wrong"))) == {"token accepted"}


async def test_the_bot_has_another_name(server: Synapse):
    assert set(await wrong(subject_of(server, bot=BOT))) == {"token accepted"}


async def test_the_ghosts_have_another_prefix(server: Synapse):
    assert set(await wrong(subject_of(server, prefix="other"))) == {"ghosts are ours", "rooms can be made"}


async def test_the_namespaces_are_those_of_another_server(server: Synapse):
    assert set(await wrong(subject_of(server, "elsewhere"))) == {"ghosts are ours", "rooms can be made"}


async def test_the_namespace_is_too_wide(server: Synapse):
    assert "nobody else is ours" in await wrong(subject_of(server, "wide"))


async def test_the_homeserver_cannot_connect_to_us(server: Synapse):
    found = await wrong(subject_of(server, "unreachable"))
    assert "cannot connect" in found["homeserver reaches us"].detail


async def test_the_homeserver_has_another_token_for_us(server: Synapse):
    found = await wrong(subject_of(server, "sound", hs_token="another"))
    assert "403" in found["homeserver reaches us"].detail


async def test_the_homeserver_reaches_somebody_else(server: Synapse):
    async with Listener(HS_TOKEN, store_nothing) as somebody_else:
        await somebody_else.start("127.0.0.1", PORT)
        found = await wrong(subject_of(server, "sound", port=free_port()))
    # Synapse's own connection pool sometimes stumbles here, and says so; either way it did not reach us.
    assert "homeserver reaches us" in found


async def test_the_homeserver_knows_no_url(server: Synapse):
    found = await wrong(subject_of(server, url=URL))
    assert "without url" in found["homeserver reaches us"].detail


async def test_the_room_version_is_unknown(server: Synapse):
    found = await wrong(subject_of(server, room_version="99"))
    assert "rooms.version" in found["rooms can be made"].remedy


async def test_a_file_is_too_large(server: Synapse):
    assert set(await wrong(subject_of(server, largest_file=10**9))) == {"large files"}


async def test_the_homeserver_limits_us(server: Synapse):
    assert "no rate limit" in await wrong(subject_of(server, "limited"))


async def test_old_messages_are_hidden(server: Synapse):
    with reconfigured(server, retention={"enabled": True, "default_policy": {"max_lifetime": "1y"}}):
        assert set(await wrong(subject_of(server))) == {"oldest message visible"}


async def test_recent_messages_are_not_hidden_by_the_same_policy(server: Synapse):
    with reconfigured(server, retention={"enabled": True, "default_policy": {"max_lifetime": "100y"}}):
        assert await wrong(subject_of(server)) == {}


async def test_rooms_are_encrypted_by_force(server: Synapse):
    with reconfigured(server, encryption_enabled_by_default_for_room_type="all"):
        found = await wrong(subject_of(server))
    assert "encryption_enabled_by_default_for_room_type" in found["rooms can be made"].remedy


@contextmanager
def reconfigured(server: Synapse, **extra: Any) -> Iterator[None]:
    """With other options for the time being; the next test finds the sound ones."""
    healthy = {"retention": {"enabled": False}, "encryption_enabled_by_default_for_room_type": "off"}
    server.reconfigure(**extra)
    server.restart()
    try:
        yield
    finally:
        server.reconfigure(**healthy)
        server.restart()


async def joined_rooms(server: Synapse) -> list[str]:
    """Rooms that the importer's bot is in."""
    subject = subject_of(server)
    headers = {"Authorization": f"Bearer {subject.as_token}"}
    async with aiohttp.ClientSession() as session:
        address = f"{server.address}/_matrix/client/v3/joined_rooms"
        async with session.get(address, headers=headers) as answer:
            rooms: list[str] = (await answer.json())["joined_rooms"]
            return rooms


async def store_nothing(_transaction: str, _sha256: str, _events: list[dict[str, Any]]) -> None:
    """Nothing is sent in these tests but pings."""
