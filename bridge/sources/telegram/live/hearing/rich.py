"""Long posts of many blocks, put into the form in which Telegram Desktop exports them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bridge.model.content import Unsupported
from bridge.model.message import Content
from bridge.sources.telegram.live.hearing.saying import Saying


def rich_contents(post: Any, saying: Saying) -> Sequence[Content]:
    """The words of the post as one text, then its files."""
    return (Unsupported(what="rich_message", text=saying.text),)
