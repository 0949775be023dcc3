"""What happens to a chat: pins, titles, pictures, people and their ranks."""

from __future__ import annotations

import pytest
from telethon.tl import functions, types

from bridge.errors import NetworkRefused
from bridge.model.event import (
    AvatarChange,
    Change,
    DescriptionChange,
    Member,
    Membership,
    Pin,
    Rank,
    RankChange,
    TitleChange,
)
from bridge.model.ids import MediaId, MessageId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.sources.telegram.live.speaking import say
from tests.support.telegram_line import ANNA, NOON, NOON_MS, Bytes, note, utterance

CHANNEL, GROUP, FRIEND = "channel7", "chat7", "user2"
PIN = functions.messages.UpdatePinnedMessageRequest
BAN = functions.channels.EditBannedRequest
ADMIN = functions.channels.EditAdminRequest


async def asked(line, content, chat=CHANNEL, **more):
    spoken = await say(line, utterance(content, chat=chat, **more))
    return line.asked, spoken


def somebody(person):
    return Member(person=person)


def ranked(rank, title=None):
    return RankChange(person=PersonId("user3"), rank=rank, title=title)


def membership(change, person="user3"):
    return Membership(change=change, members=(Member(person=person),))


def stands(line, participant):
    line.answers[functions.channels.GetParticipantRequest] = types.channels.ChannelParticipant(participant, [], [])


def rights_of(request):
    return {name for name, value in request.banned_rights.to_dict().items() if value is True}


async def test_a_message_is_pinned_quietly_and_the_note_of_it_is_told(line):
    line.answers[PIN] = note(120)
    (request,), spoken = await asked(line, Pin(MessageId("5")))
    assert (request.id, request.silent, request.unpin) == (5, True, None)
    assert (spoken.messages, spoken.time) == (("120",), NOON_MS)


async def test_a_message_is_pinned_no_longer(line):
    (request,), spoken = await asked(line, Pin(MessageId("5"), removed=True))
    assert request.unpin and spoken.messages == ()


async def test_nothing_is_pinned_any_longer(line):
    (request,), _ = await asked(line, Pin(None, removed=True))
    assert isinstance(request, functions.messages.UnpinAllMessagesRequest)


async def test_pinning_needs_rights(line):
    line.refuse(PIN, "CHAT_ADMIN_REQUIRED")
    with pytest.raises(NetworkRefused, match="rights in the chat"):
        await asked(line, Pin(MessageId("5")))


@pytest.mark.parametrize(
    ("chat", "kind"),
    [(CHANNEL, functions.channels.EditTitleRequest), (GROUP, functions.messages.EditChatTitleRequest)],
)
async def test_a_chat_gets_a_title(line, chat, kind):
    (request,), _ = await asked(line, TitleChange(" Garden "), chat)
    assert isinstance(request, kind) and request.title == "Garden"


async def test_a_title_that_it_has_already_is_fine(line):
    line.refuse(functions.channels.EditTitleRequest, "CHAT_NOT_MODIFIED")
    await asked(line, TitleChange("Garden"))


async def test_a_long_description_is_shortened(line):
    (request,), spoken = await asked(line, DescriptionChange("a" * 300))
    assert len(request.about) == 255 and spoken.losses == ("text-shortened",)


@pytest.mark.parametrize("chat", [CHANNEL, GROUP])
async def test_a_chat_gets_a_picture_and_loses_it(line, chat):
    picture = Media(kind=MediaKind.IMAGE, state=MediaState.PRESENT, reference=MediaId("file"))
    await asked(line, AvatarChange(picture), chat, files={"file": Bytes()})
    assert isinstance(line.asked[-1].photo, types.InputChatUploadedPhoto)
    await asked(line, AvatarChange(), chat)
    assert isinstance(line.asked[-1].photo, types.InputChatPhotoEmpty)


@pytest.mark.parametrize(
    "content", [TitleChange("a"), DescriptionChange("a"), AvatarChange(), membership(Change.INVITED)]
)
async def test_a_chat_of_two_has_none_of_that(line, content):
    with pytest.raises(NetworkRefused, match="chat of two"):
        await asked(line, content, FRIEND)


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        (Change.INVITED, [functions.channels.InviteToChannelRequest]),
        (Change.REMOVED, [BAN, BAN]),
        (Change.BANNED, [BAN]),
        (Change.UNBANNED, [BAN]),
    ],
)
async def test_people_come_and_go_in_channels(line, change, kinds):
    requests, _ = await asked(line, membership(change))
    assert [type(request) for request in requests] == kinds


async def test_who_is_sent_away_may_come_back_and_who_is_banned_may_not(line):
    await asked(line, membership(Change.REMOVED))
    assert [rights_of(request) for request in line.asked] == [{"view_messages"}, set()]
    line.asked.clear()
    await asked(line, membership(Change.BANNED))
    assert [rights_of(request) for request in line.asked] == [{"view_messages"}]


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        (Change.INVITED, [functions.messages.AddChatUserRequest]),
        (Change.REMOVED, [functions.messages.DeleteChatUserRequest]),
        (Change.BANNED, [functions.messages.DeleteChatUserRequest]),
        (Change.UNBANNED, []),
    ],
)
async def test_people_come_and_go_in_basic_groups(line, change, kinds):
    requests, _ = await asked(line, membership(change), GROUP)
    assert [type(request) for request in requests] == kinds


@pytest.mark.parametrize(
    ("chat", "change", "kind"),
    [
        (CHANNEL, Change.JOINED, functions.channels.JoinChannelRequest),
        (CHANNEL, Change.LEFT, functions.channels.LeaveChannelRequest),
        (GROUP, Change.LEFT, functions.messages.DeleteChatUserRequest),
    ],
)
async def test_this_account_comes_and_goes_itself(line, chat, change, kind):
    (request,), _ = await asked(line, membership(change, ANNA), chat)
    assert isinstance(request, kind)


@pytest.mark.parametrize("change", [Change.JOINED, Change.LEFT])
async def test_nobody_else_comes_or_goes_by_our_hand(line, change):
    with pytest.raises(NetworkRefused, match="only they themselves"):
        await asked(line, membership(change))


async def test_who_is_in_already_is_fine(line):
    line.refuse(functions.channels.InviteToChannelRequest, "USER_ALREADY_PARTICIPANT")
    await asked(line, membership(Change.INVITED))


async def test_who_does_not_let_others_bring_them_is_told(line):
    nothing = types.Updates([], users=[], chats=[], date=NOON, seq=0)
    missing = types.messages.InvitedUsers(nothing, [types.MissingInvitee(3)])
    line.answers[functions.channels.InviteToChannelRequest] = missing
    with pytest.raises(NetworkRefused, match="invitation"):
        await asked(line, membership(Change.INVITED))


@pytest.mark.parametrize("member", [Member(name="Bora"), somebody("user777000"), somebody("channel5")])
async def test_who_is_nobody_on_telegram_cannot_come(line, member):
    with pytest.raises(NetworkRefused):
        await asked(line, Membership(change=Change.INVITED, members=(member,)))
    assert line.asked == []


async def test_somebody_becomes_an_administrator(line):
    stands(line, types.ChannelParticipant(3, date=None))
    requests, _ = await asked(line, ranked(Rank.ADMIN, title="Gardener"))
    (request,) = line.sent(ADMIN)
    assert request.admin_rights.pin_messages and not request.admin_rights.add_admins and request.rank == "Gardener"
    assert len(requests) == 2


async def test_an_administrator_of_a_channel_may_post_there(line):
    stands(line, types.ChannelParticipant(3, date=None))
    line.refuse(ADMIN, "RIGHT_FORBIDDEN")
    await asked(line, ranked(Rank.ADMIN))
    assert [request.admin_rights.post_messages for request in line.sent(ADMIN)] == [None, True]


async def test_a_moderator_may_less_than_an_administrator(line):
    stands(line, types.ChannelParticipant(3, date=None))
    await asked(line, ranked(Rank.MODERATOR))
    (request,) = line.sent(ADMIN)
    assert request.admin_rights.delete_messages and not request.admin_rights.change_info


async def test_an_administrator_is_none_any_longer(line):
    rights = types.ChatAdminRights(ban_users=True)
    stands(line, types.ChannelParticipantAdmin(3, promoted_by=1, date=None, admin_rights=rights))
    await asked(line, ranked(Rank.MEMBER))
    assert not any(line.sent(ADMIN)[0].admin_rights.to_dict()[name] for name in ("ban_users", "delete_messages"))
    assert not line.sent(BAN)


async def test_somebody_is_silenced_and_may_speak_again(line):
    stands(line, types.ChannelParticipant(3, date=None))
    await asked(line, ranked(Rank.SILENCED))
    assert {"send_messages", "send_plain"} <= rights_of(line.sent(BAN)[0])
    silenced = types.ChatBannedRights(until_date=None, send_messages=True)
    stands(line, types.ChannelParticipantBanned(types.PeerUser(3), 1, date=None, banned_rights=silenced))
    await asked(line, ranked(Rank.MEMBER))
    assert rights_of(line.sent(BAN)[1]) == set() and not line.sent(ADMIN)


async def test_a_member_stays_one(line):
    stands(line, types.ChannelParticipant(3, date=None))
    requests, _ = await asked(line, ranked(Rank.MEMBER))
    assert len(requests) == 1


async def test_in_a_basic_group_one_is_an_administrator_or_not(line):
    await asked(line, ranked(Rank.MODERATOR), GROUP)
    await asked(line, ranked(Rank.MEMBER), GROUP)
    assert [request.is_admin for request in line.asked] == [True, False]


@pytest.mark.parametrize(("rank", "chat"), [(Rank.OWNER, CHANNEL), (Rank.SILENCED, GROUP), (Rank.ADMIN, FRIEND)])
async def test_some_ranks_cannot_be_given(line, rank, chat):
    with pytest.raises(NetworkRefused):
        await asked(line, ranked(rank), chat)
    assert line.asked == []
