"""Changes of the chat itself: its title, description and picture, as the room's state."""

from __future__ import annotations

from bridge.matrix.cleaning import clean, clean_line
from bridge.matrix.content.file_info import file_info, shown_as
from bridge.matrix.content.media import absence, upload_of
from bridge.matrix.content.notice import announce, change_room
from bridge.matrix.content.phrases import sentence
from bridge.matrix.content.pieces import MISSING, Said, fits
from bridge.matrix.events import Surroundings
from bridge.matrix.names import room_name
from bridge.model.event import AvatarChange, DescriptionChange, TitleChange
from bridge.model.media import Media, MediaKind
from bridge.model.message import Message


def say_title_change(item: Message, content: TitleChange, surroundings: Surroundings) -> Said:
    """The room's name. A title that is too long for one is told in full besides."""
    name, title = room_name(content.title, surroundings.room_suffix), clean_line(content.title)
    predicate = f"changed the name of the chat to: {title}"
    said = change_room(item, "m.room.name", {"name": name}, predicate, surroundings)
    if len(title) + len(surroundings.room_suffix) <= len(name):
        return said
    told = Said(()) if len(said.pieces) > 1 else announce(item, sentence(item, predicate, surroundings), surroundings)
    return said.then(told).then(Said((), ("room-name-shortened",)))


def say_description_change(item: Message, content: DescriptionChange, surroundings: Surroundings) -> Said:
    """The room's topic; a description that is too long for one is told as a notice."""
    topic = {"topic": clean(content.description)}
    if fits(topic, surroundings):
        return change_room(item, "m.room.topic", topic, "changed the description of the chat", surroundings)
    words = sentence(item, f"changed the description of the chat to: {content.description}", surroundings)
    return announce(item, words, surroundings).then(Said((), ("topic-as-notice",)))


def say_avatar_change(item: Message, content: AvatarChange, surroundings: Surroundings) -> Said:
    """The room's picture, or its removal; a notice where the picture is not here."""
    if content.avatar is None:
        return change_room(item, "m.room.avatar", {}, "removed the picture of the chat", surroundings)
    upload = upload_of(content.avatar, surroundings)
    if upload is None:
        return _without_picture(item, content.avatar, surroundings)
    if shown_as(MediaKind.IMAGE, upload.mime_type) != "m.image":
        words = sentence(item, "changed the picture of the chat to one that cannot be shown", surroundings)
        return announce(item, words, surroundings).then(Said((), ("avatar-not-a-picture",)))
    picture = {"url": upload.uri, "info": file_info(upload, None)}
    said = change_room(item, "m.room.avatar", picture, "changed the picture of the chat", surroundings)
    return said.then(Said((), upload.notes))


def _without_picture(item: Message, avatar: Media, surroundings: Surroundings) -> Said:
    why, code = absence(avatar, surroundings)
    words = sentence(item, f"changed the picture of the chat [{why}]", surroundings)
    return announce(item, words, surroundings).then(Said((), (code,), MISSING, why))
