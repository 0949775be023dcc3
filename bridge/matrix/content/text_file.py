"""Texts that are too long for the timeline, and become a file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bridge.matrix.cleaning import clean
from bridge.model.ids import MediaId
from bridge.model.text import Text

LONGEST_IN_TIMELINE = 400_000
"""Bytes of UTF-8. A longer text would take about ten events, and more with its formatting."""


@dataclass(frozen=True)
class TextFile:
    """A text too long for the timeline.

    The portal uploads it as ``text/plain`` in UTF-8, and gives the upload back in ``Surroundings.uploads`` under
    ``reference``. Without the upload the text is said in as many events as it takes.
    """

    reference: MediaId
    file_name: str
    text: str


def text_file(words: Text) -> TextFile | None:
    """The file that takes the place of these words; None when they are short enough to be said."""
    if 4 * len(words.plain) <= LONGEST_IN_TIMELINE:
        return None
    text = clean(words.plain)
    octets = text.encode()
    if len(octets) <= LONGEST_IN_TIMELINE:
        return None
    return TextFile(MediaId(f"text:{hashlib.sha256(octets).hexdigest()}"), "message.txt", text)
