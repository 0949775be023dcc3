"""A file's bytes, from what it is called: ``message/channel3/55/document/123456/thumb/m``, ``photo/user1/987``,
``emoji/5368324170671202286``, ``message/user1/55/vcard``.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

from telethon.tl import TLObject, functions, types

from bridge.errors import NetworkRefused
from bridge.model.ids import MediaId
from bridge.sources.telegram.live.hearing.envelope import must_not_be_read
from bridge.sources.telegram.live.hearing.files import photo_of, places_of_document
from bridge.sources.telegram.live.hearing.reading import PAGE, by_number, in_order, page_from, refuse_codes
from bridge.sources.telegram.live.hearing.remembered import Place, Remembered
from bridge.sources.telegram.live.line import Line

_RUN_OUT = "FILE_REFERENCE_"
"""How Telegram's refusals begin when a reference to a file has run out."""
_GONE = "FILE_GONE"


async def open_file(
    line: Line, reference: MediaId, offset: int = 0, remembered: Remembered | None = None
) -> AsyncGenerator[bytes, None]:
    """The bytes from ``offset`` on. When the reference runs out on the way, the message is read again, and it goes on.

    Raises NetworkRefused when the message or the file is gone, or when it is no file of Telegram's.
    """
    kind, *_ = path = reference.split("/")
    if kind == "message" and path[3:] == ["vcard"]:
        yield (await _vcard(line, path[1], int(path[2])))[offset:]
        return
    remembered = remembered if remembered is not None else Remembered()
    place = remembered.find(reference) or await _find(line, reference, remembered)
    position, refreshed_at = offset, -1
    while True:
        try:
            async with aclosing(_pieces(line, place, position)) as pieces:
                async for piece in pieces:
                    position += len(piece)
                    yield piece
            return
        except NetworkRefused as refusal:
            if not refusal.code.startswith(_RUN_OUT) or refreshed_at == position:
                raise
        refreshed_at = position
        remembered.forget(reference)
        place = await _find(line, reference, remembered)


async def _pieces(line: Line, place: Place, offset: int) -> AsyncGenerator[bytes, None]:
    async for piece in line.pieces(place.location, offset, place.size, place.dc):
        yield piece


async def _find(line: Line, reference: str, remembered: Remembered) -> Place:
    match reference.split("/"):
        case ["photo", peer, number]:
            return Place(types.InputPeerPhotoFileLocation(await line.peer(peer), int(number), big=True))
        case ["emoji", number]:
            remembered.remember(await _emoji(line, int(number)))
        case ["message", chat, number, *_]:
            remembered.remember(await _files_from(line, chat, int(number)))
        case _:
            raise NetworkRefused("This is no file of Telegram's.", code=_GONE)
    place = remembered.find(reference)
    if place is None:
        raise NetworkRefused("Telegram no longer has this file.", code=_GONE)
    return place


async def _emoji(line: Line, number: int) -> dict[str, Place]:
    documents = await line.ask(functions.messages.GetCustomEmojiDocumentsRequest([number]))
    places: dict[str, Place] = {}
    for document in documents:
        if isinstance(document, types.Document):
            places |= places_of_document(document, f"emoji/{document.id}")
    return places


async def _files_from(line: Line, chat: str, number: int) -> dict[str, Place]:
    """The places of the files of a message, and of those that follow it: they are asked for next."""
    refuse_codes(chat)
    answer = await _from(line, chat, number)
    places: dict[str, Place] = {}
    for message in reversed(in_order(answer, chat)):
        if message.id >= number and not isinstance(message, types.MessageEmpty) and not must_not_be_read(message):
            places |= files_in(message, f"message/{chat}/{message.id}")
    return places


async def _from(line: Line, chat: str, number: int) -> Any:
    if chat.startswith("channel"):
        return await by_number(line, chat, range(number, number + PAGE))
    if line.account.is_bot:
        return await by_number(line, chat, [number])
    # Numbers of other chats' messages lie between, and those are nobody's business here.
    return await page_from(line.ask, await line.peer(chat), number)


def files_in(message: Any, origin: str) -> dict[str, Place]:
    """The places of all files in a message, wherever in it they are."""
    places: dict[str, Place] = {}
    for part in _parts(message):
        if isinstance(part, types.Photo):
            places |= photo_of(part, origin).places
        elif isinstance(part, types.Document):
            places |= places_of_document(part, f"{origin}/document/{part.id}")
    return places


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for entry in value:
            yield from _parts(entry)
    elif isinstance(value, TLObject):
        yield value
        for name, part in vars(value).items():
            if not name.startswith("_"):
                yield from _parts(part)


async def _vcard(line: Line, chat: str, number: int) -> bytes:
    answer = await by_number(line, chat, [number])
    for message in in_order(answer, chat):
        if isinstance(getattr(message, "media", None), types.MessageMediaContact):
            return bytes(message.media.vcard.encode())
    raise NetworkRefused("Telegram no longer has this contact.", code=_GONE)
