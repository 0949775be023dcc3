"""The test Telegram and the real client: chats are renamed, furnished and peopled, messages forwarded."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from telethon import errors, functions, types

from tests.mtproto.stage import until


@pytest.fixture
def picture():
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "PNG")
    file.name = "picture.png"
    file.seek(0)
    return file


async def _peer(client, chat):
    await client.get_dialogs()
    return await client.get_input_entity(types.PeerChannel(chat.id))


async def test_a_chat_is_renamed_and_says_so(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna, stage.bob])
    client = await stage.enter(stage.anna)
    peer = await _peer(client, crew)
    await client(functions.channels.EditTitleRequest(peer, "Sailors"))
    with pytest.raises(errors.ChatNotModifiedError):
        await client(functions.channels.EditTitleRequest(peer, "Sailors"))
    said = (await client.get_messages(peer))[0].action
    assert (crew.title, said) == ("Sailors", types.MessageActionChatEditTitle("Sailors"))


async def test_pictures_of_chats_and_messages_come_back_whole(stage, picture):
    crew = stage.world.add_supergroup("Crew", [stage.anna])
    stage.world.set_photo(crew, picture.getvalue(), stage.anna)
    client = await stage.enter(stage.anna)
    peer = await _peer(client, crew)
    sent = await client.send_file(peer, picture)
    assert await client.download_media(sent, bytes) == picture.getvalue()
    assert await client.download_profile_photo(await client.get_entity(peer), bytes) == picture.getvalue()


async def test_people_are_invited_promoted_and_removed(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna, stage.bob])
    stage.world.befriend(stage.anna, stage.cleo)
    client = await stage.enter(stage.anna)
    peer = await _peer(client, crew)
    cleo = types.InputUser(stage.cleo.id, stage.world.access_hash(stage.anna, stage.cleo))
    await client(functions.channels.InviteToChannelRequest(peer, [cleo]))
    await client(functions.channels.EditAdminRequest(peer, cleo, types.ChatAdminRights(ban_users=True), "mate"))
    assert crew.members[stage.cleo.id].rank == "mate"
    await client.edit_permissions(peer, stage.cleo.id, view_messages=False)
    assert (stage.cleo.id in crew.members, stage.cleo.id in crew.banned) == (False, True)


async def test_forwarded_messages_say_where_they_come_from(stage):
    group = stage.world.add_group("Old", [stage.anna, stage.bob])
    post = stage.world.say(group, stage.bob, "pass it on")
    client = await stage.enter(stage.anna)
    await client.get_dialogs()
    copy = await client.forward_messages("me", post.id_for(stage.anna), types.PeerChat(group.id))
    assert (copy.message, copy.fwd_from.from_id.user_id) == ("pass it on", stage.bob.id)


async def test_a_topic_is_opened_and_closed(stage):
    forum = stage.world.add_supergroup("Forum", [stage.anna, stage.bob], forum=True)
    anna, bob = await stage.enter(stage.anna), await stage.enter(stage.bob)
    peer = await _peer(anna, forum)
    await anna(functions.messages.CreateForumTopicRequest(peer, "Boats"))
    topic = next(number for number in forum.topics if number != 1)
    await anna(functions.messages.EditForumTopicRequest(peer, topic, closed=True))
    with pytest.raises(errors.BadRequestError, match="TOPIC_CLOSED"):
        await bob.send_message(await _peer(bob, forum), "ahoy", reply_to=topic)


async def test_who_leaves_and_joins_a_public_chat_is_seen_doing_it(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna, stage.bob], username="thecrew")
    bob = await stage.enter(stage.bob)
    peer = await _peer(bob, crew)
    await bob(functions.channels.LeaveChannelRequest(peer))
    assert stage.bob.id not in crew.members
    await bob(functions.channels.JoinChannelRequest(await bob.get_input_entity("thecrew")))
    actions = [type(post.action).__name__ for post in stage.world.messages(crew)[-2:]]
    assert actions == ["MessageActionChatDeleteUser", "MessageActionChatAddUser"]


async def test_a_link_that_is_known_gets_its_preview(stage):
    page = types.WebPage(1, "https://example.org/", "example.org", 0, title="Example")
    stage.world.web_pages["https://example.org/"] = page
    client = await stage.enter(stage.anna)
    with_preview = await client.send_message("me", "see https://example.org/")
    without = await client.send_message("me", "see https://example.org/", link_preview=False)
    assert (with_preview.web_preview.title, without.media) == ("Example", None)


async def test_a_reaction_can_also_come_as_an_edit(stage):
    stage.world.rules.reactions_as_edits = True
    post = stage.world.say(stage.bob, stage.anna, "hello")
    client = await stage.enter(stage.anna)
    before = stage.anna.pts
    stage.world.react(post, stage.bob, "🔥")
    await until(lambda: stage.anna.pts == before + 1)
    message = await client.get_messages(None, ids=post.id_for(stage.anna))
    assert (message.edit_hide, message.reactions.results[0].count) == (True, 1)
