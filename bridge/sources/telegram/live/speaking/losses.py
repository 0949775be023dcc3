"""What Telegram cannot take: stable codes, and their words for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LOSSES: Mapping[str, str] = MappingProxyType(
    {
        "answer": "what it answers is no longer on Telegram",
        "contact-as-text": "a contact without a phone number, written out",
        "contact-card": "the contact's card, which is too long or cannot be read",
        "emoji-reaction": "a reaction that Telegram does not have",
        "empty": "a message without anything visible in it",
        "file-missing": "the file, which is not there",
        "file-refused": "the file, which Telegram does not take",
        "formatting": "some formatting: Telegram takes a hundred pieces in one message",
        "link": "where a link leads, which Telegram does not allow",
        "live-location": "that a place was shared live",
        "location-as-text": "a place that is not on earth, written out",
        "mention": "who is mentioned, whom this account has not met",
        "one-reaction-only": "all reactions but the newest: this account may give one",
        "photo-as-file": "a picture that Telegram only takes as a file",
        "poll-as-text": "a poll that Telegram does not take, written out",
        "said-but-not-found": "where the message is: it was said, and is no longer among the newest",
        "sticker-as-file": "a sticker that Telegram only takes as a file",
        "sticker-as-photo": "a sticker that Telegram takes as a picture",
        "text-shortened": "the end of a title or description that is too long",
        "topic": "the topic or thread, which is not on Telegram",
        "video-message-as-video": "that a video is a round one",
        "voice-as-audio": "that a recording is a voice message",
    }
)
