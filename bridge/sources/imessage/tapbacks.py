"""Tapbacks: reactions, which are messages of their own in the database, and may be taken back by another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bridge.model.ids import MediaId, PersonId
from bridge.model.reaction import Reaction, Reactor
from bridge.sources.sqlite_file import Database, Row
from bridge.sources.sqlite_values import whole, words

FIRST, LAST = 2000, 3007
REMOVED = 1000
"""Between the number of a reaction and that of taking it back."""
STICKER = 2007

_EMOJI = {2000: "❤️", 2001: "👍", 2002: "👎", 2003: "😂", 2004: "‼️", 2005: "❓"}
_CUSTOM = 2006
_STICKER_SHOWN = "🏷️"
_COLUMNS = ("ROWID", "associated_message_type", "associated_message_guid", "handle_id", "is_from_me", "date",
            "associated_message_emoji")  # fmt: skip
_TARGET = """
    CASE WHEN substr(r.associated_message_guid, 1, 3) = 'bp:' THEN substr(r.associated_message_guid, 4)
    ELSE substr(r.associated_message_guid, instr(r.associated_message_guid, '/') + 1) END"""
"""``p:0/GUID`` a message's first part, ``bp:GUID`` its balloon, or the id alone."""


def is_tapback(kind: object) -> bool:
    """Is a message of this ``associated_message_type`` a reaction, or the end of one?"""
    number = whole(kind)
    return number is not None and FIRST <= number <= LAST


def tapbacks(database: Database, *, by_target: bool) -> Iterator[Row]:
    """All that belong to a message that is there, by the rows of their messages (``target``), or by their own."""
    if not database.has("message", "associated_message_guid", "associated_message_type", "guid"):
        return
    order = "t.ROWID, r.date, r.ROWID" if by_target else "r.ROWID"
    query = (
        f"SELECT t.ROWID, r.ROWID, {database.chosen('message', _COLUMNS, 'r')} FROM message r JOIN message t"
        f" ON t.guid = {_TARGET} WHERE r.associated_message_type BETWEEN {FIRST} AND {LAST} ORDER BY {order}"
    )
    for target, row, *values in database.query(query):
        yield {"target": target, "row": row, **dict(zip(_COLUMNS, values, strict=True))}


def reactions_of(
    rows: Iterable[Row],
    who: Callable[[Row], PersonId],
    when: Callable[[object], int | None],
    picture: Callable[[int], MediaId | None],
) -> tuple[Reaction, ...]:
    """What is left in the end: everybody has one reaction for each part of a message, and may take it back."""
    standing: dict[tuple[PersonId, str], tuple[str, int | None, MediaId | None]] = {}
    for row in rows:
        kind = whole(row["associated_message_type"]) or 0
        key = who(row), (words(row["associated_message_guid"]) or "").partition("/")[0]
        if kind >= FIRST + REMOVED:
            standing.pop(key, None)
        elif emoji := _emoji(kind, row):
            media = picture(whole(row["row"]) or 0) if kind == STICKER else None
            standing.pop(key, None)
            standing[key] = (emoji, when(row["date"]), media)
    return tuple(_reactions(standing))


def _emoji(kind: int, row: Row) -> str | None:
    if kind == STICKER:
        return _STICKER_SHOWN
    return words(row["associated_message_emoji"]) if kind == _CUSTOM else _EMOJI.get(kind)


def _reactions(standing: dict[tuple[PersonId, str], tuple[str, int | None, MediaId | None]]) -> Iterator[Reaction]:
    together: dict[tuple[str, MediaId | None], dict[PersonId, int | None]] = {}
    for (person, _part), (emoji, time, media) in standing.items():
        together.setdefault((emoji, media), {}).setdefault(person, time)
    for (emoji, media), people in together.items():
        by = tuple(Reactor(person=person, time=time) for person, time in people.items())
        yield Reaction(emoji=emoji, count=len(by), by=by, media=media)
