"""One file of LINE's as entries: a day's line, then a time, a name and a text for each message."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from bridge.sources.hints import DateOrder
from bridge.sources.line import dates, words
from bridge.sources.transcript import Entry, assembled

_TABBED = re.compile(rf"{dates.TIME}\t(?P<rest>.*)", re.DOTALL)
_SPACED = re.compile(rf"{dates.TIME} (?P<rest>.*)", re.DOTALL)
_OFTEN = 3
_LONGEST_TITLE = 400
_MOST_NAMES = 10_000
_TITLES = tuple(
    re.compile(pattern)
    for pattern in (
        r"Chat history (?:with|in) (?P<title>.+)",
        r"(?P<title>.+?)(?:との|の)トーク履歴",
        r"[與与]\s?(?P<title>.+?)\s?的(?:聊天|對話)(?:記錄|紀錄|记录)",
        r"(?P<title>.+?)\s?的(?:聊天|對話)(?:記錄|紀錄|记录)",
        r"(?P<title>.+?)\s?(?:님과의|님과|와의|과의) (?:대화|채팅).*",
        r"ประวัติ(?:การ)?(?:สนทนา|แชท)(?:กับ|ใน)\s?(?P<title>.+)",
        r"Historial (?:del|de) chat con (?P<title>.+)",
        r"Riwayat (?:obrolan|chat|percakapan) (?:dengan|di) (?P<title>.+)",
        r"(?P<title>.+)",
    )
)


def title_of(first_line: str) -> str | None:
    """The chat's name out of the first line; None when it is not such a line."""
    if not first_line.startswith("[LINE]"):
        return None
    said = first_line[:_LONGEST_TITLE].removeprefix("[LINE]").strip()
    return next((match["title"] for pattern in _TITLES if (match := pattern.fullmatch(said))), None)


class Grammar:
    """How one file is written: which number of a date is the day, whether tabs stand between what belongs to a message,
    and where they do not, which names have spaces in them.
    """

    def __init__(self, order: DateOrder, *, tabbed: bool, names: Sequence[str] = ()) -> None:
        self._order = order
        self._tabbed_file = tabbed
        self._names = sorted(names, key=len, reverse=True)
        self._day: date | None = None
        self._blank = True

    def entries(self, lines: Iterable[str], longest: int) -> Iterator[Entry]:
        """What was said, and what happened. The lines before the first day are the file's head."""
        self._day, self._blank = None, True
        for entry in assembled(iter(lines), self._parse, longest):
            yield Entry(entry.local, entry.sender, unquoted(entry.text))

    def _parse(self, line: str, before: Entry | None) -> Entry | bool:
        after_blank, self._blank = self._blank, not line.strip()
        if day := dates.day(line):
            if before and not after_blank and _is_open(before.text):
                return False
            self._day = day.on(self._order) or self._day
            return True
        if self._day is None:
            return True
        if match := _TABBED.fullmatch(line):
            return self._tabbed(match)
        spaced = None if self._tabbed_file else _SPACED.fullmatch(line)
        return self._spaced(spaced) if spaced else False

    def _tabbed(self, match: re.Match[str]) -> Entry:
        name, tab, text = match["rest"].partition("\t")
        local = dates.moment(self._day, match)
        if not tab or not name:
            return Entry(local, None, text if tab else name)
        return Entry(local, name, text)

    def _spaced(self, match: re.Match[str]) -> Entry | bool:
        local, rest = dates.moment(self._day, match), match["rest"]
        if local is None:
            return False
        if words.is_notice(rest):
            return Entry(local, None, rest)
        name = next((name for name in self._names if rest.startswith(f"{name} ")), None)
        if name is None:
            name, space, _text = rest.partition(" ")
            if not space:
                return Entry(local, None, rest)
        return Entry(local, name, rest[len(name) + 1 :])


def is_tabbed(line: str) -> bool:
    """Do tabs stand between a message's time, name and text?"""
    return bool(_TABBED.fullmatch(line))


def names_with_spaces(lines: Iterable[str]) -> Sequence[str]:
    """Names of which each line that begins with their first word has the others too; only where there are no tabs."""
    after: dict[str, Counter[str]] = {}
    for line in lines:
        match = _SPACED.fullmatch(line)
        if match and len(after) < _MOST_NAMES and "\t" not in line:
            first, _, rest = match["rest"].partition(" ")
            second, space, _text = rest.partition(" ")
            known = after.setdefault(first, Counter())
            if len(known) < _OFTEN:
                known[second if space else ""] += 1
    return [f"{first} {second}" for first, seconds in after.items() for second in _certain(seconds)]


def _certain(seconds: Counter[str]) -> Sequence[str]:
    ((second, count), *others) = seconds.most_common()
    certain = not others and count >= _OFTEN and second and not words.is_placeholder(second)
    return [second] if certain else []


def unquoted(text: str) -> str:
    """A text of several lines stands in quotation marks, and those within it are doubled."""
    if "\n" not in text or not text.startswith('"'):
        return text
    inner = text[1:].removesuffix('"')
    return inner.replace('""', '"')


def _is_open(text: str) -> bool:
    return text.startswith('"')
