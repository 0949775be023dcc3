"""What a homeserver, or a proxy before it, refuses: the item where it is to blame, else the chat stops in words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bridge.errors import HomeserverError, HomeserverUnavailable, Refused
from bridge.store import State
from tests.support.histories import eventful, plain, write_export
from tests.support.homeserver import FAULTY, FakeHomeserver, Fault, Hook, Moment, limited, no_fault, sometimes
from tests.support.importing import Workshop, prove, server_of, workshop

TOO_LARGE_FOR_THE_PROXY = Fault(status=413, body="<html><h1>413 Request Entity Too Large</h1></html>")
BAD_FOR_THE_PROXY = Fault(status=400, body="<html><h1>400 Bad Request</h1></html>")
NONSENSE = Fault(status=400, body={"errcode": "M_BAD_JSON", "error": "Bad JSON value"})


def always(fault: Fault, *endpoints: str, skip: int = 0) -> Hook:
    """From some moment on, all requests to these endpoints."""
    seen = 0

    def hook(moment: Moment) -> Fault | None:
        nonlocal seen
        if moment.when == "after" or moment.endpoint not in endpoints:
            return None
        seen += 1
        return fault if seen > skip else None

    return hook


async def outcomes(shop: Workshop) -> Counter[State]:
    """All items, in all chats."""
    states: Counter[State] = Counter()
    for portal in await shop.store.portals.list():
        for (state, _), count in (await shop.store.inbox.counts(portal.id)).items():
            states[state] += count
    return states


@pytest.mark.parametrize(
    ("fault", "endpoints", "skip"),
    [
        (FAULTY, ("send", "state"), 30),
        (BAD_FOR_THE_PROXY, ("send",), 3),
        (TOO_LARGE_FOR_THE_PROXY, ("send",), 3),
        (TOO_LARGE_FOR_THE_PROXY, ("upload",), 0),
        (BAD_FOR_THE_PROXY, ("upload",), 0),
        (Fault(status=401, body={"errcode": "M_UNKNOWN_TOKEN", "error": "?"}), ("send",), 7),
        (Fault(status=403, body={"errcode": "M_FORBIDDEN", "error": "?"}), ("send", "state"), 40),
        (Fault(status=404, body="<html>Not Found</html>"), ("send",), 7),
    ],
)
async def test_who_refuses_everything_is_not_believed(
    fault: Fault, endpoints: tuple[str, ...], skip: int, tmp_path: Path
) -> None:
    uri, hook = f"sqlite:///{tmp_path / 'store.db'}", always(fault, *endpoints, skip=skip)
    async with FakeHomeserver(hook=hook) as fake, workshop(uri, server_of(fake), patience=0.2) as shop:
        await shop.stage(write_export(tmp_path / "export", eventful(3)))
        [result] = await shop.run()
        assert isinstance(result.error, HomeserverError)
        found = await outcomes(shop)
        assert found[State.FAILED] + found[State.MISSING] == 0
        fake.hook = no_fault
        await prove(shop)


async def test_many_refusals_in_a_row_stop_the_chat_without_an_end_of_it(tmp_path: Path) -> None:
    uri, hook = f"sqlite:///{tmp_path / 'store.db'}", always(NONSENSE, "send", skip=4)
    async with FakeHomeserver(hook=hook) as fake, workshop(uri, server_of(fake), patience=0.2) as shop:
        await shop.stage(write_export(tmp_path / "export", plain(60)))
        [result] = await shop.run()
        assert isinstance(result.error, HomeserverError)
        assert "20 items in a row" in result.error.message
        assert (await outcomes(shop))[State.FAILED] == 20
        fake.hook = no_fault
        await prove(shop, refused=20)


async def test_a_proxys_limit_is_explained(tmp_path: Path) -> None:
    uri, hook = f"sqlite:///{tmp_path / 'store.db'}", always(TOO_LARGE_FOR_THE_PROXY, "upload")
    async with FakeHomeserver(hook=hook) as fake, workshop(uri, server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "export", eventful(1)))
        [result] = await shop.run()
        assert isinstance(result.error, Refused)
        assert "proxy" in result.error.message
        assert "413" in result.error.message


@pytest.mark.parametrize("fault", [FAULTY, NONSENSE])
async def test_an_item_that_alone_is_refused_fails_alone(fault: Fault, tmp_path: Path) -> None:
    poison = ""

    def hook(moment: Moment) -> Fault | None:
        nonlocal poison
        if moment.endpoint == "send" and len(fake.requests) > 40:
            poison = poison or moment.path
        return fault if moment.path == poison and moment.when == "before" else None

    fake = FakeHomeserver(hook=hook)
    async with fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "export", plain(60)))
        await prove(shop, refused=1)
        assert await outcomes(shop) == {State.DONE: 59, State.FAILED: 1}


async def test_a_device_that_somebody_has_removed_is_given_again(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "old", plain(20)))
        await prove(shop)
        for user in fake.world.users.values():
            user.devices.clear()
        await shop.stage(write_export(tmp_path / "new", plain(40)))
        await prove(shop)
        assert await outcomes(shop) == {State.DONE: 40}


async def test_a_bot_that_was_removed_from_the_room_says_so_and_goes_on_when_it_is_back(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "old", plain(20)))
        await prove(shop)
        [room] = fake.world.rooms.values()
        membership = room.state.pop(("m.room.member", fake.settings.bot))
        await shop.stage(write_export(tmp_path / "new", plain(40)))
        [result] = await shop.run()
        assert isinstance(result.error, Refused)
        assert "removed from the room" in result.error.message
        room.state["m.room.member", fake.settings.bot] = membership
        await prove(shop)


async def test_a_homeserver_without_its_database_is_waited_for(tmp_path: Path) -> None:
    down = always(FAULTY, "send", "state", "messages", "create_media", "get_state", "alias", "create_room", skip=30)
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    async with FakeHomeserver(hook=down) as fake, workshop(uri, server_of(fake), patience=0.3) as shop:
        await shop.stage(write_export(tmp_path / "export", plain(60)))
        [result] = await shop.run()
        assert isinstance(result.error, HomeserverUnavailable)
        assert (await outcomes(shop))[State.FAILED] == 0
        fake.hook = no_fault
        await prove(shop)


async def test_a_storm_of_rate_limits_only_takes_longer(tmp_path: Path) -> None:
    storm = sometimes(1, 0.6, limited(3))
    async with (
        FakeHomeserver(hook=storm) as fake,
        workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop,
    ):
        await shop.stage(write_export(tmp_path / "export", eventful(2), eventful(2, name="cooks")))
        assert [result.error for result in await shop.run()] == [None, None]
        fake.hook = no_fault
        await prove(shop)
