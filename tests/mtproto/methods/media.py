"""Files on their way up and down, and what a client may send as media."""

from __future__ import annotations

import hashlib
from typing import Any

from telethon import functions, types

from tests.mtproto import filing, peers, views
from tests.mtproto.calls import Call, Methods
from tests.mtproto.errors import Refusal, elsewhere
from tests.mtproto.model import File, FileMedia, PollMedia, Post

LARGEST_PART = 512 * 1024
LARGEST_SMALL_FILE = 10 * 1024 * 1024
STEP, PRECISE_STEP, MEGABYTE = 4096, 1024, 1 << 20
MOST_PARTS = 8000
PASSED_ON = {
    types.InputMediaGeoPoint: lambda given: types.MessageMediaGeo(_point(given.geo_point)),
    types.InputMediaContact: lambda given: types.MessageMediaContact(
        given.phone_number, given.first_name, given.last_name, given.vcard, 0
    ),
    types.InputMediaVenue: lambda given: types.MessageMediaVenue(
        _point(given.geo_point), given.title, given.address, given.provider, given.venue_id, given.venue_type
    ),
    types.InputMediaDice: lambda given: types.MessageMediaDice(4, given.emoticon),
}

methods = Methods()


def _point(given: Any) -> Any:
    return types.GeoPoint(given.long, given.lat, 0)


@methods.on(functions.upload.SaveFilePartRequest, functions.upload.SaveBigFilePartRequest, anywhere=True)
def save_file_part(call: Call, request: Any) -> Any:
    if not request.bytes:
        raise Refusal("FILE_PART_EMPTY")
    if len(request.bytes) > LARGEST_PART:
        raise Refusal("FILE_PART_TOO_BIG")
    if not 0 <= request.file_part < MOST_PARTS:
        raise Refusal("FILE_PART_INVALID")
    call.server.uploads.setdefault((call.me.id, request.file_id), {})[request.file_part] = request.bytes
    return True


def assembled(call: Call, given: Any) -> bytes:
    """The file whose parts have been uploaded; a part that is missing is named."""
    parts = call.server.uploads.get((call.me.id, given.id), {})
    if not 0 < given.parts <= MOST_PARTS:
        raise Refusal("FILE_PARTS_INVALID")
    for number in range(given.parts):
        if number not in parts:
            raise Refusal(f"FILE_PART_{number}_MISSING")
    sizes = {len(parts[number]) for number in range(given.parts - 1)}
    if len(sizes) > 1 or any(size % PRECISE_STEP or LARGEST_PART % size for size in sizes):
        raise Refusal("FILE_PART_SIZE_INVALID")
    data = b"".join(parts[number] for number in range(given.parts))
    if isinstance(given, types.InputFile) and given.md5_checksum:
        _check_small(data, given.md5_checksum)
    return data


def _check_small(data: bytes, checksum: str) -> None:
    if len(data) > LARGEST_SMALL_FILE:
        raise Refusal("FILE_PARTS_INVALID")
    if hashlib.md5(data).hexdigest() != checksum:  # noqa: S324 -- the protocol
        raise Refusal("MD5_CHECKSUM_INVALID")


def received(call: Call, given: Any) -> Any:
    """What a client sends, as the media of a message."""
    if isinstance(given, types.InputMediaUploadedPhoto):
        photo = filing.store(call.world, assembled(call, given.file), photo=True)
        return FileMedia(photo, bool(given.spoiler), given.ttl_seconds)
    if isinstance(given, types.InputMediaUploadedDocument):
        return FileMedia(_document(call, given), bool(given.spoiler), given.ttl_seconds)
    if isinstance(given, types.InputMediaPhoto | types.InputMediaDocument):
        return FileMedia(filing.find(call.world, given.id, call.me), bool(given.spoiler), given.ttl_seconds)
    if isinstance(given, types.InputMediaPoll):
        return _poll(call, given)
    if type(given) not in PASSED_ON:
        raise Refusal("MEDIA_EMPTY" if isinstance(given, types.InputMediaEmpty) else "MEDIA_INVALID")
    return PASSED_ON[type(given)](given)


def _document(call: Call, given: Any) -> File:
    thumb = assembled(call, given.thumb) if given.thumb else None
    data = assembled(call, given.file)
    return filing.store(
        call.world, data, name=given.file.name, mime=given.mime_type, attributes=given.attributes, thumb=thumb
    )


def _poll(call: Call, given: Any) -> PollMedia:
    poll = given.poll
    if not 1 <= len(poll.answers) <= 12:
        raise Refusal("POLL_ANSWERS_INVALID")
    if not poll.question.text.strip():
        raise Refusal("POLL_QUESTION_INVALID")
    for number, answer in enumerate(poll.answers):
        if isinstance(answer, types.InputPollAnswer):
            poll.answers[number] = types.PollAnswer(answer.text, str(number).encode())
    poll.id = call.world.next_id()
    correct = [poll.answers[number].option for number in given.correct_answers or []]
    return PollMedia(poll, correct, given.solution, given.solution_entities or [])


@methods.on(functions.messages.UploadMediaRequest)
def upload_media(call: Call, request: Any) -> Any:
    peers.chat(call, request.peer)
    media = received(call, request.media)
    return views.media(call.world, Post(call.world.chat_between(call.me, call.me), call.me, 0, media=media), call.me)


@methods.on(functions.upload.GetFileRequest, anywhere=True)
def get_file(call: Call, request: Any) -> Any:
    step = PRECISE_STEP if request.precise else STEP
    if request.offset < 0 or request.offset % step:
        raise Refusal("OFFSET_INVALID")
    if not 0 < request.limit <= MEGABYTE or request.limit % step:
        raise Refusal("LIMIT_INVALID")
    if not request.precise and MEGABYTE % request.limit:
        raise Refusal("LIMIT_INVALID")
    if request.offset // MEGABYTE != (request.offset + request.limit - 1) // MEGABYTE:
        raise Refusal("LIMIT_INVALID")
    file = _located(call, request.location)
    if file.dc != call.session.key.dc:
        raise elsewhere("FILE", file.dc)
    thumb = getattr(request.location, "thumb_size", "") == filing.THUMB_SIZE and file.thumb
    data = (thumb or file.data)[request.offset : request.offset + request.limit]
    kind = types.storage.FileJpeg() if file.photo else types.storage.FilePartial()
    return types.upload.File(kind, file.date, data)


def _located(call: Call, location: Any) -> File:
    if isinstance(location, types.InputDocumentFileLocation | types.InputPhotoFileLocation):
        return filing.find(call.world, location, call.me)
    if isinstance(location, types.InputPeerPhotoFileLocation):
        chat: Any = peers.chat(call, location.peer)
        photo = chat.partner(call.me).photo if peers.is_private(chat) else chat.photo
        if photo and photo.id == location.photo_id:
            return photo
    raise Refusal("LOCATION_INVALID")
