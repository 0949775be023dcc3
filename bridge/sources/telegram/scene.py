"""What a record's content needs to know of its surroundings."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.model.chat import Chat
from bridge.model.ids import PersonId
from bridge.model.text import Text
from bridge.sources.telegram.entities import TextReader
from bridge.sources.telegram.files import Files


@dataclass(frozen=True, slots=True)
class Scene:
    """The chat, who speaks or acts, what was written, and where files are found."""

    chat: Chat
    files: Files
    texts: TextReader
    text: Text
    """What the message says in words; of a message with a file, the caption."""
    sender: PersonId | None = None
    name: str | None = None
    """The sender's name, as the export has it."""
