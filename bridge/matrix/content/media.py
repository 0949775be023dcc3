"""Files: shown as what they are when their bytes are here, else named where they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bridge.matrix.cleaning import clean_line
from bridge.matrix.composing import styled
from bridge.matrix.content.file_info import KIND_WORDS, file_info, file_name, shown_as, voice_fields
from bridge.matrix.content.frame import frame_losses, framed
from bridge.matrix.content.phrases import reason_words
from bridge.matrix.content.pieces import MISSING, Said, fits, message_piece, voice
from bridge.matrix.content.relation import relate
from bridge.matrix.content.text import NOTICE, TEXT, say_framed, say_more, text_content, text_losses, tidy
from bridge.matrix.events import Surroundings, Upload
from bridge.matrix.rendering import render
from bridge.model.content import Attachment
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Message
from bridge.model.text import Style

SPOILER = "Spoiler"


@dataclass(frozen=True)
class Absence:
    """Why a file is not shown: for people, and as a stable code."""

    words: str
    code: str


_ABSENCES: dict[MediaState, Absence] = {
    MediaState.NOT_EXPORTED: Absence("not included in the export", "media-not-exported"),
    MediaState.LOST: Absence("missing from the export", "media-lost"),
    MediaState.REMOTE: Absence("could not be fetched", "media-not-fetched"),
    MediaState.PRESENT: Absence("could not be carried over", "media-not-carried"),
    MediaState.RENAMED: Absence("could not be carried over", "media-not-carried"),
}
_OF_LIVE = "could not be carried over"


def say_attachment(item: Message, content: Attachment, surroundings: Surroundings) -> Said:
    """A file with its caption in the same event; a sticker's remarks follow it, since it has no caption."""
    media = content.media
    upload = upload_of(media, surroundings)
    if upload is None:
        return _say_absent(item, content, surroundings)
    if media.kind is MediaKind.STICKER and upload.mime_type.startswith("image/"):
        return _say_sticker(item, content, upload, surroundings)
    return _say_file(item, content, upload, surroundings)


def upload_of(media: Media, surroundings: Surroundings) -> Upload | None:
    """The file on the homeserver, when it is there."""
    return None if media.reference is None else surroundings.uploads.get(media.reference)


def absence(media: Media, surroundings: Surroundings) -> tuple[str, str]:
    """What is said in place of a file that is not here (``photo not included in the export: beach.jpg``), and a code."""
    why = _ABSENCES[media.state]
    how = _OF_LIVE if surroundings.live else why.words
    told = surroundings.missing.get(media.reference) if media.reference is not None else media.reason
    name = f": {clean_line(media.file_name)}" if media.file_name else ""
    return f"{KIND_WORDS[media.kind]} {how}{name}{reason_words(told)}", why.code


def say_plain_file(item: Message, media: Media, surroundings: Surroundings) -> Said:
    """A file that accompanies an item's first event, without any words."""
    upload = upload_of(media, surroundings)
    if upload is None:
        words, code = absence(media, surroundings)
        return say_more(item, styled(f"[{words}]", Style.ITALIC), surroundings, NOTICE).then(
            Said((), (code,), MISSING, words)
        )
    content = _fields(media, upload, surroundings) | relate(item, surroundings).later
    return Said((message_piece(voice(item, surroundings), _without_caption(content)),), upload.notes)


def _say_absent(item: Message, content: Attachment, surroundings: Surroundings) -> Said:
    words, code = absence(content.media, surroundings)
    preview = _preview(content.media, surroundings)
    base = preview or (TEXT if content.caption else NOTICE)
    text = framed(item, content.caption, surroundings, f"[{words}]", *_notes(content.media))
    return say_framed(item, text, surroundings, base).then(Said((), (code,), MISSING, words))


def _preview(media: Media, surroundings: Surroundings) -> dict[str, Any] | None:
    """The small picture of a file that is not here, when at least that is."""
    upload = surroundings.uploads.get(media.thumbnail) if media.thumbnail is not None else None
    if upload is None or shown_as(MediaKind.IMAGE, upload.mime_type) != "m.image":
        return None
    return {"msgtype": "m.image", "url": upload.uri, "filename": "preview.jpg", "info": file_info(upload, None)}


def _say_sticker(item: Message, content: Attachment, upload: Upload, surroundings: Surroundings) -> Said:
    media, relations = content.media, relate(item, surroundings)
    body = clean_line(media.emoji or "") or "Sticker"
    fields = {"body": body, "url": upload.uri, "info": file_info(upload, _thumbnail(media, upload, surroundings))}
    piece = message_piece(voice(item, surroundings), fields | relations.first, "m.sticker")
    said = Said((piece,), relations.losses + frame_losses(item, surroundings) + upload.notes)
    remarks = framed(item, content.caption, surroundings, *_notes(media))
    return said.then(say_more(item, remarks, surroundings)) if remarks else said


def _say_file(item: Message, content: Attachment, upload: Upload, surroundings: Surroundings) -> Said:
    relations, media = relate(item, surroundings), content.media
    losses = relations.losses + frame_losses(item, surroundings) + upload.notes
    fields = _fields(media, upload, surroundings) | relations.first
    caption = framed(item, content.caption, surroundings, *_notes(media))
    sender = voice(item, surroundings)
    if not caption:
        return Said((message_piece(sender, _without_caption(fields)),), losses)
    rendered = render(tidy(caption), surroundings, edited=item.edited is not None)
    with_caption = text_content(fields, rendered)
    if fits(with_caption, surroundings):
        return Said((message_piece(sender, with_caption),), losses + text_losses(caption, surroundings))
    alone = Said((message_piece(sender, _without_caption(fields)),), losses)
    return alone.then(say_more(item, caption, surroundings))


def _without_caption(fields: Mapping[str, Any]) -> dict[str, Any]:
    """By MSC2530 a body equal to the file's name is no caption."""
    return {**fields, "body": fields["filename"]}


def _fields(media: Media, upload: Upload, surroundings: Surroundings) -> dict[str, Any]:
    """Everything about a file but its caption."""
    msgtype = shown_as(media.kind, upload.mime_type)
    fields: dict[str, Any] = {
        "msgtype": msgtype,
        "filename": file_name(media, upload),
        "url": upload.uri,
        "info": file_info(upload, _thumbnail(media, upload, surroundings)) | _playing(media, msgtype),
    }
    if media.spoiler:
        fields["page.codeberg.everypizza.msc4193.spoiler"] = True
    return fields | voice_fields(media, upload) if msgtype == "m.audio" else fields


def _thumbnail(media: Media, upload: Upload, surroundings: Surroundings) -> Upload | None:
    if upload.thumbnail is not None or media.thumbnail is None:
        return upload.thumbnail
    return surroundings.uploads.get(media.thumbnail)


def _playing(media: Media, msgtype: str) -> dict[str, Any]:
    """How clients play a silent, endless animation: the de facto fields of mautrix bridges, read by several clients."""
    if media.kind is not MediaKind.ANIMATION or msgtype != "m.video":
        return {}
    return {"fi.mau.gif": True, "fi.mau.autoplay": True, "fi.mau.loop": True, "fi.mau.no_audio": True}


def _notes(media: Media) -> tuple[str, ...]:
    """Words that stand above a caption, because no client shows them otherwise."""
    track = clean_line(" – ".join(filter(None, (media.performer, media.title))))
    spoiler = (SPOILER,) if media.spoiler else ()
    return (*spoiler, track) if track and media.kind is MediaKind.AUDIO else spoiler
