"""What happened, told from Telegram Desktop's English sentences, as the fields by which the JSON export calls it.

A sentence is looked through for the words that its kind has; who acted stands before them. What no kind knows stays
a sentence. (Telegram Desktop writes its pages in English, whatever the language it speaks itself.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Fields = dict[str, Any]
_DAY = 86400
_LONGEST = 4000
_MADE_OWNER = " the new main admin of the group"
_TO_CALL = " to the voice chat"
_PERIODS = {"7 days": 7 * _DAY, "24 hours": _DAY}


@dataclass(frozen=True)
class Happening:
    """What somebody did: as fields, or where there are none for it, as words."""

    fields: Fields
    actor: str | None = None
    """None: the sentence does not say."""
    words: str = ""
    """Without the actor."""


@dataclass(frozen=True)
class Sentence:
    """The words, the message that they lead to, and the picture beside them."""

    words: str
    target: int | None = None
    picture: str | None = None
    known: Callable[[str], bool] = field(default=lambda _: False)
    """Has somebody of this name spoken?"""


Read = Callable[[str, Sentence], Fields | None]
"""Makes fields of the words after those that tell the kind; None: it is another kind after all."""


def told(sentence: Sentence) -> Happening:
    """What a sentence tells."""
    words = sentence.words
    for phrase, read in _BEGINNINGS.items():
        if words.startswith(phrase) and (fields := read(words.removeprefix(phrase), sentence)):
            return Happening(fields)
    phrase = min(_MIDDLES, key=lambda phrase: _place(words, phrase))
    actor, found, rest = words.partition(phrase)
    if not found or not actor:
        return Happening({}, None, words)
    fields = _MIDDLES[phrase](rest, sentence)
    return Happening(fields or {}, actor, f"{phrase}{rest}".strip())


def _place(words: str, phrase: str) -> int:
    place = words.find(phrase, 1, _LONGEST)
    return place if place >= 0 else _LONGEST


def members_in(words: str, known: Callable[[str], bool]) -> list[str]:
    """``Anna, Bora and Chidi``; the name of somebody who is known is taken whole, whatever is in it."""
    if known(words):
        return [words]
    before, found, last = words.rpartition(" and ")
    return [name for name in ([*before.split(", "), last] if found else [words]) if name]


def _always(action: str, **fields: object) -> Read:
    return lambda rest, _: None if rest.strip(". ") else {"action": action, **fields}


def _in_its_own_words(_: str, __: Sentence) -> None:
    """Nothing says it better."""


def _with(action: str, key: str) -> Read:
    return lambda rest, _: {"action": action, key: rest} if rest else None


def _titled(action: str, key: str = "title") -> Read:
    return lambda rest, _: {"action": action, key: rest.removesuffix("»")} if rest.endswith("»") else None


def _created(rest: str, sentence: Sentence) -> Fields | None:
    title, found, members = rest.partition("» with members ")
    if not found and not rest.endswith("»"):
        return None
    named = members_in(members, sentence.known) if found else []
    return {"action": "create_group", "title": title if found else rest[:-1], "members": named}


def _created_channel(rest: str, _: Sentence) -> Fields | None:
    return {"action": "create_channel", "title": rest[: -len("» created")]} if rest.endswith("» created") else None


def _photo(action: str) -> Read:
    def read(rest: str, sentence: Sentence) -> Fields | None:
        if rest:
            return None
        picture = {"photo": sentence.picture} if sentence.picture else {"photo": "", "photo_skip_reason": "file_type"}
        return {"action": action, **picture}

    return read


def _invited(rest: str, sentence: Sentence) -> Fields | None:
    members = rest.removesuffix(_TO_CALL)
    action = "invite_members" if members == rest else "invite_to_group_call"
    return {"action": action, "members": members_in(members, sentence.known)}


def _removed(rest: str, _: Sentence) -> Fields | None:
    return {"action": "remove_members", "members": [rest]} if rest else None


def _pinned(rest: str, sentence: Sentence) -> Fields | None:
    if rest:
        return None
    return {"action": "pin_message", **({"message_id": sentence.target} if sentence.target else {})}


def _scored(rest: str, sentence: Sentence) -> Fields | None:
    score, found, _ = rest.partition(" in this game")
    if not found or not _is_number(score):
        return None
    fields: Fields = {"action": "score_in_game", "score": int(score)}
    return {**fields, "game_message_id": sentence.target} if sentence.target else fields


def _voice_chat(rest: str, _: Sentence) -> Fields | None:
    seconds = rest.strip().removeprefix("(").removesuffix(" seconds)")
    if not rest:
        return {"action": "group_call"}
    return {"action": "group_call", "duration": int(seconds)} if _is_number(seconds) else None


def _timer(rest: str, _: Sentence) -> Fields | None:
    period = _PERIODS.get(rest)
    return {"action": "set_messages_ttl", "period": period} if period else None


def _theme(rest: str, _: Sentence) -> Fields | None:
    return {"action": "edit_chat_theme", "emoticon": rest} if rest else None


def _topic_edited(rest: str, _: Sentence) -> Fields | None:
    fields: Fields = {"action": "topic_edit"}
    title, found, icon = rest.partition(",icon to «")
    if title.startswith("title to «") and title.endswith("»"):
        fields["new_title"] = title.removeprefix("title to «")[:-1]
    if found or rest.startswith("icon to «"):
        fields["new_icon_emoji_id"] = (icon or rest.removeprefix("icon to «")).removesuffix("»")
    return fields


def _boosted(rest: str, _: Sentence) -> Fields | None:
    times = rest.partition(" time")[0].strip()
    return {"action": "boost_apply", "boosts": int(times) if _is_number(times) else 1}


def _made_owner(rest: str, _: Sentence) -> Fields | None:
    if not rest.endswith(_MADE_OWNER):
        return None
    return {"action": "change_creator", "new_creator": rest.removesuffix(_MADE_OWNER)}


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) < 10


_BEGINNINGS: Mapping[str, Read] = {
    "Channel «": _created_channel,
    "Channel title changed to «": _titled("edit_group_title"),
    "Channel photo changed": _photo("edit_group_photo"),
    "Channel photo removed": _always("delete_group_photo"),
    "History cleared": _always("clear_history"),
    "Voice chat": _voice_chat,
}
_OWN_WORDS = (
    " scheduled a voice chat for ",
    " sent you a gift",
    " just started a giveaway of ",
    " refunded back ",
    " marked ",
    " added tasks: ",
    ' added "',
    ' removed "',
    " rejected your suggested post",
    " approved your suggested post",
    " suggests to add a date of birth: ",
    " disabled sharing in this chat",
    " enabled sharing in this chat",
    " requested to enable sharing in this chat",
    " created a bot ",
    " is now within ",
)
_MIDDLES: Mapping[str, Read] = {
    " created group «": _created,
    " changed group title to «": _titled("edit_group_title"),
    " changed group photo": _photo("edit_group_photo"),
    " removed group photo": _always("delete_group_photo"),
    " converted this group to a supergroup": _always("migrate_to_supergroup"),
    " converted a basic group to this supergroup «": _titled("migrate_from_group"),
    " pinned this message": _pinned,
    " scored ": _scored,
    " took a screenshot": _always("take_screenshot"),
    " joined Telegram": _always("joined_telegram"),
    " requested your phone number": _always("requested_phone_number"),
    " started voice chat": _voice_chat,
    " has set messages to auto-delete in": lambda rest, sentence: _timer(rest.strip(), sentence),
    " has set messages not to auto-delete": _always("set_messages_ttl"),
    " disabled chat theme": _always("edit_chat_theme"),
    " changed chat theme to ": _theme,
    " joined group by link from ": _with("join_group_by_link", "inviter"),
    " joined group by request": _always("join_group_by_request"),
    " joined group via a community": _always("join_group_via_community"),
    " created topic «": _titled("topic_created"),
    " changed topic ": _topic_edited,
    " suggests to use this photo": _photo("suggest_profile_photo"),
    " set a new background for this chat": _always("set_chat_wallpaper"),
    " set the same background for this chat": _always("set_same_chat_wallpaper"),
    " boosted the group": _boosted,
    **dict.fromkeys(_OWN_WORDS, _in_its_own_words),
    " made ": _made_owner,
    " invited ": _invited,
    " removed ": _removed,
}
