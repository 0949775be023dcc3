"""Files from every data centre, peers that were never met, waits, and keys that are used twice."""

from __future__ import annotations

import pytest
from telethon.tl import functions, types

from bridge.errors import LoginLost, NetworkRefused, NetworkUnavailable, NetworkWait
from tests.support.telegram_login import gate_of, linked

PHONE = "491512345678"
DATA = bytes(range(256)) * 5000
"""More than two pieces."""


@pytest.fixture
def anna(server):
    return server.world.add_user("Anna", phone=PHONE)


@pytest.fixture
async def line(server, anna):
    """Anna's line, as those who hear and speak have it."""
    connector = await gate_of(server).connect(await linked(server, anna))
    yield connector._line  # type: ignore[attr-defined]  # inside of the connector that tests look at
    await connector.close()


def stored(server, anna, dc):
    """A file in a data centre; where it is, as Anna's messages say it."""
    server.world.file_dc = dc
    boris = server.world.add_user("Boris")
    post = server.world.say(anna, boris, media=server.world.file(DATA, "data.bin"))
    return post.media.file, dc


async def location_of(line, chat):
    """The place of the file in the newest message."""
    answer = await line.ask(
        functions.messages.GetHistoryRequest(await line.peer(chat), 0, None, 0, 1, 0, 0, 0),
    )
    document = answer.messages[0].media.document
    return types.InputDocumentFileLocation(document.id, document.access_hash, document.file_reference, "")


async def chat_with(line):
    """The only chat there is."""
    answer = await line.ask(functions.messages.GetDialogsRequest(None, 0, types.InputPeerEmpty(), 10, 0))
    return f"user{answer.dialogs[0].peer.user_id}"


@pytest.mark.parametrize("dc", [2, 4])
@pytest.mark.parametrize("offset", [0, 5, 512 * 1024, 700_001])
async def test_a_file_comes_from_where_it_lies_from_any_byte_on(server, anna, line, dc, offset):
    stored(server, anna, dc)
    location = await location_of(line, await chat_with(line))
    found = [piece async for piece in line.pieces(location, offset, len(DATA), dc)]
    assert b"".join(found) == DATA[offset:]


async def test_a_file_that_has_moved_is_followed(server, anna, line):
    stored(server, anna, 4)
    location = await location_of(line, await chat_with(line))
    assert b"".join([piece async for piece in line.pieces(location, 0, None, 2)]) == DATA


async def test_after_the_connection_to_another_data_centre_broke_it_is_made_again(server, anna, line):
    stored(server, anna, 4)
    location = await location_of(line, await chat_with(line))
    first = line.pieces(location, 0, len(DATA), 4)
    await anext(first)
    await first.aclose()
    server.drop_connections()
    assert b"".join([piece async for piece in line.pieces(location, 0, len(DATA), 4)]) == DATA


async def test_a_reference_that_has_run_out_is_said_by_its_name(server, anna, line):
    stored(server, anna, 2)
    location = await location_of(line, await chat_with(line))
    server.world.expire_file_references()
    with pytest.raises(NetworkRefused) as refused:
        await anext(line.pieces(location, 0, None, 2))
    assert refused.value.code.startswith("FILE_REFERENCE_")


async def test_somebody_who_was_never_met_is_found_in_the_list_of_chats(server, anna, line):
    boris = server.world.add_user("Boris")
    server.world.say(anna, boris, "hello")
    assert (await line.peer(f"user{boris.id}")).user_id == boris.id


async def test_somebody_whom_this_account_cannot_reach_is_refused(server, line):
    with pytest.raises(NetworkRefused):
        await line.peer("user999999")


async def test_chats_with_codes_are_never_asked_for(line):
    for ask in (lambda: line.peer("user777000"), lambda: line.ask(_typing(types.InputPeerUser(42777, 0)))):
        with pytest.raises(NetworkRefused):
            await ask()


def _typing(peer):
    return functions.messages.SetTypingRequest(peer, types.SendMessageTypingAction())


async def test_slow_mode_is_a_wait_in_one_chat_only(server, anna, line):
    cats = server.world.add_supergroup("Cats", [anna])
    dogs = server.world.add_supergroup("Dogs", [anna])
    server.faults.refuse("messages.setTyping", "SLOWMODE_WAIT_99", 420)
    with pytest.raises(NetworkWait):
        await line.ask(_typing(await line.peer(f"channel{cats.id}")))
    with pytest.raises(NetworkWait):
        await line.ask(_typing(await line.peer(f"channel{cats.id}")))
    assert await line.ask(_typing(await line.peer(f"channel{dogs.id}")))


async def test_a_server_in_trouble_is_unavailable(server, line):
    server.faults.refuse("help.getNearestDc", "WORKER_BUSY_TOO_LONG_RETRY", 500, times=9)
    with pytest.raises(NetworkUnavailable):
        await line.ask(functions.help.GetNearestDcRequest())


async def test_a_request_whose_connection_breaks_is_answered_all_the_same(server, line):
    server.faults.drop_before("help.getNearestDc")
    assert (await line.ask(functions.help.GetNearestDcRequest())).this_dc == 2


async def test_a_line_that_was_let_go_is_not_made_again(line):
    await line.close()
    with pytest.raises(NetworkUnavailable):
        await line.ask(functions.help.GetNearestDcRequest())


async def test_a_key_that_is_used_twice_at_a_time_is_lost(server, anna):
    memory = await linked(server, anna)
    first = await gate_of(server).connect(memory)
    server.faults.exclusive_keys = True
    with pytest.raises(LoginLost):
        await gate_of(server).connect(memory)
    await first.close()
