"""Which chats an account is in, and how a chat is today."""

from __future__ import annotations

from typing import Any

import pytest
from telethon.tl import types

from bridge.errors import NetworkRefused
from bridge.model.event import Rank
from bridge.model.ids import ChatId
from bridge.model.message import Message
from bridge.sources.connector import Attendee, Listing
from bridge.sources.telegram.live.hearing import LookAgain, details, listings, look_again
from tests.unit.sources.telegram_live.lines import FakeLine, full_channel, numbered, pack, refused
from tests.unit.sources.telegram_live.objects import (
    ANNA,
    BORA,
    GARDEN,
    LOFT,
    ME,
    NEWS,
    NOON,
    at,
    channel,
    group,
    poll,
    reacted,
    results,
    said,
    scene,
    supergroup,
    user,
)

QUIET = types.PeerNotifySettings()


def dialog(peer: Any, top: int = 1) -> Any:
    return types.Dialog(peer, top, 0, 0, 0, 0, 0, 0, QUIET)


def dialogs(*peers: Any, messages: Any = (), company: Any = ()) -> Any:
    users = [peer for peer in company if isinstance(peer, types.User)]
    chats = [peer for peer in company if not isinstance(peer, types.User)]
    return types.messages.Dialogs([dialog(peer) for peer in peers], list(messages), chats, users)


def in_folders(main: Any, archive: Any = None) -> FakeLine:
    empty = dialogs()
    return FakeLine({"GetDialogs": lambda request: main if request.folder_id == 0 else archive or empty})


async def listed(line: FakeLine) -> list[Listing]:
    return [listing async for listing in listings(line)]


async def ids(line: FakeLine) -> list[str]:
    return [listing.chat.id for listing in await listed(line)]


def last(peer: Any, second: int) -> Any:
    return said(number=1, chat=peer, date=at(second))


async def test_the_latest_comes_first_also_from_the_archive():
    here, there = types.PeerChannel(GARDEN), types.PeerChat(LOFT)
    main = dialogs(here, messages=[last(here, 1)], company=[supergroup()])
    archive = dialogs(there, messages=[last(there, 2)], company=[group()])
    assert await ids(in_folders(main, archive)) == ["chat20001", "channel700"]


@pytest.mark.parametrize(
    ("peer", "company"),
    [
        (types.PeerUser(777000), user(777000)),
        (types.PeerUser(42777), user(42777)),
        (types.PeerUser(489000), user(489000)),
        (types.PeerChannel(GARDEN), supergroup(left=True)),
        (types.PeerChannel(GARDEN), types.ChannelForbidden(GARDEN, 1, "Garden")),
        (types.PeerChat(LOFT), group(deactivated=True)),
        (types.PeerChat(LOFT), types.ChatForbidden(LOFT, "Loft")),
    ],
)
async def test_closed_chats_and_those_with_codes_are_left_out(peer, company):
    assert await ids(in_folders(dialogs(peer, company=[company]))) == []


async def test_every_page_is_read():
    company = [supergroup(number) for number in range(1, 4)]

    def answer(request: Any) -> Any:
        number = getattr(request.offset_peer, "channel_id", 0) + 1
        if request.folder_id or number > 3:
            return types.messages.DialogsSlice(0, [], [], [], [])
        peer = types.PeerChannel(number)
        return types.messages.DialogsSlice(3, [dialog(peer)], [last(peer, number)], company, [])

    assert await ids(FakeLine({"GetDialogs": answer})) == ["channel3", "channel2", "channel1"]


@pytest.mark.parametrize(
    ("peer", "can_speak"),
    [
        (supergroup(), True),
        (channel(), False),
        (channel(creator=True), True),
        (channel(admin_rights=types.ChatAdminRights(post_messages=True)), True),
        (channel(admin_rights=types.ChatAdminRights(ban_users=True)), False),
        (supergroup(default_banned_rights=types.ChatBannedRights(None, send_messages=True)), False),
        (supergroup(banned_rights=types.ChatBannedRights(None, send_messages=True)), False),
        (user(), True),
        (user(deleted=True), False),
    ],
)
async def test_whether_one_may_write(peer, can_speak):
    name = types.PeerUser(ANNA) if isinstance(peer, types.User) else types.PeerChannel(peer.id)
    (listing,) = await listed(in_folders(dialogs(name, company=[peer])))
    assert listing.can_speak is can_speak


async def test_a_bot_is_shown_no_list():
    assert await ids(FakeLine({}, is_bot=True)) == []


def members(*participants: Any) -> Any:
    def answer(request: Any) -> Any:
        people = [user(number) for number in (ME, ANNA, BORA)]
        page = list(participants[request.offset : request.offset + request.limit])
        if isinstance(request.filter, types.ChannelParticipantsAdmins):
            page = [one for one in page if not isinstance(one, types.ChannelParticipant)]
        return types.channels.ChannelParticipants(len(participants), page, [], people)

    return answer


def channel_line(*participants: Any, **more: Any) -> FakeLine:
    full = full_channel(participants_count=len(participants), **more.pop("full", {}))
    return FakeLine({"GetFullChannel": full, "GetParticipants": members(*participants), **more})


OWNER = types.ChannelParticipantCreator(ANNA, types.ChatAdminRights())
MODERATOR = types.ChannelParticipantAdmin(BORA, ANNA, NOON, types.ChatAdminRights(delete_messages=True))
MYSELF = types.ChannelParticipantSelf(ME, ANNA, NOON)


def ranks(attendees: tuple[Attendee, ...]) -> dict[str, Rank]:
    return {attendee.person.id: attendee.rank for attendee in attendees}


async def test_who_is_in_a_supergroup_and_what_they_may_do():
    found = await details(channel_line(OWNER, MODERATOR, MYSELF), ChatId("channel700"))
    assert ranks(found.attendees) == {"user101": Rank.OWNER, "user102": Rank.MODERATOR, "user100": Rank.MEMBER}
    assert (found.complete, found.chat.title, found.chat.description) == (True, "Garden", "Beans and peas")


async def test_hidden_members_are_said_to_be_missing():
    found = await details(
        channel_line(OWNER, MYSELF, GetParticipants=refused("CHAT_ADMIN_REQUIRED")), ChatId("channel700")
    )
    assert (found.attendees, found.complete) == ((), False)


async def test_pinned_messages_come_oldest_first():
    pinned = pack([said(number=8), said(number=5)])
    line = channel_line(MYSELF, full={"pinned_msg_id": 8}, Search=pinned)
    assert (await details(line, ChatId("channel700"))).pinned == ("5", "8")


async def test_who_is_in_a_basic_group():
    there = [types.ChatParticipantCreator(ANNA), types.ChatParticipantAdmin(BORA, ANNA, NOON)]
    full = types.ChatFull(LOFT, "", types.ChatParticipants(LOFT, there, 1), QUIET)
    line = FakeLine({"GetFullChat": types.messages.ChatFull(full, [group()], [user(ANNA), user(BORA)])})
    found = await details(line, ChatId("chat20001"))
    assert (ranks(found.attendees), found.complete) == ({"user101": Rank.OWNER, "user102": Rank.ADMIN}, True)


async def test_two_are_in_a_private_chat():
    full = types.users.UserFull(
        types.UserFull(ANNA, types.PeerSettings(), QUIET, 0, about="Gardener"), [], [user(ANNA)]
    )
    line = FakeLine({"GetFullUser": full, "GetUsers": [user(ME, is_self=True)]})
    found = await details(line, ChatId("user101"))
    assert (set(ranks(found.attendees)), found.chat.description) == ({"user100", "user101"}, "Gardener")


async def test_a_chat_with_login_codes_has_no_details():
    line = FakeLine({})
    with pytest.raises(NetworkRefused):
        await details(line, ChatId("user777000"))
    assert line.asked == []


async def looked(line: FakeLine, *messages: int) -> list[Any]:
    return list(await look_again(line, LookAgain(ChatId("channel700"), messages), scene()))


async def test_votes_are_looked_up():
    message = said("", 8, media=types.MessageMediaPoll(poll(), results(2, 1, voters=3)))
    line = FakeLine({"GetMessages": numbered(message)})
    *_, item = await looked(line, 8)
    assert item.id.startswith("8~v") and item.content.content.voters == 3


async def test_a_poll_that_was_edited_is_told_once():
    asked = types.MessageMediaPoll(poll(), results(2, 1, voters=3))
    line = FakeLine({"GetMessages": numbered(said("", 8, media=asked, edit_date=at(60)))})
    assert len([one for one in await looked(line, 8) if isinstance(one, Message)]) == 1


async def test_a_message_that_is_gone_says_nothing_more():
    assert await looked(FakeLine({"GetMessages": numbered()}), 8) == []


async def test_reactions_are_looked_up():
    line = FakeLine({"GetMessages": numbered(said(number=8, reactions=reacted(("👍", 1))))})
    found = await looked(line, 8)
    assert [one.id[:3] for one in found if isinstance(one, Message)] == ["8~r"]


async def test_a_chat_is_looked_up():
    line = channel_line(MYSELF)
    (chat,) = await looked(line)
    assert (chat.title, chat.description) == ("Garden", "Beans and peas")
    assert line.names() == ["GetFullChannel"]


async def test_news_are_a_channel():
    (listing,) = await listed(in_folders(dialogs(types.PeerChannel(NEWS), company=[channel()])))
    assert listing.chat.kind == "channel"
