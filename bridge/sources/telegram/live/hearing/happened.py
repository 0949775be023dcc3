"""What happens in a chat: the table from Telegram's service actions to what hears them.

Each is told as Telegram Desktop writes it in an export, and the export's own tables make the sentence of it. Members
are known by number here, so that comings and goings become memberships.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import structs

from bridge.model.content import Attachment, Unsupported
from bridge.model.event import AvatarChange, Change, Member, Membership, Notice
from bridge.model.ids import PersonId
from bridge.model.message import Content
from bridge.sources.telegram import posts
from bridge.sources.telegram.live.hearing.files import photo_of
from bridge.sources.telegram.live.hearing.happened_elsewhere import ELSEWHERE
from bridge.sources.telegram.live.hearing.happened_money import MONEY
from bridge.sources.telegram.live.hearing.saying import Fields, Kind, Saying, as_happened
from bridge.sources.telegram.live.hearing.texts import rich
from bridge.sources.telegram.live.hearing.times import seconds
from bridge.sources.telegram.live.hearing.told import always, told


def _added(action: Any, saying: Saying) -> Sequence[Content]:
    people = [PersonId(f"user{user}") for user in action.users]
    by_themselves = people == [saying.sender]
    return (_membership(Change.JOINED if by_themselves else Change.INVITED, people, saying),)


def _went(action: Any, saying: Saying) -> Sequence[Content]:
    person = PersonId(f"user{action.user_id}")
    return (_membership(Change.LEFT if person == saying.sender else Change.REMOVED, [person], saying),)


def _membership(change: Change, people: Sequence[PersonId], saying: Saying) -> Membership:
    names = saying.names(people)
    return Membership(
        change=change,
        members=tuple(Member(name=name, person=person) for name, person in zip(names, people, strict=True)),
    )


def _by_link(action: Any, saying: Saying) -> Fields:
    # Telegram names no inviter (0) where nobody but the link did it.
    return {"inviter": saying.name(f"user{action.inviter_id}")} if action.inviter_id else {}


def _created(action: Any, saying: Saying) -> Fields:
    return {"title": action.title, "members": saying.names(f"user{user}" for user in action.users)}


def _titled(action: Any, _: Saying) -> Fields:
    return {"title": action.title}


def _new_picture(action: Any, saying: Saying) -> Sequence[Content]:
    return (AvatarChange(saying.keep(photo_of(action.photo, saying.origin))),)


def _suggested_picture(action: Any, saying: Saying) -> Sequence[Content]:
    media = saying.keep(photo_of(action.photo, saying.origin))
    said = as_happened("suggest_profile_photo", {}, saying)
    return [structs.replace(part, media=media) if isinstance(part, Attachment) else part for part in said]


def _pinned(_: Any, saying: Saying) -> Fields:
    return {"message_id": saying.answered}


def _timer(action: Any, _: Saying) -> Fields:
    return {"period": action.period}


def _theme(action: Any, _: Saying) -> Fields:
    return {"emoticon": getattr(action.theme, "emoticon", None)}


def _background(action: Any, saying: Saying) -> Sequence[Content]:
    return as_happened("set_same_chat_wallpaper" if action.same else "set_chat_wallpaper", {}, saying)


def _owner(action: Any, saying: Saying) -> Fields:
    return {"new_creator": saying.name(f"user{action.new_creator_id}")}


def _forwards(action: Any, _: Saying) -> Fields:
    return {"new_value": bool(action.new_value), "expired": bool(getattr(action, "expired", False))}


def _boosts(action: Any, _: Saying) -> Fields:
    return {"boosts": action.boosts}


def _group_call(action: Any, _: Saying) -> Fields:
    return {"duration": action.duration}


def _called_in(action: Any, saying: Saying) -> Fields:
    return {"members": saying.names(f"user{user}" for user in action.users)}


def _scheduled(action: Any, _: Saying) -> Fields:
    return {"schedule_date": seconds(action.schedule_date)}


_ENDINGS = {
    "PhoneCallDiscardReasonMissed": "missed",
    "PhoneCallDiscardReasonBusy": "busy",
    "PhoneCallDiscardReasonDisconnect": "disconnect",
    "PhoneCallDiscardReasonHangup": "hangup",
    "PhoneCallDiscardReasonMigrateConferenceCall": "migrate_conference_all",
}


def _phone_call(action: Any, _: Saying) -> Fields:
    return {"duration_seconds": action.duration, "discard_reason": _ENDINGS.get(type(action.reason).__name__)}


def _conference(action: Any, _: Saying) -> Fields:
    return {"duration_seconds": action.duration, "is_missed": bool(action.missed)}


_SWITCHED = {
    ("closed", True): "closed the topic",
    ("closed", False): "reopened the topic",
    ("hidden", True): "hid the topic",
    ("hidden", False): "showed the topic again",
}


def _topic_changed(action: Any, saying: Saying) -> Sequence[Content]:
    for flag in ("closed", "hidden"):
        if (value := getattr(action, flag)) is not None:
            return (Notice(text=_SWITCHED[flag, bool(value)], action="topic_edit"),)
    icon = {"new_icon_emoji_id": action.icon_emoji_id} if action.icon_emoji_id is not None else {}
    return as_happened("topic_edit", {"new_title": action.title or "", **icon}, saying)


def _tasks_done(action: Any, _: Saying) -> Fields:
    return {"completed": list(action.completed), "incompleted": list(action.incompleted)}


def _tasks_added(action: Any, _: Saying) -> Fields:
    return {"items": [{"id": task.id, "text": rich(task.title).plain} for task in action.list]}


def _option(action: Any, _: Saying) -> Fields:
    return {"option": rich(getattr(action.answer, "text", None)).plain}


def _scored(action: Any, _: Saying) -> Fields:
    return {"score": action.score}


def _nothing(_: Any, __: Saying) -> Sequence[Content]:
    return (Unsupported(what=posts.EMPTY),)


HAPPENED: dict[str, Kind] = {
    "MessageActionEmpty": Kind("Unsupported", _nothing, "Telegram itself does not say what happened"),
    "MessageActionChatCreate": told("create_group", _created),
    "MessageActionChannelCreate": told("create_channel", _titled),
    "MessageActionChatMigrateTo": always("migrate_to_supergroup"),
    "MessageActionChannelMigrateFrom": told("migrate_from_group", _titled),
    "MessageActionChatEditTitle": told("edit_group_title", _titled, becomes="TitleChange"),
    "MessageActionChatEditPhoto": Kind("AvatarChange", _new_picture),
    "MessageActionChatDeletePhoto": always("delete_group_photo", becomes="AvatarChange"),
    "MessageActionChatAddUser": Kind("Membership", _added, "joined, where they added themselves"),
    "MessageActionChatDeleteUser": Kind("Membership", _went, "left, where they removed themselves"),
    "MessageActionChatJoinedByLink": told("join_group_by_link", _by_link, becomes="Membership"),
    "MessageActionChatJoinedByRequest": always("join_group_by_request", becomes="Membership"),
    "MessageActionChatJoinedViaCommunity": always("join_group_via_community", becomes="Membership"),
    "MessageActionPinMessage": told("pin_message", _pinned, becomes="Pin"),
    "MessageActionHistoryClear": always("clear_history"),
    "MessageActionSetMessagesTTL": told("set_messages_ttl", _timer),
    "MessageActionSetChatTheme": told("edit_chat_theme", _theme),
    "MessageActionSetChatWallPaper": Kind("Notice", _background),
    "MessageActionBoostApply": told("boost_apply", _boosts),
    "MessageActionChangeCreator": told("change_creator", _owner),
    "MessageActionNewCreatorPending": told("new_creator_pending", _owner),
    "MessageActionNoForwardsToggle": told("no_forwards_toggle", _forwards),
    "MessageActionNoForwardsRequest": told("no_forwards_request", _forwards),
    "MessageActionPhoneCall": told("phone_call", _phone_call),
    "MessageActionConferenceCall": told("conference_call", _conference),
    "MessageActionGroupCall": told("group_call", _group_call),
    "MessageActionInviteToGroupCall": told("invite_to_group_call", _called_in),
    "MessageActionGroupCallScheduled": told("group_call_scheduled", _scheduled),
    "MessageActionTopicCreate": told("topic_created", _titled),
    "MessageActionTopicEdit": Kind("Notice", _topic_changed),
    "MessageActionGameScore": told("score_in_game", _scored),
    "MessageActionTodoCompletions": told("todo_completions", _tasks_done),
    "MessageActionTodoAppendTasks": told("todo_append_tasks", _tasks_added),
    "MessageActionPollAppendAnswer": told("poll_append_answer", _option),
    "MessageActionPollDeleteAnswer": told("poll_delete_answer", _option),
    "MessageActionSuggestProfilePhoto": Kind("Attachment", _suggested_picture),
    **MONEY,
    **ELSEWHERE,
}
"""By the names of Telethon's ``MessageAction…`` classes."""
