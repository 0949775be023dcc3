"""The test Telegram and the real client: what is heard live, what is caught up with, and what goes wrong on the way."""

from __future__ import annotations

import asyncio
import os

import pytest
from telethon import errors, events, functions, types
from telethon.sessions import SQLiteSession

from tests.mtproto.stage import until


async def _all_of(client, pts, date=0):
    """Everything ``getDifference`` has to say since a pts."""
    while True:
        found = await client(functions.updates.GetDifferenceRequest(pts, date or 1, 0))
        if isinstance(found, types.updates.DifferenceEmpty):
            return
        yield found
        if isinstance(found, types.updates.Difference):
            return
        pts = found.intermediate_state.pts


async def test_live_updates_arrive_in_order(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna, stage.bob])
    group = stage.world.add_group("Old", [stage.bob, stage.anna])
    client = await stage.enter(stage.anna)
    heard = stage.listen(client)
    for number in range(40):
        stage.world.say((crew, group, stage.anna)[number % 3], stage.bob, str(number))
    await until(lambda: len(heard) == 40)
    by_chat = [[int(e.message.message) for e in heard if int(e.message.message) % 3 == kind] for kind in range(3)]
    assert all(numbers == sorted(numbers) for numbers in by_chat)


async def test_edits_deletions_reactions_typing_and_reading_are_pushed(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna, stage.bob])
    mine = stage.world.say(crew, stage.anna, "mine")
    client = await stage.enter(stage.anna)
    heard = stage.listen(client, events.Raw())
    stage.world.read(crew, stage.bob)
    post = stage.world.say(crew, stage.bob, "a")
    stage.world.edit(post, "b")
    stage.world.react(post, stage.bob, "👍")
    stage.world.type(crew, stage.bob)
    stage.world.pin(mine, stage.bob)
    stage.world.delete(post)
    stage.world.set_title(crew, "Crew 2", stage.bob)
    expected = [
        "UpdateReadChannelOutbox",
        "UpdateNewChannelMessage",
        "UpdateEditChannelMessage",
        "UpdateMessageReactions",
        "UpdateChannelUserTyping",
        "UpdatePinnedChannelMessages",
        "UpdateNewChannelMessage",
        "UpdateDeleteChannelMessages",
        "UpdateChannel",
        "UpdateNewChannelMessage",
    ]
    await until(lambda: len(heard) == len(expected))
    assert [type(each).__name__ for each in heard] == expected


async def test_the_senders_other_devices_are_told(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna])
    phone, desk = await stage.enter(stage.anna), await stage.enter(stage.anna)
    heard, echoed = stage.listen(desk), stage.listen(phone)
    await phone.get_dialogs()
    await phone.send_message(types.PeerChannel(crew.id), "from the phone")
    await phone.send_message("me", "a note")
    await until(lambda: len(heard) == 2)
    assert not echoed


async def test_nothing_is_lost_while_a_client_is_away(stage, tmp_path):
    crew = stage.world.add_supergroup("Crew", [stage.anna, stage.bob])
    client = await stage.enter(stage.anna, SQLiteSession(str(tmp_path / "anna")))
    await client.get_dialogs()
    stage.world.rules.difference_slice = 7
    stage.world.rules.channel_gap = 1000
    for number in range(150):
        if number == 10:
            await stage.leave(client)
        stage.world.say((crew, stage.anna)[number % 2], stage.bob, str(number))
    client = stage.server.client(SQLiteSession(str(tmp_path / "anna")), catch_up=True)
    heard = stage.listen(client)
    await client.connect()
    await until(lambda: len({e.message.message for e in heard}) >= 140)
    assert {int(e.message.message) for e in heard} >= set(range(10, 150))
    await client.disconnect()


async def test_the_difference_says_everything_from_any_pts(stage):
    client = await stage.enter(stage.anna)
    start = stage.anna.pts
    posts = [stage.world.say(stage.anna, stage.bob, str(number)) for number in range(30)]
    stage.world.edit(posts[0], "changed")
    stage.world.delete(posts[1])
    stage.world.rules.difference_slice = 8
    parts = [part async for part in _all_of(client, start)]
    assert [m.message for part in parts for m in part.new_messages] == ["changed", *map(str, range(2, 30))]
    others = [update for part in parts for update in part.other_updates if hasattr(update, "pts_count")]
    assert [type(each).__name__ for each in others] == ["UpdateEditMessage", "UpdateDeleteMessages"]
    assert parts[-1].state.pts == stage.anna.pts


async def test_a_channel_too_far_away_has_to_be_read_again(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna, stage.bob])
    client = await stage.enter(stage.anna)
    await client.get_dialogs()
    start = crew.pts
    for number in range(120):
        stage.world.say(crew, stage.bob, str(number))
    channel = await client.get_input_entity(types.PeerChannel(crew.id))
    ask = functions.updates.GetChannelDifferenceRequest(channel, types.ChannelMessagesFilterEmpty(), start, 100)
    assert (await client(ask)).dialog.pts == crew.pts
    ask.pts = crew.pts - 50
    found = await client(ask)
    assert (found.final, len(found.new_messages), found.pts) == (True, 50, crew.pts)


async def test_a_swallowed_push_is_found_out_and_fetched(stage):
    client = await stage.enter(stage.anna)
    heard = stage.listen(client)
    stage.world.say(stage.anna, stage.bob, "one")
    await until(lambda: len(heard) == 1)
    stage.faults.swallow(stage.anna)
    stage.world.say(stage.anna, stage.bob, "two")
    stage.world.say(stage.anna, stage.bob, "three")
    await until(lambda: len(heard) == 3)
    assert [e.message.message for e in heard] == ["one", "two", "three"]


@pytest.mark.parametrize("size", [1, 700_000, 2_000_003])
async def test_files_come_back_byte_for_byte(stage, size):
    data = os.urandom(size)
    client = await stage.enter(stage.anna)
    named = [types.DocumentAttributeFilename("noise.bin")]
    sent = await client.send_file("me", data, attributes=named, force_document=True)
    assert (await client.download_media(sent, bytes)) == data
    assert sent.file.name == "noise.bin"


async def test_files_are_fetched_from_the_data_centre_they_are_in(stage):
    stage.world.file_dc = 4
    stage.world.say(stage.anna, stage.bob, "look", media=stage.world.file(b"far away" * 1000, "far.txt"))
    client = await stage.enter(stage.anna)
    message = (await client.get_dialogs())[0].message
    assert await client.download_media(message, bytes) == b"far away" * 1000
    assert "auth.importAuthorization" in [name for name, *_ in stage.server.calls]


async def test_an_old_file_reference_is_refused_until_renewed(stage):
    post = stage.world.say(stage.anna, stage.bob, media=stage.world.file(b"x" * 100, "x.txt"))
    client = await stage.enter(stage.anna)
    old = (await client.get_dialogs())[0].message
    stage.world.expire_file_references()
    name = types.InputDocumentFileLocation(old.document.id, old.document.access_hash, old.document.file_reference, "")
    with pytest.raises(errors.FileReferenceExpiredError):
        await client(functions.upload.GetFileRequest(name, 0, 4096))
    name.file_reference = (await client.get_messages(None, ids=post.id_for(stage.anna))).document.file_reference
    assert (await client(functions.upload.GetFileRequest(name, 0, 4096))).bytes == b"x" * 100


async def test_albums_arrive_together(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna])
    client = await stage.enter(stage.anna)
    await client.get_dialogs()
    parts = await client.send_file(
        types.PeerChannel(crew.id), [b"one" * 9, b"two" * 9], caption=["a", "b"], force_document=True
    )
    assert len({part.grouped_id for part in parts}) == 1
    assert [post.text for post in stage.world.messages(crew)[-2:]] == ["a", "b"]


async def test_a_flood_wait_comes_as_often_as_asked(stage):
    client = await stage.enter(stage.anna)
    stage.faults.flood("messages.getDialogs", 30)
    with pytest.raises(errors.FloodWaitError) as wait:
        await client.get_dialogs()
    assert wait.value.seconds == 30
    client._flood_waited_requests.clear()
    assert await client.get_dialogs() == []


async def test_a_connection_that_breaks_before_the_deed_costs_nothing(stage):
    client = await stage.enter(stage.anna)
    stage.faults.drop_before(functions.messages.SendMessageRequest)
    await client.send_message("me", "hello")
    assert [post.text for post in stage.world.messages(stage.anna, stage.anna)] == ["hello"]


async def test_a_connection_that_breaks_after_the_deed_leaves_the_deed(stage):
    client = await stage.enter(stage.anna, request_retries=0, raise_last_call_error=True)
    stage.faults.drop_after("messages.sendMessage")
    with pytest.raises(errors.RandomIdDuplicateError):
        await client.send_message("me", "hello")
    assert [post.text for post in stage.world.messages(stage.anna, stage.anna)] == ["hello"]


async def test_a_server_that_comes_back_is_found_again(stage):
    client = await stage.enter(stage.anna, connection_retries=20)
    heard = stage.listen(client)
    await stage.server.restart()
    stage.world.say(stage.anna, stage.bob, "after the break")
    await asyncio.sleep(0.5)
    await client.catch_up()
    await until(lambda: [e.message.message for e in heard] == ["after the break"])


async def test_a_delayed_request_is_overtaken(stage):
    client = await stage.enter(stage.anna)
    stage.faults.delay("help.getNearestDc", 0.3)
    slow = asyncio.create_task(client(functions.help.GetNearestDcRequest()))
    await client(functions.help.GetConfigRequest())
    assert not slow.done()
    assert (await slow).this_dc == 2
