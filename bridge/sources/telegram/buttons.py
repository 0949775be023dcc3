"""The buttons below a bot's message, as a line of words; those that lead to an address remain links."""

from __future__ import annotations

from bridge.model.text import Style, Text
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.text_builder import TextBuilder

_ADDRESSED = frozenset({"url", "web_view", "simple_web_view", "auth"})


def with_buttons(text: Text, record: Record, key: str) -> Text:
    """The text, and below it each row of buttons as a line: ``[Open] [Close]``."""
    builder = TextBuilder()
    builder.append(text)
    rows = [row for row in record.rows(key) if isinstance(row, list) and row]
    for place, row in enumerate(rows):
        builder.begin_line(1 if place else 2)
        _add_row(builder, row, record)
    return builder.build()


def _add_row(builder: TextBuilder, row: list[object], record: Record) -> None:
    for place, entry in enumerate(row):
        if not isinstance(entry, dict):
            record.ledger.note_unread("inline_bot_buttons")
            continue
        builder.add(" " if place else "")
        _add_button(builder, record.within(entry, "inline_bot_buttons"))


def _add_button(builder: TextBuilder, button: Record) -> None:
    start = builder.length
    address = button.text("data") if button.text("type") in _ADDRESSED else None
    builder.add(f"[{button.text('text') or address or 'button'}]")
    if address:
        builder.decorate(start, Style.LINK, url=address)
