"""Albums, rebuilt: the export has no field for them.

An album comes as consecutive messages of one person, at one time, each with a file, of which one may have a caption.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from bridge.model.codec import Item
from bridge.model.content import Attachment
from bridge.model.media import MediaKind
from bridge.model.message import Message
from bridge.model.person import Person

_LARGEST = 10
_SAME_TIME = 1000
"""Telegram dates the files of one album within a second, in ms."""

_SHELVES = {
    MediaKind.IMAGE: "pictures",
    MediaKind.VIDEO: "pictures",
    MediaKind.AUDIO: "audio",
    MediaKind.FILE: "files",
}
"""What may lie in one album together; stickers, voice messages and animations never do."""


def grouped(items: Iterable[Item]) -> Iterator[Item]:
    """The same items in the same order, with ``Message.album`` set on those that belong together."""
    run: list[Message] = []
    for item in items:
        if isinstance(item, Message) and type(item.content) is Attachment:
            if run and not _belongs(run, item):
                yield from _closed(run)
                run = []
            run.append(item)
        elif run and not isinstance(item, Person):
            yield from _closed(run)
            run = []
            yield item
        else:
            yield item
    yield from _closed(run)


def _belongs(run: list[Message], message: Message) -> bool:
    return (
        len(run) < _LARGEST
        and 0 <= message.time - run[0].time <= _SAME_TIME
        and _signs(message) == _signs(run[0])
        and _shelf(message) is not None
        and sum(_has_caption(member) for member in (*run, message)) <= 1
    )


def _signs(message: Message) -> tuple[object, ...]:
    return (
        _shelf(message),
        message.sender,
        message.album,
        message.reply,
        message.thread,
        message.forward,
        message.via,
        message.signature,
        message.time_guessed,
    )


def _shelf(message: Message) -> str | None:
    return _SHELVES.get(message.content.media.kind) if isinstance(message.content, Attachment) else None


def _has_caption(message: Message) -> bool:
    return isinstance(message.content, Attachment) and bool(message.content.caption)


def _closed(run: list[Message]) -> Iterator[Message]:
    if len(run) < 2:
        yield from run
        return
    for message in run:
        yield msgspec.structs.replace(message, album=message.album or str(run[0].id))
