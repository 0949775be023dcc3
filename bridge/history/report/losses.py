"""What was noted while items were said: which details could not be carried over, in numbers and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct


class Loss(Struct, frozen=True, kw_only=True):
    """One kind of detail that is lost, or shown in another form. ``words`` follow the number."""

    code: str
    count: int
    words: str


WORDS = {
    "avatar-not-a-picture": "new pictures of the chat that clients cannot show, told as a notice",
    "came-back": "edits that were made in Matrix, and came back from the network",
    "custom-emoji-as-text": "custom emoji, shown as the plain emoji they stand for",
    "deletion-of-change": "deletions of changes of the chat, which stay",
    "deletion-target-not-here": "deleted messages that are not in the room",
    "edit-history": "edited messages, of which the source has the last version only",
    "formatting-dropped": "long texts, kept whole but without their formatting",
    "forward-origin-unknown": "forwarded messages whose origin the source does not name",
    "location-without-map": "places that cannot be shown on a map, told in words",
    "media-lost": "files that are not where the export says they are",
    "media-not-carried": "files that could not be carried over",
    "media-not-fetched": "files at web addresses that could not be fetched",
    "media-not-exported": "files that were left out of the export",
    "media-not-measured": "files carried over as they are, without size or duration for clients to show",
    "media-refused": "files that the homeserver does not take",
    "media-too-large": "files larger than what may be uploaded",
    "media-unreadable": "files whose bytes cannot be read from the export",
    "pin-target-not-here": "pins of a message that is not in the room, told as a notice",
    "pins-dropped": "oldest pins, for a room can show only so many",
    "poll-as-text": "polls that cannot be shown as polls, told as a text",
    "reaction-doubled": "reactions that the homeserver takes for one that the same person gave already",
    "reaction-pictures-as-text": "kinds of reaction with a picture of their own, shown as a word in its place",
    "reaction-target-not-here": "changes of reactions to a message that is not in the room",
    "reactions-without-name": "reactions whose givers the source does not name, counted here only",
    "reply-in-another-chat": "answers to a message in another chat, told in words",
    "reply-target-not-here": "answers to a message that is not in the room, without a link to it",
    "revision-target-not-here": "edits of a message that is not in the room, told as a new message",
    "rest-refused": "long messages of which the network took the beginning only",
    "room-name-shortened": "names of the chat too long for a room, told in full as a notice",
    "said-late": "items that came to light late, said after what follows them",
    "said-in-matrix": "items that people said in Matrix, and that came back from the network",
    "sender-unknown": "items whose sender the source does not name, said by the bot",
    "sticker-as-file": "moving stickers, kept as files to download",
    "sticker-as-still-picture": "moving stickers, shown as still pictures",
    "target-of-another-account": "answers to a message whose number is known for another account only, without a link to it",
    "text-attached": "texts too long for messages, kept whole as an attached file",
    "text-cleaned": "control characters in texts, taken away or made visible",
    "thread-root-not-here": "items of a thread whose beginning is not in the room, shown outside it",
    "thread-within-thread": "items of a thread within a thread, shown outside it",
    "thumbnail-not-made": "pictures and films without a preview",
    "topic-as-notice": "descriptions of the chat too long for a room, told as a notice",
    "vote-not-shown": "votes in polls that are not in the room, are over, or were begun in Matrix",
    "votes-without-name": "votes in polls whose voters the source does not name, kept as results",
}
"""By code; a code that is not here speaks for itself."""


def losses(notes: Mapping[tuple[str, ...], int]) -> tuple[Loss, ...]:
    """The sum of all notes, given with how many items have them; what was lost most comes first."""
    counts: Counter[str] = Counter()
    for codes, items in notes.items():
        for note in codes:
            code, amount = parse(note)
            counts[code] += amount * items
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(Loss(code=code, count=count, words=words_for(code)) for code, count in ordered)


def parse(note: str) -> tuple[str, int]:
    """The code of a note and the number it tells: ``code:12``, or one for ``code`` and ``code: detail``."""
    code, _, rest = note.partition(":")
    return code, int(rest) if rest.isascii() and rest.isdigit() else 1


def words_for(code: str) -> str:
    """What a code means, for people."""
    return WORDS.get(code) or code.replace("-", " ")
