"""The chat's title, which stands in the name of the exported file, in the phone's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from bridge.sources.whatsapp.text.marks import INVISIBLE, comparable, folded, visible
from bridge.sources.whatsapp.text.phrases import is_you
from bridge.sources.whatsapp.text.words import LANGUAGES

_FURTHER = (
    "Chat WhatsApp s uživatelem {title}",
    "Chat WhatsApp s {title}",
    "Konverzace WhatsApp s uživatelem {title}",
    "WhatsApp-chatt med {title}",
    "WhatsApp-chat med {title}",
    "WhatsApp-samtale med {title}",
    "WhatsApp-keskustelu: {title}",
    "WhatsApp-keskustelu käyttäjän {title} kanssa",
    "Conversație WhatsApp cu {title}",
    "Chat WhatsApp cu {title}",
    "WhatsApp-beszélgetés {title}",
    "WhatsApp beszélgetés vele: {title}",
    "Συνομιλία WhatsApp με {title}",
    "Чат в WhatsApp с {title}",
    "WhatsApp čavrljanje s {title}",
    "WhatsApp razgovor s {title}",
    "Xat de WhatsApp amb {title}",
    "Cuộc trò chuyện WhatsApp với {title}",
    "Trò chuyện WhatsApp với {title}",
    "แชท WhatsApp กับ {title}",
    "צ'אט WhatsApp עם {title}",
    "צ׳אט WhatsApp עם {title}",
    "שיחת WhatsApp עם {title}",
    "گپ واتساپ با {title}",
    "گفتگوی واتساپ با {title}",
    "WhatsApp चैट {title}",
    "WhatsApp Chat with {title}",
)
_PHONE_CHAT_FILE = re.compile(r"_chat(?:[ _-]?\(?\d+\)?)?\.txt", re.IGNORECASE)
_COPY = re.compile(r"\s?\(\d{1,3}\)$")
_ENDINGS = (".txt", ".zip")
_OWN_CHAT = re.compile(r"(?P<name>.+) \((?P<you>[^()]+)\)")


def _pattern(template: str) -> re.Pattern[str]:
    before, _, after = comparable(template).partition("{title}")
    spaced = template.endswith(" {title}") or not before
    return re.compile(
        f"{re.escape(before.rstrip())}{' ' if before and spaced else ''}(?P<title>.+){re.escape(after)}".replace(
            r"\ ", " "
        )
    )


_PATTERNS = tuple(
    sorted(
        {template: _pattern(template) for language in LANGUAGES for template in language.files}.items()
        | {template: _pattern(template) for template in _FURTHER}.items(),
        key=lambda entry: (-len(entry[0]), entry[0]),
    )
)
"""The longest first, as it says most."""


def title_in(name: str) -> str | None:
    """The title in a file's or a folder's name; None when it is not a name that WhatsApp gives."""
    stem = PurePosixPath(name).name
    while stem.lower().endswith(_ENDINGS):
        stem = stem[:-4]
    stem = _COPY.sub("", visible(stem.replace("_", " ") if "WhatsApp_" in stem else stem)).strip()
    same = comparable(stem)
    if len(same) != len(stem):
        stem = same
    for _template, pattern in _PATTERNS:
        if found := pattern.fullmatch(same):
            return stem[found.start("title") : found.end("title")].strip(INVISIBLE + " ")
    return None


def is_phone_chat(name: str) -> bool:
    """Is it the one name that iPhones give to the text in their zip?"""
    return _PHONE_CHAT_FILE.fullmatch(PurePosixPath(name).name) is not None


def names_around(name: str, archive: str) -> Iterator[str]:
    """Where the title may stand, the nearest first: the file's name, its folders', the archive's."""
    path = PurePosixPath(name)
    yield path.name
    yield from (folder.name for folder in path.parents if folder.name)
    yield archive


def title_around(name: str, archive: str) -> str | None:
    """The title by the names of the file and of what it lies in."""
    return next((title for one in names_around(name, archive) if (title := title_in(one))), None)


def is_own_chat(title: str) -> bool:
    """Is it the chat of one person with themselves: ``Anna (You)``?"""
    found = _OWN_CHAT.fullmatch(title)
    return found is not None and is_you(found["you"])


def alike(one: str, other: str) -> bool:
    """Do two names mean the same, though a file's name cannot hold every character?"""
    return _letters(one) == _letters(other)


def _letters(name: str) -> str:
    return "".join(character for character in folded(name) if character.isalnum()) or folded(name)
