"""Cards below a name: photos, files, places, polls, as the fields by which the JSON export calls them.

So both exports of one chat become the same messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from bridge.sources.telegram.html.elements import Element

Fields = dict[str, Any]

_POINT = re.compile(r"(-?\d{1,3}(?:\.\d{1,20})?), ?(-?\d{1,3}(?:\.\d{1,20})?)", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d\d)(?!\d)", re.ASCII)
_VOTES = re.compile(r"(\d[\d,]{0,14}) votes?(, chosen vote)?", re.ASCII)
_SECONDS = re.compile(r"\((\d{1,9}) seconds?\)", re.ASCII)
_REASONS = (
    ("not included", "(File not included. Change data exporting settings to download.)"),
    ("exceeds maximum size", "(File exceeds maximum size. Change data exporting settings to download.)"),
    ("unavailable", "(File unavailable, please try again later)"),
)
_ENDINGS = {"Missed": "missed", "Cancelled": "missed", "Declined": "busy"}
_DASH = " – "
_INLINE = frozenset({"a", "b", "strong", "em", "i", "u", "s", "code", "span", "br"})


def fields_of(wrap: Element) -> Fields:
    """What a card shows; empty when it is of no known kind."""
    for card in wrap.elements():
        for kind in card.classes:
            if read := _KINDS.get(kind):
                return read(card)
    return {}


def _photo(card: Element) -> Fields:
    return {"photo": card.attribute("href")}


def _file(kind: str | None) -> Callable[[Element], Fields]:
    def read(card: Element) -> Fields:
        return _with_kind(card, kind, _seconds(_said(card, "video_duration")))

    return read


def _with_kind(card: Element, kind: str | None, seconds: int | None) -> Fields:
    fields: Fields = {"file": _path(card)}
    if kind:
        fields["media_type"] = kind
    if seconds is not None:
        fields["duration_seconds"] = seconds
    if (picture := card.first("thumb")) and (source := picture.attribute("src")):
        fields["thumbnail"] = source
    return fields


def _path(card: Element) -> str:
    if href := card.attribute("href"):
        return href
    said = _said(card, "description").lower()
    return next((instead for phrase, instead in _REASONS if phrase in said), "")


def _generic_photo(card: Element) -> Fields:
    title, status = _said(card, "title"), _said(card, "status")
    if title == "Sticker":
        emoji = status.partition(",")[0].strip()
        return {**_with_kind(card, "sticker", None), **({"sticker_emoji": emoji} if _is_emoji(emoji) else {})}
    return {"photo": _path(card), **_vanishing(title)}


def _generic_video(card: Element) -> Fields:
    title = _said(card, "title")
    kind = {"Video message": "video_message", "Animation": "animation"}.get(title, "video_file")
    return {**_with_kind(card, kind, _seconds(_said(card, "status"))), **_vanishing(title)}


def _vanishing(title: str) -> Fields:
    if not title.startswith("Self-destructing"):
        return {}
    return {"self_destruct_period_seconds": 1, "photo_skip_reason": "file_type", "file_skip_reason": "file_type"}


def _is_emoji(words: str) -> bool:
    return bool(words) and not words.isascii()


def _voice(card: Element) -> Fields:
    return _with_kind(card, "voice_message", _seconds(_said(card, "status")))


def _audio(card: Element) -> Fields:
    fields = _with_kind(card, "audio_file", _seconds(_said(card, "status")))
    performer, dash, title = _said(card, "title").partition(_DASH)
    return {**fields, "performer": performer, "title": title} if dash else fields


def _document(card: Element) -> Fields:
    name = _said(card, "title")
    return {**_with_kind(card, None, None), **({"file_name": name} if name and name != "File" else {})}


def _contact(card: Element) -> Fields:
    phone = _said(card, "status").removesuffix("- vCard").strip()
    fields: Fields = {"contact_information": {"first_name": _said(card, "title"), "phone_number": phone}}
    return {**fields, "contact_vcard": card.attribute("href")} if card.attribute("href") else fields


def _location(card: Element) -> Fields:
    return {"location_information": _point(card)}


def _venue(card: Element) -> Fields:
    address = _said(card, "description")
    return {"place_name": _said(card, "title"), "address": address, "location_information": _point(card)}


def _point(card: Element) -> Fields | None:
    found = _POINT.search(_said(card, "status")) or _POINT.search(card.attribute("href")[:200])
    return {"latitude": found[1], "longitude": found[2]} if found else None


def _game(card: Element) -> Fields:
    fields = {"game_title": _said(card, "title") or "Game", "game_description": _said(card, "description")}
    return {**fields, "game_link": card.attribute("href")} if card.attribute("href") else fields


def _call(card: Element) -> Fields:
    status = _said(card, "status")
    seconds = _SECONDS.search(status)
    ending = _ENDINGS.get(status.partition(" (")[0], "hangup")
    fields: Fields = {"action": "phone_call", "discard_reason": ending}
    return {**fields, "duration_seconds": int(seconds[1])} if seconds else fields


def _poll(card: Element) -> Fields:
    question, answers = _said(card, "question"), [part for part in card.elements() if "answer" in part.classes]
    details = next((part.words() for part in card.elements() if part.classes == ["details"]), "")
    if details.startswith("To-do"):
        tasks = [{"id": number, "text": _answer(answer)[0]} for number, answer in enumerate(answers, start=1)]
        return {"todo_list": {"title": question, "answers": tasks}}
    options = [dict(zip(("text", "voters"), _answer(answer), strict=True)) for answer in answers]
    poll: Fields = {"question": question, "closed": details == "Final results", "answers": options}
    if (total := next((part.words() for part in card.elements() if "total" in part.classes), None)) is not None:
        poll["total_voters"] = _votes(total)
    return {"poll": poll}


def _answer(answer: Element) -> tuple[str, int]:
    children = list(answer.children)
    votes = 0
    last = next((child for child in reversed(children) if isinstance(child, Element)), None)
    if last is not None and "details" in last.classes:
        votes = _votes(last.words())
        children.remove(last)
    return Element("", children=children).words().removeprefix("- "), votes


def _votes(words: str) -> int:
    found = _VOTES.match(words)
    return int(found[1].replace(",", "")) if found else 0


def _seconds(words: str) -> int | None:
    found = _CLOCK.match(words)
    if found is None:
        return None
    return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])


def _said(card: Element, kind: str) -> str:
    part = card.first(kind)
    return part.words() if part else ""


def other_words(wrap: Element) -> Iterator[str]:
    """The lines of a card of which nothing else is known."""
    for part in (part for part in wrap.below() if part.name not in _INLINE):
        own = Element(
            "", children=[child for child in part.children if isinstance(child, str) or child.name in _INLINE]
        )
        if words := own.words():
            yield words


_KINDS: dict[str, Callable[[Element], Fields]] = {
    "photo_wrap": _photo,
    "sticker_wrap": _file("sticker"),
    "animated_wrap": _file("animation"),
    "video_file_wrap": _file("video_file"),
    "media_photo": _generic_photo,
    "media_video": _generic_video,
    "media_voice_message": _voice,
    "media_audio_file": _audio,
    "media_file": _document,
    "media_contact": _contact,
    "media_location": _location,
    "media_live_location": _location,
    "media_venue": _venue,
    "media_game": _game,
    "media_call": _call,
    "media_poll": _poll,
}
