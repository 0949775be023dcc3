"""Formatted text: ``text`` and ``text_entities`` as a plain string with spans.

A text is a string, or a list of strings and of objects that each decorate their own stretch. Styles that lie upon
each other come as one stretch with one style: the export says no more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bridge.model.ids import PersonId
from bridge.model.text import Span, Style, Text
from bridge.sources.telegram.files import Files, existing
from bridge.sources.telegram.ids import FORBIDDEN, peer
from bridge.sources.telegram.ledger import Ledger
from bridge.sources.telegram.record import Malformed, kind_of
from bridge.sources.telegram.text_builder import TextBuilder

_STYLES = {
    "bold": Style.BOLD,
    "italic": Style.ITALIC,
    "underline": Style.UNDERLINE,
    "strikethrough": Style.STRIKETHROUGH,
    "spoiler": Style.SPOILER,
    "code": Style.CODE,
    "blockquote": Style.QUOTE,
    "mention": Style.MENTION,
}
_UNDECORATED = frozenset({"plain", "hashtag", "cashtag", "bot_command", "bank_card", "phone", "unknown"})
"""What clients find in plain text by themselves, or what has no meaning outside Telegram."""

_MENTION_LINK = "tg://user?id="


class TextReader:
    """Reads the texts of one chat."""

    def __init__(self, files: Files, ledger: Ledger) -> None:
        self._files = files
        self._ledger = ledger

    def of_message(self, fields: dict[str, Any]) -> Text:
        """What a message says. ``text_entities`` is the fuller form; exports before 2022 do not have it."""
        entities = fields.get("text_entities")
        if not entities:
            return self.read(fields.get("text"), "text")
        text = self.read(entities, "text_entities")
        if isinstance(plain := fields.get("text"), str) and plain != text.plain:
            self._ledger.note_unread("text (differs from text_entities, which was taken)")
        return text

    def read(self, value: object, field: str) -> Text:
        """A text in any of its forms; raises :class:`Malformed` with the field's name when it is none."""
        if isinstance(value, str):
            return Text(value)
        if value is None:
            return Text()
        if not isinstance(value, list):
            raise Malformed(f"{field}: expected a text, found {kind_of(value)}")
        if len(value) == 1 and isinstance(only := value[0], dict) and only.get("type") == "plain":
            return Text(_written(only, field))
        builder = TextBuilder()
        for piece in value:
            self._add(builder, piece, field)
        return builder.build()

    def spans(self, entity: dict[str, Any], start: int, end: int) -> list[Span]:
        """What an entity with its words in ``text`` makes of the stretch of a text where those stand."""
        builder = TextBuilder(length=end)
        self._decorate(builder, start, entity)
        return builder.spans

    def _add(self, builder: TextBuilder, piece: object, field: str) -> None:
        if isinstance(piece, str):
            builder.add(piece)
        elif isinstance(piece, dict):
            start = builder.length
            builder.add(_written(piece, field))
            self._decorate(builder, start, piece)
        else:
            raise Malformed(f"{field}: expected pieces of text, found {kind_of(piece)}")

    def _decorate(self, builder: TextBuilder, start: int, entity: dict[str, Any]) -> None:
        kind = entity.get("type")
        if not isinstance(kind, str):
            self._ledger.note_unread("text_entities.type")
        elif style := _STYLES.get(kind):
            builder.decorate(start, style)
        elif decorate := _DECORATIONS.get(kind):
            decorate(builder, start, entity, self._files)
        elif kind not in _UNDECORATED:
            self._ledger.note_unknown(f"text_entities.{kind}")


def _written(entity: dict[str, Any], field: str) -> str:
    text = entity.get("text")
    if not isinstance(text, str):
        raise Malformed(f"{field}: expected pieces of text, found {kind_of(text)}")
    return text


def link_of(written: str) -> str:
    """The address of a link that was written out, maybe without its scheme."""
    return written if "://" in written or written.startswith("mailto:") else f"https://{written}"


def mentioned(user: object) -> PersonId | None:
    """Whom a mention by number means."""
    person = peer(user)
    return PersonId(person) if person and person.startswith("user") and person not in FORBIDDEN else None


def _link(builder: TextBuilder, start: int, entity: dict[str, Any], _: Files) -> None:
    builder.decorate(start, Style.LINK, url=link_of(entity["text"]))


def _email(builder: TextBuilder, start: int, entity: dict[str, Any], _: Files) -> None:
    builder.decorate(start, Style.LINK, url=f"mailto:{entity['text']}")


def _text_link(builder: TextBuilder, start: int, entity: dict[str, Any], _: Files) -> None:
    href = entity.get("href")
    if not isinstance(href, str):
        return
    if href.startswith(_MENTION_LINK):
        builder.decorate(start, Style.MENTION, person=mentioned(_user_in_address(href)))
    else:
        builder.decorate(start, Style.LINK, url=href)


def _mention_name(builder: TextBuilder, start: int, entity: dict[str, Any], _: Files) -> None:
    builder.decorate(start, Style.MENTION, person=mentioned(_user(entity.get("user_id"))))


def _preformatted(builder: TextBuilder, start: int, entity: dict[str, Any], _: Files) -> None:
    language = entity.get("language")
    builder.decorate(start, Style.PREFORMATTED, language=language if isinstance(language, str) and language else None)


def _custom_emoji(builder: TextBuilder, start: int, entity: dict[str, Any], files: Files) -> None:
    builder.decorate(start, Style.CUSTOM_EMOJI, media=existing(entity.get("document_id"), files))


_DECORATIONS: dict[str, Callable[[TextBuilder, int, dict[str, Any], Files], None]] = {
    "link": _link,
    "email": _email,
    "text_link": _text_link,
    "mention_name": _mention_name,
    "pre": _preformatted,
    "custom_emoji": _custom_emoji,
}


def _user(number: object) -> object:
    # In this field numbers are always users', however high: it came with 64 bits from the beginning.
    return f"user{number}" if isinstance(number, int | str) and str(number).isdecimal() else number


def _user_in_address(href: str) -> object:
    return _user(href.removeprefix(_MENTION_LINK).split("&", maxsplit=1)[0])
