"""Contact cards. Telegram knows nobody without a phone number; those are written out."""

from __future__ import annotations

from functools import partial
from typing import Any

from telethon.tl import types

from bridge.model.content import Contact
from bridge.model.text import Style, Text
from bridge.sources.connector import File
from bridge.sources.telegram.live.speaking.attachments import file_of
from bridge.sources.telegram.live.speaking.errand import Errand
from bridge.sources.telegram.live.speaking.parts import Part, Script, captioned, text_script
from bridge.sources.telegram.text_builder import TextBuilder

LONGEST_CARD = 2048
"""Of a vCard, in bytes."""


async def contact(errand: Errand, content: Contact) -> Script:
    """A contact as one message; what was written beside it follows."""
    if not content.phone:
        return await text_script(errand.line, _in_words(content), "contact-as-text")
    card, losses = await _card(errand, content)
    _, rest = await captioned(errand.line, content.caption, 0)
    part = Part(attach=partial(_attach, content, card), resembles=partial(_resembles, content.phone))
    return Script((part, *rest), losses)


async def _attach(content: Contact, card: str, _: int) -> Any:
    first, _space, last = content.name.partition(" ")
    return types.InputMediaContact(
        phone_number=content.phone or "", first_name=first or content.name, last_name=last, vcard=card
    )


async def _card(errand: Errand, content: Contact) -> tuple[str, tuple[str, ...]]:
    if content.vcard is None:
        return "", ()
    file = file_of(errand, content.vcard)
    if file is None or file.size > LONGEST_CARD:
        return "", ("contact-card",)
    try:
        return (await _read(file)).decode("utf-8"), ()
    except UnicodeDecodeError:
        return "", ("contact-card",)


async def _read(file: File) -> bytes:
    return b"".join([chunk async for chunk in file.chunks()])


def _resembles(phone: str, media: Any) -> bool:
    return isinstance(media, types.MessageMediaContact) and _digits(media.phone_number) == _digits(phone)


def _digits(phone: str) -> str:
    return "".join(one for one in phone if one.isdecimal())


def _in_words(content: Contact) -> Text:
    builder = TextBuilder()
    builder.add("Contact: ")
    builder.styled(content.name, Style.BOLD)
    if content.caption:
        builder.begin_line()
        builder.append(content.caption)
    return builder.build()
