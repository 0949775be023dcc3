"""What has no form of its own on Telegram, as text."""

from __future__ import annotations

from bridge.model.content import Card, Unsupported, Written
from bridge.model.event import Notice
from bridge.model.text import Span, Style, Text
from bridge.sources.telegram.live.speaking.errand import Errand
from bridge.sources.telegram.live.speaking.parts import Script, text_script
from bridge.sources.telegram.text_builder import TextBuilder


def text_of(content: Written | Card | Unsupported | Notice) -> Text:
    """What is said in words, in one text."""
    match content:
        case Written():
            return content.text
        case Card():
            return _card(content)
        case Unsupported():
            return content.text or _italic(f"({content.what})")
        case Notice():
            return _italic(content.text)


async def words(errand: Errand, content: Written | Card | Unsupported | Notice) -> Script:
    """The messages that say it."""
    return await text_script(errand.line, text_of(content))


def _card(card: Card) -> Text:
    builder = TextBuilder()
    builder.styled(card.title or card.label, Style.BOLD)
    for line in (*card.lines, card.url or ""):
        if line:
            builder.begin_line()
            builder.add(line)
    if card.caption:
        builder.begin_line(2)
        builder.append(card.caption)
    return builder.build()


def _italic(plain: str) -> Text:
    return Text(plain, (Span(start=0, end=len(plain), style=Style.ITALIC),))
