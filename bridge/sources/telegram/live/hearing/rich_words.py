"""The words of a long post: Telegram's tree of texts, as Telegram Desktop exports it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bridge.sources.telegram.live.hearing.saying import Fields

_PREFIX = "Text"
_STYLES = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strike": "strikethrough",
    "Spoiler": "spoiler",
    "Fixed": "code",
    "Mention": "mention",
    "AutoUrl": "link",
    "AutoEmail": "email",
    "AutoPhone": "phone",
    "Phone": "phone",
    "Subscript": "subscript",
    "Superscript": "superscript",
    "Marked": "marked",
    "Anchor": "anchor",
    "Date": "formatted_date",
    "Hashtag": "hashtag",
    "Cashtag": "cashtag",
    "BotCommand": "bot_command",
    "BankCard": "bank_card",
}


def words(text: Any) -> Any:
    """A text within a post; what is not known of it is left to its words."""
    name = type(text).__name__.removeprefix(_PREFIX)
    if write := _SPECIAL.get(name):
        return write(text)
    inner = words(text.text) if getattr(text, "text", None) is not None else ""
    return {"type": _STYLES.get(name, "plain"), "text": inner}


def caption(text: Any) -> Any:
    """What stands below a picture, and whom it is owed to."""
    return {"text": words(text.text), "credit": words(text.credit)} if text is not None else None


def _plain(text: Any) -> Any:
    return text.text or _nothing(text)


def _nothing(_: Any) -> Any:
    return {"type": "empty"}


def _several(text: Any) -> Any:
    return [words(part) for part in text.texts]


def _link(text: Any) -> Fields:
    return {"type": "text_link", "href": text.url, "text": words(text.text)}


def _email(text: Any) -> Fields:
    return {"type": "email", "email": text.email, "text": words(text.text)}


def _person(text: Any) -> Fields:
    return {"type": "mention_name", "user_id": text.user_id, "text": words(text.text)}


def _math(text: Any) -> Fields:
    return {"type": "math", "source": text.source}


def _emoji(text: Any) -> Fields:
    return {"type": "custom_emoji", "text": text.alt, "document_id": f"emoji/{text.document_id}"}


def _picture(_: Any) -> str:
    # The picture itself follows the words.
    return "🖼"


def _change(text: Any) -> Fields:
    return {"type": "diff", "text": words(text.text), "old_text": words(text.old_text)}


def button(text: Any) -> Fields:
    """A button, with its address if it has one."""
    url = getattr(text.type, "url", None)
    return {"type": "button", "text": words(text.text), "button": {"url": url} if url else {}}


_SPECIAL: dict[str, Callable[[Any], Any]] = {
    "Plain": _plain,
    "Empty": _nothing,
    "NoneType": _nothing,
    "str": lambda text: text,
    "Concat": _several,
    "Url": _link,
    "Email": _email,
    "MentionName": _person,
    "Math": _math,
    "CustomEmoji": _emoji,
    "Image": _picture,
    "Diff": _change,
    "Button": button,
}
"""By the names of Telethon's ``Text…`` classes that are more than a style."""
