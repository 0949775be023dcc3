"""The test Telegram and the real client: histories, messages, reactions, polls and members."""

from __future__ import annotations

import pytest
from telethon import errors, events, functions, types

from tests.mtproto.stage import until

LIKE = [types.ReactionEmoji("👍")]


async def _peer(client, chat):
    await client.get_dialogs()
    return await client.get_input_entity(types.PeerChannel(chat.id))


async def test_dialogs_come_in_pages_and_each_once(stage):
    for number in range(130):
        stage.world.add_supergroup(f"Room {number}", [stage.anna])
    client = await stage.enter(stage.anna)
    dialogs = await client.get_dialogs()
    assert len({dialog.id for dialog in dialogs}) == len(dialogs) == 130


async def test_a_history_is_read_forwards_and_backwards(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna])
    posts = [stage.world.say(crew, stage.anna, f"{number}") for number in range(250)]
    client = await stage.enter(stage.anna)
    peer = await _peer(client, crew)
    ids = [post.id for post in posts]
    assert [m.id async for m in client.iter_messages(peer, limit=250)] == ids[::-1]
    assert [m.id async for m in client.iter_messages(peer, reverse=True, min_id=ids[0] - 1)] == ids
    assert [m.id async for m in client.iter_messages(peer, min_id=ids[99], max_id=ids[110])] == ids[100:110][::-1]


async def test_the_offset_of_a_date_leaves_out_that_date(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna])
    for day in range(3):
        stage.world.clock = lambda day=day: 1_700_000_000 + day * 86400
        stage.world.say(crew, stage.anna, f"day {day}")
    client = await stage.enter(stage.anna)
    found = await client.get_messages(await _peer(client, crew), limit=1, offset_date=1_700_000_000 + 2 * 86400)
    assert found[0].message == "day 1"


async def test_private_chats_and_basic_groups_are_numbered_per_account(stage):
    stage.world.say(stage.cleo, stage.bob, "only for Cleo")
    group = stage.world.add_group("Old", [stage.anna, stage.bob])
    post = stage.world.say(group, stage.anna, "hello")
    assert post.id_for(stage.bob) == post.id_for(stage.anna) + 1
    anna, bob = await stage.enter(stage.anna), await stage.enter(stage.bob)
    await bob.get_dialogs()
    seen = (await anna.get_messages(-group.id))[0], (await bob.get_messages(-group.id))[0]
    assert [(m.message, m.out) for m in seen] == [("hello", True), ("hello", False)]


async def test_a_message_is_sent_once_for_one_random_id(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna])
    client = await stage.enter(stage.anna, request_retries=0, raise_last_call_error=True)
    request = functions.messages.SendMessageRequest(await _peer(client, crew), "once", random_id=77)
    await client(request)
    with pytest.raises(errors.RandomIdDuplicateError):
        await client(request)
    assert [post.text for post in stage.world.messages(crew)[1:]] == ["once"]


@pytest.mark.parametrize(
    ("text", "entities", "refusal"),
    [
        ("", None, "MESSAGE_EMPTY"),
        ("x" * 4097, None, "MESSAGE_TOO_LONG"),
        ("😀", [types.MessageEntityBold(0, 3)], "ENTITY_BOUNDS_INVALID"),
    ],
)
async def test_what_cannot_be_a_message_is_refused(stage, text, entities, refusal):
    client = await stage.enter(stage.anna)
    with pytest.raises(errors.RPCError) as refused:
        await client(functions.messages.SendMessageRequest(types.InputPeerSelf(), text, entities=entities))
    assert refusal in str(refused.value.message) or refusal.replace("_", "") in type(refused.value).__name__.upper()


async def test_texts_keep_their_entities_and_gain_the_obvious_ones(stage):
    client = await stage.enter(stage.anna)
    sent = await client.send_message("me", "😀 **bold** https://example.org")
    kinds = [(type(e).__name__, e.offset, e.length) for e in sent.entities]
    assert kinds == [("MessageEntityBold", 3, 4), ("MessageEntityUrl", 8, 19)]


async def test_replies_quote_and_know_their_thread(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna])
    root = stage.world.say(crew, stage.anna, "the whole question")
    middle = stage.world.say(crew, stage.anna, "answer", reply_to=root)
    client = await stage.enter(stage.anna)
    reply = types.InputReplyToMessage(middle.id, quote_text="swer", quote_offset=2)
    peer = await _peer(client, crew)
    await client(functions.messages.SendMessageRequest(peer, "and more", reply_to=reply))
    header = (await client.get_messages(peer))[0].reply_to
    assert (header.reply_to_msg_id, header.reply_to_top_id, header.quote_text) == (middle.id, root.id, "swer")
    thread = await client(functions.messages.GetRepliesRequest(peer, root.id, 0, None, 0, 10, 0, 0, 0))
    assert [m.message for m in thread.messages] == ["and more", "answer"]


async def test_topics_are_listed_and_written_to(stage):
    forum = stage.world.add_supergroup("Forum", [stage.anna], forum=True)
    topic = stage.world.topic(forum, "Boats", stage.anna)
    client = await stage.enter(stage.anna)
    peer = await _peer(client, forum)
    await client.send_message(peer, "ahoy", reply_to=topic.id)
    found = await client(functions.messages.GetForumTopicsRequest(peer, None, 0, 0, 10))
    assert [(each.title, each.top_message) for each in found.topics] == [("Boats", 3), ("General", 1)]
    header = (await client.get_messages(peer))[0].reply_to
    assert (header.forum_topic, header.reply_to_msg_id) == (True, topic.id)


async def test_who_may_not_write_is_told_why(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna, stage.bob])
    news = stage.world.add_channel("News", [stage.anna, stage.bob])
    client = await stage.enter(stage.bob)
    crew_peer, news_peer = await _peer(client, crew), await _peer(client, news)
    with pytest.raises(errors.ChatAdminRequiredError):
        await client.send_message(news_peer, "me too")
    crew.slow_mode = 60
    await client.send_message(crew_peer, "one")
    with pytest.raises(errors.SlowModeWaitError):
        await client.send_message(crew_peer, "two")
    stage.world.restrict_all(crew, types.ChatBannedRights(None, send_messages=True))
    crew.slow_mode = 0
    with pytest.raises(errors.ChatWriteForbiddenError):
        await client.send_message(crew_peer, "three")
    stage.world.ban(crew, stage.bob, stage.anna)
    with pytest.raises(errors.ChannelPrivateError):
        await client.get_messages(crew_peer)


async def test_edits_are_for_authors_and_for_a_while(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna, stage.bob])
    other = stage.world.say(crew, stage.bob, "mine")
    client = await stage.enter(stage.anna)
    peer = await _peer(client, crew)
    sent = await client.send_message(peer, "frist")
    assert (await client.edit_message(peer, sent.id, "first")).edit_date
    with pytest.raises(errors.MessageNotModifiedError):
        await client.edit_message(peer, sent.id, "first")
    with pytest.raises(errors.MessageAuthorRequiredError):
        await client.edit_message(peer, other.id, "yours")
    stage.world.clock = lambda: 4_000_000_000
    with pytest.raises(errors.MessageEditTimeExpiredError):
        await client.edit_message(peer, sent.id, "too late")


async def test_deleting_takes_messages_from_all_boxes(stage):
    group = stage.world.add_group("Old", [stage.anna, stage.bob])
    post = stage.world.say(group, stage.anna, "oops")
    client = await stage.enter(stage.anna)
    await client.get_dialogs()
    await client.delete_messages(-group.id, post.id_for(stage.anna), revoke=True)
    assert post not in stage.world.messages(group, stage.bob)


async def test_reactions_are_counted_and_listed(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna, stage.bob])
    post = stage.world.say(crew, stage.bob, "like me")
    stage.world.react(post, stage.bob, "👍")
    client = await stage.enter(stage.anna)
    peer = await _peer(client, crew)
    await client(functions.messages.SendReactionRequest(peer, post.id, reaction=LIKE))
    with pytest.raises(errors.ReactionInvalidError):
        await client(functions.messages.SendReactionRequest(peer, post.id, reaction=[types.ReactionEmoji("x")]))
    listed = await client(functions.messages.GetMessageReactionsListRequest(peer, post.id, 10))
    assert {(each.peer_id.user_id, each.my or False) for each in listed.reactions} == {
        (stage.bob.id, False),
        (stage.anna.id, True),
    }
    assert (await client.get_messages(peer, ids=post.id)).reactions.results[0].count == 2


async def test_votes_are_cast_once_and_shown_to_voters(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna, stage.bob])
    post = stage.world.say(crew, stage.bob, media=stage.world.poll("When?", "now", "later", public=True))
    client = await stage.enter(stage.anna)
    peer = await _peer(client, crew)
    assert (await client.get_messages(peer, ids=post.id)).poll.results.results is None
    await client(functions.messages.SendVoteRequest(peer, post.id, [b"1"]))
    with pytest.raises(errors.RevoteNotAllowedError):
        await client(functions.messages.SendVoteRequest(peer, post.id, [b"0"]))
    votes = await client(functions.messages.GetPollVotesRequest(peer, post.id, 10))
    assert [(each.peer.user_id, each.option) for each in votes.votes] == [(stage.anna.id, b"1")]


async def test_members_are_listed_in_pages(stage):
    people = [stage.world.add_user(f"Guest {number}") for number in range(250)]
    crew = stage.world.add_supergroup("Crew", [stage.anna, *people])
    client = await stage.enter(stage.anna)
    found = await client.get_participants(await _peer(client, crew))
    assert {user.id for user in found} == {each.id for each in [stage.anna, *people]}


async def test_pinning_is_announced_and_found(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna])
    post = stage.world.say(crew, stage.anna, "remember")
    client = await stage.enter(stage.anna)
    peer = await _peer(client, crew)
    await client.pin_message(peer, post.id)
    pinned = await client.get_messages(peer, filter=types.InputMessagesFilterPinned)
    assert [m.id for m in pinned] == [post.id]
    assert isinstance((await client.get_messages(peer))[0].action, types.MessageActionPinMessage)


async def test_a_basic_group_becomes_a_supergroup(stage):
    group = stage.world.add_group("Old", [stage.anna, stage.bob])
    client = await stage.enter(stage.bob)
    heard = stage.listen(client, events.Raw(types.UpdateNewChannelMessage))
    new = stage.world.migrate(group, stage.anna)
    await until(lambda: heard)
    dialogs = await client.get_dialogs(ignore_migrated=True)
    assert [(d.title, d.entity.id) for d in dialogs] == [("Old", new.id)]
    with pytest.raises(errors.ChatWriteForbiddenError):
        await client.send_message(-group.id, "still here?")


async def test_an_access_hash_is_good_for_its_owner_only(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna, stage.bob])
    client = await stage.enter(stage.bob)
    foreign = types.InputPeerChannel(crew.id, stage.world.access_hash(stage.anna, crew))
    with pytest.raises(errors.ChannelInvalidError):
        await client.get_messages(foreign)


async def test_a_takeout_waits_for_its_owner(stage):
    crew = stage.world.add_supergroup("Crew", [stage.anna])
    client = await stage.enter(stage.anna)
    with pytest.raises(errors.TakeoutInitDelayError):
        await client(functions.account.InitTakeoutSessionRequest())
    stage.world.confirm_takeout(stage.anna)
    peer = await _peer(client, crew)
    async with client.takeout() as takeout:
        assert len(await takeout.get_messages(peer, limit=5)) == 1
