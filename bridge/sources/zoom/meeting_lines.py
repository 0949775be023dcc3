"""The lines of a saved meeting chat: who said what to whom, at which time of day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

_LONGEST_LINE = 8000
_TIME = r"(?:(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[ T])?(?P<time>[0-9]{1,2}:[0-9]{2}:[0-9]{2})(?P<half> ?[AaPp][Mm])?"
_PAIRS = (
    # How clients in other languages write "From … to …".
    ("From", "to"),
    ("Von", "an"),
    ("Von", "zu"),
    ("De", "à"),
    ("De", "a"),
    ("De", "para"),
    ("Da", "a"),
    ("Da", "per"),
    ("Van", "aan"),
    ("Van", "naar"),
    ("Från", "till"),
    ("Fra", "til"),
    ("Od", "do"),
    ("От", "к"),
    ("От", "до"),
    ("От", "кому"),
    ("От", "для"),
    ("Від", "до"),
    ("Kimden", "Kime"),
    ("Gönderen", "Alıcı"),
    ("Từ", "đến"),
    ("Dari", "ke"),
    ("来自", "发送至"),
    ("来自", "到"),
    ("从", "到"),
    ("從", "到"),
    ("來自", "到"),
    ("開始", "に"),
    ("開始", "終了"),
    ("送信元", "宛先"),
    ("시작", "받는 사람"),
    ("보낸 사람", "받는 사람"),
)
_FIRST = "|".join(dict.fromkeys(re.escape(first) for first, _ in _PAIRS))
_SECOND = {
    first: [form for one, second in _PAIRS if one == first for form in dict.fromkeys((second, second.capitalize()))]
    for first, _ in _PAIRS
}

_SAID = re.compile(rf"{_TIME}\s{{1,8}}(?P<first>{_FIRST})\s{{1,4}}(?P<rest>\S.*)", re.DOTALL)
_CLOUD = re.compile(rf"{_TIME}\t(?P<name>[^\t]{{1,300}}?):?\t(?P<text>.*)", re.DOTALL)
_PRIVATE = re.compile(
    r"\s*\((?:Direct Message|Privately|Private|Direktnachricht|Privat|Message direct|Privé|Mensaje directo|Privado|"
    r"Mensagem direta|Messaggio diretto|Privato|Direct bericht|Личное сообщение|私信|私聊|ダイレクトメッセージ|개인 메시지)\)\s*$",
    re.IGNORECASE,
)
_EVERYONE = frozenset(
    name.casefold()
    for name in (
        "Everyone",
        "Everyone in Meeting",
        "Everyone (in Waiting Room)",
        "Everyone in Waiting Room",
        "All panelists",
        "Panelists",
        "Hosts and panelists",
        "All panelists and attendees",
        "Alle",
        "Jeder",
        "Alle Teilnehmer",
        "Tout le monde",
        "Tous",
        "Todos",
        "Todo el mundo",
        "Tutti",
        "Iedereen",
        "Alla",
        "Wszyscy",
        "Все",
        "всем",
        "Всех",
        "Усі",
        "Herkes",
        "Mọi người",
        "Semua Orang",
        "Semua",
        "所有人",
        "每个人",
        "全員",
        "모두",
    )
)


@dataclass
class Said:
    """One entry. ``to`` is None when everyone is meant; ``line`` counts from 1."""

    line: int
    date: str | None
    time: timedelta
    name: str
    to: str | None
    text: list[str] = field(default_factory=list)
    counted: bool = False
    """The time counts from the recording's begin."""

    @property
    def plain(self) -> str:
        return "\n".join(self.text).strip("\n\r ")


@dataclass(frozen=True)
class Odd:
    """A line that belongs to no entry."""

    line: int
    text: str


def begins_entry(line: str) -> bool:
    """Does a line begin as entries do?"""
    return len(line) <= _LONGEST_LINE and _entry(line, 1) is not None


def read(lines: Iterable[str]) -> Iterator[Said | Odd]:
    """Entry by entry; indented lines belong to the one before them."""
    current: Said | None = None
    for number, line in enumerate(lines, start=1):
        found = _entry(line, number) if line[:1].isdigit() and len(line) <= _LONGEST_LINE else None
        if found is not None:
            if current is not None:
                yield current
            current = found
        elif current is not None:
            current.text.append(line.removeprefix("\t"))
        elif line.strip():
            yield Odd(number, line)
    if current is not None:
        yield current


def _entry(line: str, number: int) -> Said | None:
    if found := _SAID.fullmatch(line):
        time = _time(found)
        parted = _parted(found["first"], found["rest"]) if time is not None else None
        if time is None or parted is None:
            return None
        name, to, text = parted
        return Said(number, found["date"], time, name, to, [text] if text else [])
    if found := _CLOUD.fullmatch(line):
        time = _time(found)
        if time is not None:
            return Said(number, found["date"], time, found["name"].strip(), None, [found["text"]], counted=True)
    return None


def _parted(first: str, rest: str) -> tuple[str, str | None, str] | None:
    """``Anna to Everyone: text`` in its parts. Names may hold colons; between name and text stands `` : `` or ``:``."""
    for end in _ends(rest):
        head, text = rest[:end].strip(), rest[end + 1 :].strip()
        for second in _SECOND[first]:
            name, between, to = head.rpartition(f" {second} ")
            if between and name.strip() and to.strip():
                return name.strip(), _addressee(to.strip()), text
        if head and rest[max(0, end - 1)] == " ":
            return head, None, text
    return None


def _ends(rest: str) -> list[int]:
    """Where the head may end: at the last colon of a line that ends with one, else at the first few."""
    stripped = rest.rstrip()
    if stripped.endswith(":"):
        return [len(stripped) - 1]
    return [place for place, character in enumerate(rest[:600]) if character == ":"][:6]


def _addressee(to: str) -> str | None:
    private = _PRIVATE.search(to)
    name = _PRIVATE.sub("", to).strip()
    return None if not private and name.casefold() in _EVERYONE else name or None


def _time(found: re.Match[str]) -> timedelta | None:
    hours, minutes, seconds = (int(part) for part in found["time"].split(":"))
    half = (found["half"] or "").strip().lower()
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    if hours > 99 or minutes > 59 or seconds > 59:
        return None
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
