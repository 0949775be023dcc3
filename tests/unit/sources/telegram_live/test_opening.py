"""A file's bytes are found again by what the file is called, also when Telegram's reference to it has run out."""

from __future__ import annotations

from typing import Any

import pytest
from telethon.tl import types

from bridge.errors import NetworkRefused
from bridge.model.ids import MediaId
from bridge.sources.telegram.live.hearing import Remembered, open_file
from bridge.sources.telegram.live.hearing.remembered import Place
from tests.unit.sources.telegram_live.lines import FakeLine, chat_with, numbered
from tests.unit.sources.telegram_live.objects import ANNA, document, photo, said, sent_document

NAME = "message/channel700/55/document/9"
BYTES = b"0123456789abcdef"


def sent(reference: bytes = b"new", number: int = 55, **fields: Any) -> Any:
    return said("", number, media=sent_document(file_reference=reference, **fields))


def line_with(*messages: Any, **more: Any) -> FakeLine:
    return FakeLine({"GetMessages": numbered(*messages), **more}, files={b"new": BYTES})


def old() -> Remembered:
    remembered = Remembered()
    remembered.remember({NAME: Place(types.InputDocumentFileLocation(9, 1, b"old", ""), 16, 2)})
    return remembered


async def read(line: FakeLine, name: str = NAME, offset: int = 0, remembered: Remembered | None = None) -> bytes:
    return b"".join([piece async for piece in open_file(line, MediaId(name), offset, remembered)])


async def test_a_file_is_found_by_its_message():
    assert await read(line_with(sent())) == BYTES


async def test_a_file_can_be_read_from_its_middle():
    assert await read(line_with(sent()), offset=10) == BYTES[10:]


async def test_a_reference_that_has_run_out_is_asked_for_again():
    assert await read(line_with(sent()), remembered=old()) == BYTES


async def test_a_reference_that_runs_out_on_the_way_goes_on_where_it_was():
    line = line_with(sent())
    line.breaks_after = 8
    assert await read(line, offset=2) == BYTES[2:]


async def test_a_reference_that_is_never_good_is_an_error():
    with pytest.raises(NetworkRefused, match="refuses"):
        await read(line_with(sent(b"bad")))


async def test_a_message_that_is_gone_has_no_file():
    with pytest.raises(NetworkRefused, match="no longer"):
        await read(line_with())


@pytest.mark.parametrize("name", ["", "nothing/at/all", "message"])
async def test_what_is_no_files_name_is_refused(name):
    with pytest.raises(NetworkRefused, match="no file"):
        await read(line_with(), name)


async def test_the_files_that_follow_are_remembered_with_the_first():
    line, remembered = line_with(sent(), sent(number=56)), Remembered()
    await read(line, remembered=remembered)
    await read(line, "message/channel700/56/document/9", remembered=remembered)
    assert line.names() == ["GetMessages"]


async def test_what_is_remembered_is_not_asked_for():
    remembered = Remembered()
    remembered.remember({NAME: Place(types.InputDocumentFileLocation(9, 1, b"new", ""), 16, 2)})
    line = line_with()
    assert await read(line, remembered=remembered) == BYTES and line.asked == []


async def test_in_a_private_chat_only_that_chat_is_read():
    message = said("", 55, chat=types.PeerUser(ANNA), media=sent_document(file_reference=b"new"))
    line = FakeLine({"GetHistory": chat_with(message)}, files={b"new": BYTES})
    assert await read(line, "message/user101/55/document/9") == BYTES


async def test_a_photo_and_a_small_picture_are_found_too():
    thumbs = [types.PhotoSize("m", 320, 200, 16)]
    video = sent(thumbs=thumbs)
    assert await read(line_with(video), f"{NAME}/thumb/m") == BYTES
    picture = said("", 55, media=types.MessageMediaPhoto(photo=photo(file_reference=b"new")))
    assert await read(line_with(picture), "message/channel700/55/photo/9") == BYTES


async def test_an_emoji_is_found_by_its_number():
    line = line_with(GetCustomEmojiDocuments=[document(number=7, file_reference=b"new")])
    assert await read(line, "emoji/7") == BYTES


async def test_a_profile_picture_needs_no_reference():
    class PictureLine(FakeLine):
        async def pieces(self, location: Any, offset: int, size: int | None, dc: int | None) -> Any:
            yield f"{location.peer.user_id}/{location.photo_id}/{location.big}".encode()

    assert await read(PictureLine({}), "photo/user101/987") == b"101/987/True"


async def test_a_contacts_card_is_read_from_its_message():
    card = said("", 55, media=types.MessageMediaContact("+1", "Dana", "", "BEGIN:VCARD", 0))
    assert await read(line_with(card), "message/channel700/55/vcard", 6) == b"VCARD"


async def test_a_login_codes_picture_is_never_fetched():
    code = said("", 55, sender=777000, media=sent_document(file_reference=b"new"))
    with pytest.raises(NetworkRefused):
        await read(line_with(code))
