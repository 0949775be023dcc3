"""The first look at a whole file: which of its lines are headers, in which order its dates are, and who speaks.

It is read line by line and nothing of it is kept but counts, so that the second look, which makes the items, knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bridge.sources.archive import Archive
from bridge.sources.lines import byte_lines
from bridge.sources.whatsapp.text.date_order import DateEvidence
from bridge.sources.whatsapp.text.files import left_out
from bridge.sources.whatsapp.text.header import Form, Header, header
from bridge.sources.whatsapp.text.marks import is_marked, visible
from bridge.sources.whatsapp.text.names import SEPARATOR, Names, is_open, shown_name
from bridge.sources.whatsapp.text.phrases import is_deleted_by_you, said
from bridge.sources.whatsapp.text.system_lines import GROUP_EVENTS, Line, recognised
from bridge.sources.whatsapp.text.words.language import Event

_MOST_FORMS = 200
_MOST_PHRASES = 1000
_LONGEST_SYSTEM_LINE = 400
_FIRST_EVENTS = {Event.ENCRYPTION, Event.CREATED}
"""A chat begins so, and nobody says it of themselves."""
BROKEN = "\ufffd"


@dataclass
class Survey:
    """What was seen of the lines with headers of one form."""

    headers: int = 0
    dates: DateEvidence = field(default_factory=DateEvidence)
    names: Names = field(default_factory=Names)
    speaking: set[str] = field(default_factory=set)
    """Senders, as shown, who said something of their own."""
    announcing: set[str] = field(default_factory=set)
    """On iPhones, those in whose name system lines stand: the group itself, or the other in a direct chat."""
    exporters: set[str] = field(default_factory=set)
    """Who deleted a message of "yours"."""
    languages: set[str] = field(default_factory=set)
    in_brackets: dict[str, int] = field(default_factory=dict)
    """``<Media omitted>`` in any language: how often."""
    unknown_lines: int = 0
    """System lines that no table knows."""
    group: bool = False
    """Something happened that happens in groups only."""
    title: str | None = None
    """By the last line that tells one."""
    strange: dict[str, int] = field(default_factory=dict)
    """Unknown words beside times."""

    def note(self, head: Header, line: str) -> None:
        """One more line with a header."""
        self.headers += 1
        self.dates.note(head, line)
        if head.strange:
            _count(self.strange, head.strange)
        rest = line[head.end :]
        self.names.note(rest)
        raw, found, text = rest.partition(SEPARATOR)
        if not found or is_open(raw):
            self._system_line(rest)
        elif is_marked(text):
            self._marked(shown_name(raw), text)
        elif head.form.frame == "-" or not self._announced(shown_name(raw), text):
            self._said(shown_name(raw), text)

    def _announced(self, sender: str, text: str) -> bool:
        """A system line of an iPhone whose mark was lost, in the name of somebody who never said a word of their own."""
        if sender in self.speaking or len(text) > _LONGEST_SYSTEM_LINE:
            return False
        line = recognised(text)
        if line is None or (sender not in self.announcing and line.event not in _FIRST_EVENTS):
            return False
        self.announcing.add(sender)
        self._noted(line)
        return True

    def _said(self, sender: str, text: str) -> None:
        if text.startswith("<") and len(text) < 80:
            _count(self.in_brackets, text)
        if len(text) < 80 and is_deleted_by_you(visible(text)):
            self.exporters.add(sender)
        self.speaking.add(sender)

    def _marked(self, sender: str, text: str) -> None:
        seen = visible(text)
        if is_deleted_by_you(seen):
            self.exporters.add(sender)
        line = None if len(text) > _LONGEST_SYSTEM_LINE or is_message(text) else recognised(seen)
        if line is None:
            self.speaking.add(sender)
            return
        self.announcing.add(sender)
        self._noted(line)

    def _system_line(self, rest: str) -> None:
        if len(rest) > _LONGEST_SYSTEM_LINE:
            return
        line = recognised(rest)
        if line is None:
            self.unknown_lines += 1
        else:
            self._noted(line)

    def _noted(self, line: Line) -> None:
        self.languages.add(line.language)
        if line.event in GROUP_EVENTS:
            self.group = True
        if line.event in {Event.CREATED, Event.SUBJECT} and line.title:
            self.title = line.title


def is_message(marked: str) -> bool:
    """Does WhatsApp say this in place of a message, rather than of the chat?"""
    seen = visible(marked).strip()
    return seen.startswith("<") or said(seen) is not None or left_out(marked.partition("\n")[0]) is not None


@dataclass(frozen=True)
class Overview:
    """What the whole file told: the form that most of its headers have, and what was seen of them."""

    form: Form
    survey: Survey
    other_headers: int
    """Lines that look like headers in another form: most likely quoted from elsewhere."""
    broken_lines: int
    """Lines with bytes that are not UTF-8."""


def lines_of(archive: Archive, name: str) -> Iterator[str]:
    """A file's lines. Bytes that are no text become U+FFFD."""
    for line in byte_lines(archive, name):
        yield line.decode(errors="replace")


def surveyed(lines: Iterable[str]) -> Overview | None:
    """Looks at all lines once; None when there is not one header among them."""
    forms: dict[Form, Survey] = {}
    broken = 0
    for line in lines:
        if BROKEN in line:
            broken += 1
        head = header(line)
        if head is None:
            continue
        survey = forms.get(head.form)
        if survey is None:
            if len(forms) >= _MOST_FORMS:
                continue
            survey = forms[head.form] = Survey()
        survey.note(head, line)
    if not forms:
        return None
    form = max(forms, key=lambda one: forms[one].headers)
    others = sum(survey.headers for survey in forms.values()) - forms[form].headers
    return Overview(form, forms[form], others, broken)


def _count(counts: dict[str, int], value: str) -> None:
    if value in counts or len(counts) < _MOST_PHRASES:
        counts[value] = counts.get(value, 0) + 1
