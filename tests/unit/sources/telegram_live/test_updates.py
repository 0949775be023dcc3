"""What happens to messages and people: edits, deletions, reactions, pins, votes, typing, reading, ranks."""

from __future__ import annotations

from typing import Any

import pytest
from telethon.tl import types

from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.content import Written
from bridge.model.event import Change, Membership, Notice, Pin, Rank, RankChange
from bridge.model.fleeting import ReadUpTo, Typing
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.person import Person
from bridge.model.text import Text
from bridge.model.unreadable import Withheld
from bridge.sources.telegram.live.hearing import LookAgain, Unplaced, hear
from tests.unit.sources.telegram_live.objects import (
    ANNA,
    BORA,
    GARDEN,
    LOFT,
    NOW,
    amendments,
    at,
    done,
    happens,
    poll,
    reacted,
    results,
    said,
    scene,
)

TYPES = types.SendMessageTypingAction()
RIGHTS = types.ChatAdminRights(ban_users=True)


def new(message: Any) -> Any:
    return types.UpdateNewChannelMessage(message, 1, 1)


def edit(message: Any) -> Any:
    return types.UpdateEditChannelMessage(message, 1, 1)


def test_people_come_before_the_first_message_that_names_them():
    first, second = hear(new(said()), scene())
    assert (type(first), type(second).__name__) == (Person, "Message")


def test_whoever_is_mentioned_is_introduced_too():
    mention = types.MessageEntityMentionName(0, 4, BORA)
    people = [told.id for told in hear(new(said("Bora", entities=[mention])), scene()) if isinstance(told, Person)]
    assert people == ["user101", "user102"]


def test_nobody_is_introduced_whom_telegram_has_not_shown():
    assert [type(told).__name__ for told in hear(new(said(sender=9)), scene())] == ["Message"]


def test_an_edit_says_all_that_the_message_says_now():
    (item,) = amendments(edit(said("Good bye", 5, edit_date=at(60))))
    assert item.content == Revision(message=MessageId("5"), content=Written(Text("Good bye")))
    assert (item.place, item.time, item.sender) == (5, 1_717_236_060_000, "user101")


def test_an_edit_has_the_same_id_every_time():
    update = edit(said("Good bye", 5, edit_date=at(60)))
    assert amendments(update)[0].id == amendments(update, now=NOW + 5000)[0].id


def test_two_edits_within_one_second_have_two_ids():
    one, other = (amendments(edit(said(words, 5, edit_date=at(60))))[0].id for words in ("A", "B"))
    assert one != other and one.startswith("5~e1717236060-")


@pytest.mark.parametrize("hidden", [{"edit_hide": True, "edit_date": at(60)}, {}])
def test_what_people_do_not_see_as_an_edit_is_none(hidden):
    assert amendments(edit(said("Hello", 5, views=7, **hidden))) == []


def test_reactions_that_come_as_an_edit_are_reactions():
    (item,) = amendments(edit(said("Hello", 5, edit_hide=True, edit_date=at(60), reactions=reacted(("👍", 1)))))
    assert type(item.content) is ReactionChange


def test_an_edited_service_message_is_no_revision():
    assert amendments(edit(done(types.MessageActionHistoryClear(), edit_date=at(60)))) == []


def test_a_deletion_names_all_that_is_gone():
    (item,) = amendments(types.UpdateDeleteChannelMessages(GARDEN, [7, 5], 1, 2))
    assert (item.chat, item.content, item.place) == (
        "channel700",
        Deletion(messages=(MessageId("5"), MessageId("7"))),
        5,
    )


def test_a_deletion_is_the_same_however_often_it_is_heard():
    update = types.UpdateDeleteChannelMessages(GARDEN, [7, 5], 1, 2)
    assert amendments(update)[0].id == amendments(update, now=NOW + 5000)[0].id


def test_a_deletion_without_a_chat_is_placed_by_who_remembers():
    places = {5: ChatId("user101"), 6: ChatId("chat20001")}
    found, other, lost = happens(types.UpdateDeleteMessages([5, 6, 7], 1, 3), chat_of=places.get)
    assert (found.chat, other.chat, lost) == ("user101", "chat20001", Unplaced((7,)))


def test_reactions_are_all_that_there_are_now():
    reactions = reacted(("👍", 1), by=((BORA, "👍"),))
    (item,) = amendments(types.UpdateMessageReactions(types.PeerChannel(GARDEN), 5, reactions))
    assert item.content.message == "5" and item.content.reactions[0].by[0].person == "user102"
    assert not item.content.partial


def test_reactions_of_whom_some_are_not_named_are_partial():
    reactions = reacted(("👍", 3), by=((BORA, "👍"),))
    (item,) = amendments(types.UpdateMessageReactions(types.PeerChannel(GARDEN), 5, reactions))
    assert item.content.partial


def test_the_last_reaction_is_taken_back():
    (item,) = amendments(types.UpdateMessageReactions(types.PeerChannel(GARDEN), 5, reacted()))
    assert item.content == ReactionChange(message=MessageId("5"), reactions=())


def test_a_reaction_that_comes_back_later_is_another_change():
    update = types.UpdateMessageReactions(types.PeerChannel(GARDEN), 5, reacted(("👍", 1)))
    assert amendments(update)[0].id != amendments(update, now=NOW + 5000)[0].id


def test_an_emoji_of_telegrams_own_has_a_picture():
    custom = types.MessageReactions(results=[types.ReactionCount(types.ReactionCustomEmoji(7), 1)])
    (item,) = amendments(types.UpdateMessageReactions(types.PeerChannel(GARDEN), 5, custom))
    assert (item.content.reactions[0].emoji, item.content.reactions[0].media) == (":7:", "emoji/7")


def test_a_bot_asks_for_what_one_person_changed():
    update = types.UpdateBotMessageReaction(types.PeerChannel(GARDEN), 5, at(1), types.PeerUser(BORA), [], [], 1)
    assert happens(update) == [LookAgain(ChatId("channel700"), (5,))]


def test_votes_are_asked_for():
    update = types.UpdateMessagePoll(5, results(2, 1, voters=3), types.PeerChannel(GARDEN), 8, poll=poll())
    assert happens(update) == [LookAgain(ChatId("channel700"), (8,))]


def test_where_a_poll_is_may_be_known_only_to_who_remembers():
    update = types.UpdateMessagePoll(5, results(2, 1))
    assert happens(update, poll_of={5: (ChatId("channel700"), 8)}.get) == [LookAgain(ChatId("channel700"), (8,))]


def test_a_poll_that_nobody_has_met_is_passed_over():
    assert happens(types.UpdateMessagePoll(5, results(2, 1))) == []


def test_a_vote_is_the_voters():
    update = types.UpdateMessagePollVote(5, types.PeerUser(BORA), [b"Yes"], [0], 1)
    (item,) = amendments(update, poll_of={5: (ChatId("channel700"), 8)}.get)
    assert (item.sender, item.content) == ("user102", Vote(message=MessageId("8"), options=(0,)))


@pytest.mark.parametrize("pinned", [True, False])
def test_each_pin_is_told(pinned):
    update = types.UpdatePinnedChannelMessages(GARDEN, [5, 6], 1, 1, pinned=pinned)
    assert [item.content for item in amendments(update)] == [
        Pin(MessageId("5"), removed=not pinned),
        Pin(MessageId("6"), removed=not pinned),
    ]


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        (types.UpdateUserTyping(ANNA, TYPES), "user101"),
        (types.UpdateChatUserTyping(LOFT, types.PeerUser(ANNA), TYPES), "chat20001"),
        (types.UpdateChannelUserTyping(GARDEN, types.PeerUser(ANNA), TYPES), "channel700"),
    ],
)
def test_somebody_types(update, chat):
    assert happens(update) == [Typing(chat=ChatId(chat), person=PersonId("user101"))]


def test_somebody_types_no_longer():
    (typing,) = happens(types.UpdateUserTyping(ANNA, types.SendMessageCancelAction()))
    assert not typing.active


def test_to_speak_in_a_call_is_not_to_type():
    assert happens(types.UpdateUserTyping(ANNA, types.SpeakingInGroupCallAction())) == []


@pytest.mark.parametrize(
    ("update", "chat", "person"),
    [
        (types.UpdateReadHistoryOutbox(types.PeerUser(ANNA), 5, 1, 1), "user101", "user101"),
        (types.UpdateReadHistoryInbox(types.PeerUser(ANNA), 5, 0, 1, 1), "user101", "user100"),
        (types.UpdateReadHistoryInbox(types.PeerChat(LOFT), 5, 0, 1, 1), "chat20001", "user100"),
        (types.UpdateReadChannelInbox(GARDEN, 5, 0, 1), "channel700", "user100"),
    ],
)
def test_who_has_read(update, chat, person):
    assert happens(update) == [ReadUpTo(chat=ChatId(chat), person=PersonId(person), message=MessageId("5"))]


@pytest.mark.parametrize(
    "update", [types.UpdateReadHistoryOutbox(types.PeerChat(LOFT), 5, 1, 1), types.UpdateReadChannelOutbox(GARDEN, 5)]
)
def test_that_somebody_in_a_group_has_read_says_of_nobody_that_they_have(update):
    assert happens(update) == []


def banned(person: int = BORA) -> Any:
    rights = types.ChatBannedRights(None, view_messages=True)
    return types.ChannelParticipantBanned(types.PeerUser(person), ANNA, at(1), rights)


def member(person: int = BORA) -> Any:
    return types.ChannelParticipant(person, at(1))


def administrator(rights: Any = RIGHTS, **fields: Any) -> Any:
    return types.ChannelParticipantAdmin(BORA, ANNA, at(1), rights, **fields)


def standing(before: Any, after: Any) -> list[Any]:
    update = types.UpdateChannelParticipant(
        GARDEN, at(1), ANNA, BORA, 1, prev_participant=before, new_participant=after
    )
    return [item.content for item in amendments(update)]


def test_a_ban_is_a_ban():
    (content,) = standing(member(), banned())
    assert isinstance(content, Membership) and content.change is Change.BANNED
    assert content.members[0].person == "user102"


def test_who_may_come_back_may_come_back():
    assert [content.change for content in standing(banned(), None)] == [Change.UNBANNED]


def test_that_people_come_and_go_is_not_told_twice():
    assert standing(None, member()) == standing(member(), None) == []


@pytest.mark.parametrize(
    ("rights", "rank"),
    [
        (types.ChatAdminRights(change_info=True), Rank.ADMIN),
        (types.ChatAdminRights(ban_users=True), Rank.MODERATOR),
        (types.ChatAdminRights(other=True), Rank.MEMBER),
    ],
)
def test_rights_make_a_rank(rights, rank):
    (content,) = standing(member(), administrator(rights, rank="Gardener"))
    assert content == RankChange(person=PersonId("user102"), rank=rank, title="Gardener")


def test_who_may_not_write_is_silenced():
    muted = types.ChannelParticipantBanned(
        types.PeerUser(BORA), ANNA, at(1), types.ChatBannedRights(None, send_messages=True)
    )
    assert [content.rank for content in standing(member(), muted)] == [Rank.SILENCED]


def test_an_administrator_of_a_basic_group():
    (item,) = amendments(types.UpdateChatParticipantAdmin(LOFT, BORA, is_admin=True, version=2))
    assert (item.chat, item.content) == ("chat20001", RankChange(person=PersonId("user102"), rank=Rank.ADMIN))


def test_what_members_may_not_do_is_said():
    rights = types.ChatBannedRights(None, send_messages=True, send_polls=True)
    (item,) = amendments(types.UpdateChatDefaultBannedRights(types.PeerChannel(GARDEN), rights, 2))
    assert item.content == Notice("Members may not write and make polls", "default_banned_rights")


@pytest.mark.parametrize("update", [types.UpdateChannel(GARDEN), types.UpdateChat(LOFT)])
def test_a_chat_that_is_other_now_is_asked(update):
    assert [type(told) for told in happens(update)] == [LookAgain]


@pytest.mark.parametrize(
    "update",
    [
        types.UpdateUserTyping(777000, TYPES),
        types.UpdateReadHistoryInbox(types.PeerUser(777000), 5, 0, 1, 1),
        types.UpdateServiceNotification("code", "12345", types.MessageMediaEmpty(), []),
    ],
)
def test_nothing_is_heard_of_chats_with_login_codes(update):
    assert happens(update) == []


def test_a_login_code_is_counted_and_not_read():
    code = said("12345", sender=777000, chat=types.PeerUser(777000))
    assert [type(told) for told in happens(types.UpdateNewMessage(code, 1, 1))] == [Withheld]


def test_a_message_in_short_form_is_a_message():
    short = types.UpdateShortMessage(5, ANNA, "Hello", 1, 1, at(5))
    whole = said("Hello", 5, sender=None, chat=types.PeerUser(ANNA))
    assert happens(short) == happens(types.UpdateNewMessage(whole, 1, 1))


def test_ones_own_message_in_short_form_is_ones_own():
    (item,) = happens(types.UpdateShortMessage(5, ANNA, "Hello", 1, 1, at(5), out=True))
    assert (item.chat, item.sender) == ("user101", "user100")


def test_a_groups_message_in_short_form_is_the_groups():
    (item,) = happens(types.UpdateShortChatMessage(5, ANNA, LOFT, "Hello", 1, 1, at(5)))
    assert (item.chat, item.sender, item.time) == ("chat20001", "user101", 1_717_236_005_000)


def test_what_concerns_no_chat_is_passed_over():
    assert happens(types.UpdateConfig()) == []
