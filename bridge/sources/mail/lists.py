"""Which mailing list a mailbox file belongs to: as its mails say, else as it is called."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from bridge.model.chat import Chat, ChatKind
from bridge.model.ids import ChatId, Network
from bridge.sources.archive import Archive
from bridge.sources.limits import KIB
from bridge.sources.loose_values import digest
from bridge.sources.mail.headers import without_codes

MAIL = Network("email")
_LOOK = 64 * KIB
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_LIST_ID = re.compile(rb"^List-Id:((?:[^\r\n]|\r?\n[ \t]){1,400})", re.IGNORECASE | re.MULTILINE)
_LIST_NAME = re.compile(r"(.{0,300}?)<\s*([A-Za-z0-9._-]{1,200})\s*>\s*|([A-Za-z0-9_-]{1,60}\.[A-Za-z0-9._-]{1,140})")
_MAIL = re.compile(rb"^From ", re.MULTILINE)
_PERIOD = re.compile(
    rf"(?P<year>[12][0-9]{{3}})(?:[-_. ]?(?P<month>{'|'.join(_MONTHS)}|q[1-4]|[01][0-9])|-Week-of-Mon-(?P<week>[0-9]{{8}}))?",
    re.IGNORECASE,
)
_ANY_NAME = frozenset({"topics", "mbox", "messages", "archive", "input", "export", "mail"})
"""Names that programs give to every mailbox."""
_ENDING = re.compile(r"\.(?:mbox|mbx|txt|gz|mail)$", re.IGNORECASE)


def chat_of(archive: Archive, name: str) -> Chat:
    """The list as a chat. Months of one list are one chat."""
    with archive.open_file(name) as stream:
        found = _the_list(stream.read(_LOOK))
    if found:
        number, words = found
        title = without_codes(words).strip(' "') or number.partition(".")[0]
        return Chat(network=MAIL, id=ChatId(f"list:{number}"), kind=ChatKind.GROUP, title=title)
    title = _title(archive, name)
    return Chat(network=MAIL, id=ChatId(f"title:{_short(title)}"), kind=ChatKind.GROUP, title=title)


def _the_list(beginning: bytes) -> tuple[str, str] | None:
    """The list's id and its words, when most mails name one, and no mail another: else it is somebody's whole mail."""
    fields = (" ".join(raw.decode("utf-8", "replace").split()) for raw in _LIST_ID.findall(beginning))
    said = [found for field in fields if (found := _LIST_NAME.fullmatch(field))]
    numbers = {(found[2] or found[3]).lower() for found in said}
    if len(numbers) != 1 or 2 * len(said) < len(_MAIL.findall(beginning)):
        return None
    return numbers.pop(), said[0][1] or ""


def in_order(names: list[str]) -> list[str]:
    """Months in the order of the calendar, other files in that of their names."""
    return sorted(names, key=lambda name: (PurePosixPath(name).parent.as_posix(), _period(_stem(name)), name))


def _title(archive: Archive, name: str) -> str:
    stem = _stem(name)
    if not _PERIOD.fullmatch(stem) and stem.lower() not in _ANY_NAME:
        return stem
    parent = PurePosixPath(name).parent.name
    return _stem(parent) or _stem(archive.path.name) or "Mail"


def _stem(name: str) -> str:
    stem = PurePosixPath(name).name
    while shorter := _ENDING.sub("", stem):
        if shorter == stem:
            break
        stem = shorter
    return stem


def _period(stem: str) -> tuple[str, int]:
    found = _PERIOD.fullmatch(stem)
    if found is None:
        return "", 0
    month = (found["month"] or "").lower()
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month.lstrip("q") or 0)
    return found["year"], int(found["week"] or 0) or number


def _short(title: str) -> str:
    folded = " ".join(title.casefold().split())
    return folded if len(folded) <= 200 else digest(folded)
