"""What happened in a channel besides speaking: people came, the channel got another name, a call was held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bridge.model.content import Unsupported
from bridge.model.event import AvatarChange, Change, Member, Membership, Notice, Pin, TitleChange
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.discord.embeds import poll_result
from bridge.sources.loose_values import Fields, identifier, moment, record

_SPOKEN = {"Default", "0", "Reply", "19", "20", "23", "ChatInputCommand", "ContextMenuCommand"}
THREAD_BEGINS = frozenset({"21", "ThreadStarterMessage"})
"""The first message in a thread that hangs on another message."""
_RENAMED = "Changed the channel name: "
_MINUTE = 60_000


@dataclass(frozen=True)
class Happening:
    """A message of the channel itself."""

    kind: str
    fields: Fields
    text: Text
    sender: PersonId | None
    mentioned: tuple[Member, ...] = ()


def is_spoken(kind: str) -> bool:
    """Did a person, or a bot, say this?"""
    return kind in _SPOKEN


def read(happening: Happening) -> Content:
    """What happened."""
    name = _NUMBERS.get(happening.kind, happening.kind)
    if reader := _READERS.get(name):
        return reader(happening)
    sentence = _SENTENCES.get(name)
    if sentence is None:
        return Unsupported(what=f"message of type {happening.kind}", text=happening.text)
    said = happening.text.plain
    if name in _WITH_TEXT and said:
        return Notice(f"{sentence}: {said}", action=name)
    return Notice(sentence, action=name)


def _added(happening: Happening) -> Content:
    if not happening.mentioned:
        return Notice("added somebody to the group", action=happening.kind)
    return Membership(change=Change.INVITED, members=happening.mentioned)


def _removed(happening: Happening) -> Content:
    members = happening.mentioned or (Member(person=happening.sender),)
    left = all(member.person == happening.sender for member in members)
    if left and happening.sender is None:
        return Notice("left the group", action=happening.kind)
    return Membership(change=Change.LEFT if left else Change.REMOVED, members=members)


def _joined(happening: Happening) -> Content:
    if happening.sender is None:
        return Notice("joined the server", action=happening.kind)
    return Membership(change=Change.JOINED, members=(Member(person=happening.sender),))


def _call(happening: Happening) -> Content:
    begun, ended = moment(happening.fields.get("timestamp")), moment(happening.fields.get("callEndedTimestamp"))
    if begun is None or ended is None or ended < begun:
        return Notice("started a call", action="Call")
    minutes = max(1, (ended - begun) // _MINUTE)
    return Notice(f"started a call that lasted {minutes:,} minute{'s' if minutes > 1 else ''}", action="Call")


def _renamed(happening: Happening) -> Content:
    said = happening.text.plain
    title = said.removeprefix(_RENAMED).strip().strip("*")
    if not title or said.rstrip(".") == _RENAMED.rstrip(": "):
        return Notice("changed the channel's name", action="ChannelNameChange")
    return TitleChange(title)


def _pinned(happening: Happening) -> Content:
    message = identifier(record(happening.fields.get("reference")).get("messageId"))
    return Pin(MessageId(message) if message else None)


def _thread(happening: Happening) -> Content:
    title = happening.text.plain.removeprefix("Started a thread").strip(" .:")
    return Notice(f"started the thread “{title}”" if title else "started a thread", action="ThreadCreated")


def _poll_ended(happening: Happening) -> Content:
    return poll_result(happening.fields.get("embeds"))


_READERS: Mapping[str, Callable[[Happening], Content]] = {
    "RecipientAdd": _added,
    "RecipientRemove": _removed,
    "GuildMemberJoin": _joined,
    "Call": _call,
    "ChannelNameChange": _renamed,
    "ChannelIconChange": lambda _: AvatarChange(),
    "ChannelPinnedMessage": _pinned,
    "ThreadCreated": _thread,
    "PollResult": _poll_ended,
}

_NUMBERS: Mapping[str, str] = {
    "1": "RecipientAdd",
    "2": "RecipientRemove",
    "3": "Call",
    "4": "ChannelNameChange",
    "5": "ChannelIconChange",
    "6": "ChannelPinnedMessage",
    "7": "GuildMemberJoin",
    "8": "GuildBoost",
    "9": "GuildBoostTier1",
    "10": "GuildBoostTier2",
    "11": "GuildBoostTier3",
    "12": "ChannelFollowAdd",
    "14": "GuildDiscoveryDisqualified",
    "15": "GuildDiscoveryRequalified",
    "16": "GuildDiscoveryGracePeriodInitialWarning",
    "17": "GuildDiscoveryGracePeriodFinalWarning",
    "18": "ThreadCreated",
    "21": "ThreadStarterMessage",
    "22": "GuildInviteReminder",
    "24": "AutoModerationAction",
    "25": "RoleSubscriptionPurchase",
    "26": "InteractionPremiumUpsell",
    "27": "StageStart",
    "28": "StageEnd",
    "29": "StageSpeaker",
    "30": "StageRaiseHand",
    "31": "StageTopic",
    "32": "GuildApplicationPremiumSubscription",
    "36": "GuildIncidentAlertModeEnabled",
    "37": "GuildIncidentAlertModeDisabled",
    "38": "GuildIncidentReportRaid",
    "39": "GuildIncidentReportFalseAlarm",
    "44": "PurchaseNotification",
    "46": "PollResult",
    "63": "ChannelLinkedToLobby",
}
"""Kinds that the exporter knows by number only: https://discord.com/developers/docs/resources/message"""

_SENTENCES: Mapping[str, str] = {
    "GuildBoost": "boosted the server",
    "GuildBoostTier1": "boosted the server to level 1",
    "GuildBoostTier2": "boosted the server to level 2",
    "GuildBoostTier3": "boosted the server to level 3",
    "ChannelFollowAdd": "subscribed this channel to another channel's announcements",
    "GuildDiscoveryDisqualified": "the server was removed from Discord's directory",
    "GuildDiscoveryRequalified": "the server is in Discord's directory again",
    "GuildDiscoveryGracePeriodInitialWarning": "the server was warned that it would leave Discord's directory",
    "GuildDiscoveryGracePeriodFinalWarning": "the server was warned a last time about Discord's directory",
    "ThreadStarterMessage": "began the thread",
    "GuildInviteReminder": "was reminded to invite people",
    "AutoModerationAction": "the automatic moderation acted on a message",
    "RoleSubscriptionPurchase": "subscribed to a role",
    "InteractionPremiumUpsell": "was offered a subscription",
    "StageStart": "began a stage",
    "StageEnd": "ended the stage",
    "StageSpeaker": "is now a speaker on the stage",
    "StageRaiseHand": "asked to speak on the stage",
    "StageTopic": "changed the stage's topic",
    "GuildApplicationPremiumSubscription": "subscribed the server to an app",
    "GuildIncidentAlertModeEnabled": "closed the server's doors for a while",
    "GuildIncidentAlertModeDisabled": "opened the server's doors again",
    "GuildIncidentReportRaid": "reported a raid",
    "GuildIncidentReportFalseAlarm": "reported that the alarm was a false one",
    "PurchaseNotification": "bought something",
    "ChannelLinkedToLobby": "linked this channel to a game's lobby",
}

_WITH_TEXT = {
    "ThreadStarterMessage",
    "ChannelFollowAdd",
    "AutoModerationAction",
    "StageStart",
    "StageEnd",
    "StageTopic",
    "RoleSubscriptionPurchase",
}
