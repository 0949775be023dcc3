"""What kind of item something is, and which files it brings."""

from __future__ import annotations

from collections.abc import Iterator

from bridge.model.content import Attachment, Contact
from bridge.model.event import AvatarChange
from bridge.model.media import Media
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable, Withheld


def kind_of(item: Message | Unreadable | Withheld) -> str:
    """What the store, the counts and the report call this kind of item: ``text``, ``image``, ``poll``, ``pin`` …"""
    if isinstance(item, Message):
        content = item.content
        return content.media.kind.value if isinstance(content, Attachment) else content.__struct_config__.tag  # type: ignore[return-value]  # msgspec types a tag as str or int; ours are str
    return "unreadable" if isinstance(item, Unreadable) else "withheld"


def media_of(message: Message) -> Iterator[Media]:
    """The files a message brings, thumbnails and reaction pictures aside."""
    match message.content:
        case Attachment(media=media):
            yield media
        case AvatarChange(avatar=media) if media is not None:
            yield media
        case Contact(vcard=media) if media is not None:
            yield media
