"""Edits: a message says something else now, in as many messages as it takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from telethon.tl import functions

from bridge.errors import NetworkRefused
from bridge.model.amendment import Revision
from bridge.model.content import Attachment, Card, Contact, Location, Poll, Unsupported, Written
from bridge.model.ids import MessageId
from bridge.model.text import Text
from bridge.sources.connector import Spoken
from bridge.sources.telegram.live.speaking import polls
from bridge.sources.telegram.live.speaking.attachments import file_of, upload_as
from bridge.sources.telegram.live.speaking.cards import text_of
from bridge.sources.telegram.live.speaking.deletions import delete_all
from bridge.sources.telegram.live.speaking.documents import forms
from bridge.sources.telegram.live.speaking.errand import Errand, message_number
from bridge.sources.telegram.live.speaking.formatting import Wording
from bridge.sources.telegram.live.speaking.parts import NOTHING_VISIBLE, Part, wordings
from bridge.sources.telegram.live.speaking.refusals import ask
from bridge.sources.telegram.live.speaking.replying import following
from bridge.sources.telegram.live.speaking.sending import send_from
from bridge.sources.telegram.live.speaking.splitting import LONGEST_CAPTION, LONGEST_MESSAGE

_SO_ALREADY = frozenset({"MESSAGE_NOT_MODIFIED"})
_TOO_LONG = frozenset({"MEDIA_CAPTION_TOO_LONG", "MESSAGE_TOO_LONG"})


async def revise(errand: Errand, content: Revision) -> Spoken:
    """Make the messages of a thing say what it says now; what it no longer needs of them is deleted."""
    return await _REVISIONS[type(content.content)](errand, content, content.content)


async def _words(errand: Errand, content: Revision, said: Any) -> Spoken:
    text = text_of(said)
    try:
        return await _reword(errand, content, text, LONGEST_MESSAGE)
    except NetworkRefused as refused:
        # Beside a file there is less room, and only Telegram knows whether there is one.
        if refused.code not in _TOO_LONG:
            raise
        return await _reword(errand, content, text, LONGEST_CAPTION)


async def _reword(errand: Errand, content: Revision, text: Text, first: int) -> Spoken:
    said = await wordings(errand.line, text, first)
    return await _settle(errand, content, said or (Wording(NOTHING_VISIBLE, losses=("empty",)),), None)


async def _attachment(errand: Errand, content: Revision, said: Attachment) -> Spoken:
    """The words beside a file, and the file itself if its bytes came along."""
    caption = await wordings(errand.line, said.caption, LONGEST_CAPTION)
    return await _settle(errand, content, caption or (Wording(),), await _other_file(errand, said))


async def _other_file(errand: Errand, said: Attachment) -> Any | None:
    file = file_of(errand, said.media)
    if file is None:
        return None
    form = forms(said.media, file.size)[0]
    return await upload_as(errand, file, form, 0, 0)


async def _poll(errand: Errand, content: Revision, said: Poll) -> Spoken:
    if not said.closed:
        raise NetworkRefused("Telegram lets nobody edit a poll.")
    return await polls.end(errand, content.message)


async def _fixed(_errand: Errand, _content: Revision, _said: Any) -> Spoken:
    raise NetworkRefused("Telegram lets nobody edit a message of this kind.")


_REVISIONS: dict[type, Callable[[Errand, Revision, Any], Awaitable[Spoken]]] = {
    Written: _words,
    Card: _words,
    Unsupported: _words,
    Attachment: _attachment,
    Poll: _poll,
    Location: _fixed,
    Contact: _fixed,
}


async def _settle(errand: Errand, content: Revision, said: tuple[Wording, ...], media: Any | None) -> Spoken:
    """Let the first messages say this, one after the other; delete those left over, or say what is."""
    messages = (content.message, *errand.utterance.also)
    for place, (message, wording) in enumerate(zip(messages, said, strict=False)):
        await _edit(errand, message, wording, media if place == 0 else None)
    await delete_all(errand, messages[len(said) :])
    kept, left = messages[: len(said)], said[len(messages) :]
    parts = tuple(Part(wording=wording, follows=True) for wording in left)
    reply = following(errand, message_number(content.message))
    spoken = await send_from(errand, parts, len(kept), reply, kept)
    losses = dict.fromkeys(loss for wording in said for loss in wording.losses)
    return Spoken(messages=spoken.messages, time=spoken.time, losses=tuple({**losses, **dict.fromkeys(spoken.losses)}))


async def _edit(errand: Errand, message: MessageId, wording: Wording, media: Any | None) -> None:
    request = functions.messages.EditMessageRequest(
        peer=errand.peer,
        id=message_number(message),
        message=wording.text,
        entities=list(wording.entities) or None,
        media=media,
    )
    await ask(errand.line, request, _SO_ALREADY)
