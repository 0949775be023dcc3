"""The buttons below a bot's message, as the reader of exports writes them."""

from __future__ import annotations

from typing import Any

from telethon.tl import types

from bridge.model.text import Text
from bridge.sources.telegram.buttons import with_buttons
from bridge.sources.telegram.ledger import Ledger
from bridge.sources.telegram.record import Record

_KEY = "inline_bot_buttons"
_ADDRESSED = {
    "InlineButtonTypeUrl": "url",
    "InlineButtonTypeUrlAuth": "auth",
    "InlineButtonTypeWebView": "web_view",
    "ButtonTypeSimpleWebView": "simple_web_view",
}


def with_buttons_of(markup: Any, text: Text) -> Text:
    """The text with a line for each row of buttons; keyboards that replace the phone's own are not shown."""
    if not isinstance(markup, types.ReplyInlineMarkup):
        return text
    rows = [[_button(button) for button in row.buttons] for row in markup.rows]
    return with_buttons(text, Record({_KEY: rows}, Ledger()), _KEY)


def _button(button: Any) -> dict[str, Any]:
    kind = _ADDRESSED.get(type(button.type).__name__)
    return {"text": button.text, "type": kind, "data": button.type.url} if kind else {"text": button.text, "type": ""}
