"""The reader of KakaoTalk's text export of one chat. How it is made: ``docs/sources/kakaotalk.md``."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import ClassVar

from bridge.errors import ArchiveError
from bridge.model.codec import Item
from bridge.model.ids import ChatId, Network
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.kakaotalk.history import CSV_HEAD, Grammar, is_message, rows, title_of
from bridge.sources.kakaotalk.words import understanding
from bridge.sources.local_text import first_lines, local_lines
from bridge.sources.named_people import NamedPeople
from bridge.sources.transcript import Entry, Format, transcribed

KAKAOTALK = Network("kakaotalk")
_MOST_LOOKED_AT = 200
_CSV_NAME = re.compile(r"KakaoTalk_Chats?_(?P<title>.+?)(?:_\d{4}-\d{2}-\d{2}.*)?")


@dataclass(frozen=True)
class History:
    """A file of KakaoTalk's. ``group``: whether it is one, if the file tells."""

    name: str
    title: str | None
    group: bool | None = None
    table: bool = False


class KakaoTalkText(Reader):
    """KakaoTalk: a text or CSV file of one chat."""

    name: ClassVar[str] = "kakaotalk-text"
    network: ClassVar[Network] = KAKAOTALK
    title: ClassVar[str] = "KakaoTalk chat (.txt, .csv)"
    guide: ClassVar[Guide | None] = Guide(
        network="KakaoTalk",
        export="in the chatroom: ≡ → ⚙ → Export chat messages (채팅방 설정 → 대화 내용 내보내기; on a computer: 대화 내용 저장)",
        kept="texts, who wrote them, to the minute (CSV: to the second); who came and went; that there was a photo or call",
        lost="nearly all files, the time zone, ids, what a message answers, reactions",
    )

    def identify(self, archive: Archive) -> bool:
        """Does a file begin as KakaoTalk's do?"""
        return bool(_histories(archive, _MOST_LOOKED_AT))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Each file is one chat."""
        histories = _histories(archive)
        if not histories:
            raise ArchiveError(f"{archive.path}: there is no chat of KakaoTalk's in it.")
        people, taken = NamedPeople(KAKAOTALK), set[ChatId]()
        for history in histories:
            understand = understanding(partial(archive.resolve, beside=history.name))
            yield from transcribed(
                Format(KAKAOTALK, "KakaoTalk", 1_000 if history.table else 60_000, understand),
                _entries(archive, history),
                people,
                hints,
                title=history.title,
                group=history.group,
                taken=taken,
            )


def _entries(archive: Archive, history: History) -> Callable[[], Iterator[Entry]]:
    def table() -> Iterator[Entry]:
        try:
            yield from rows(local_lines(archive, history.name))
        except csv.Error as error:
            raise ArchiveError(f"{history.name} is no sound CSV: {error}.") from error

    def text() -> Iterator[Entry]:
        return Grammar().entries(local_lines(archive, history.name), archive.limits.string)

    return table if history.table else text


def _histories(archive: Archive, most: int | None = None) -> Sequence[History]:
    names = [*archive.find("*.txt")[:most], *archive.find("*.csv")[:most]]
    return [history for name in names if (history := _history(archive, name))]


def _history(archive: Archive, name: str) -> History | None:
    lines = [line for line in first_lines(archive, name) if line.strip("\ufeff ")]
    if not lines:
        return None
    if lines[0].strip("\ufeff ") == CSV_HEAD:
        named = _CSV_NAME.fullmatch(PurePosixPath(name).stem)
        return History(name, named["title"] if named else None, table=True)
    if title := title_of(lines[0]):
        return History(name, *title)
    # A file whose first lines somebody has cut off.
    return History(name, None) if sum(map(is_message, lines[:5])) >= 2 and not name.endswith(".csv") else None
