"""The chat itself: its title, its id, whether it is a group, and who made the export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from bridge.errors import ArchiveError
from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.ids import ChatId, Network
from bridge.sources.archive import Archive
from bridge.sources.hints import DateOrder, Hints
from bridge.sources.named_people import phone_digits, phone_id
from bridge.sources.wall_clock import NO_ZONE
from bridge.sources.whatsapp.text.date_order import decided
from bridge.sources.whatsapp.text.marks import folded
from bridge.sources.whatsapp.text.people import Cast, People
from bridge.sources.whatsapp.text.phrases import is_you
from bridge.sources.whatsapp.text.survey import Overview, Survey, lines_of, surveyed
from bridge.sources.whatsapp.text.titles import alike, is_own_chat, is_phone_chat, title_around

_MINUTE, _SECOND = 60_000, 1_000
_MOST_STRANGE = 3
_PHONE = re.compile(r"\+\d[\d\s().-]{5,22}\d")


@dataclass(frozen=True)
class Opened:
    """A file that was looked at from beginning to end, and can now be read."""

    name: str
    chat: Chat
    overview: Overview
    order: DateOrder
    own: str | None
    group_name: str | None
    """In whose name system lines stand on an iPhone, when that is the group's."""

    @property
    def survey(self) -> Survey:
        """What was seen of the lines with headers."""
        return self.overview.survey

    def cast(self, people: People) -> Cast:
        """The people of this chat."""
        return Cast(people, self.own, frozenset(self.survey.speaking))


def opened(archive: Archive, name: str, hints: Hints, network: Network) -> Opened:
    """Looks at a whole file. Raises :class:`Undecided`, and :class:`ArchiveError` for one without a message."""
    overview = surveyed(lines_of(archive, name))
    if overview is None:
        raise ArchiveError(f"{name} holds no message of WhatsApp.")
    survey = overview.survey
    order = decided(survey.dates, hints.date_order, survey.languages, name)
    said = title_around(name, archive.path.name)
    group_name = _group_name(survey, said)
    title = said or group_name or survey.title or _other(survey) or _by_people(survey) or _by_file(name)
    chat = Chat(
        network=network,
        id=ChatId(f"title:{_without_numbers(folded(title), network)}"),
        kind=_kind(survey, said, group_name),
        network_title="WhatsApp",
        title=title,
        numbering=Numbering.NONE,
        precision=_SECOND if overview.form.seconds else _MINUTE,
        warnings=tuple(_warnings(overview, hints)),
    )
    return Opened(name, chat, overview, order, _own_name(survey, chat, hints), group_name)


def _without_numbers(title: str, network: Network) -> str:
    """A chat with somebody who is in no address book is called by their number, which must not be told."""
    return _PHONE.sub(lambda found: phone_id(network, phone_digits(found[0]) or ""), title)


def _group_name(survey: Survey, said: str | None) -> str | None:
    """In whose name system lines stand: by the file's name the group, else whoever never says a word of their own."""
    named = [name for name in survey.announcing if said and survey.group and alike(name, said)]
    silent = named or sorted(survey.announcing - survey.speaking)
    return silent[0] if len(silent) == 1 and survey.group else None


def _speakers(survey: Survey, *without: str | None) -> list[str]:
    return sorted(name for name in survey.speaking if not is_you(name) and name not in without)


def _kind(survey: Survey, said: str | None, group_name: str | None) -> ChatKind:
    if said and is_own_chat(said):
        return ChatKind.SELF
    speakers = _speakers(survey, group_name)
    if survey.group or len(speakers) > 2:
        return ChatKind.GROUP
    # A group in a language that is not known here: its title is nobody's name, and there are lines without a sender.
    strange = said is not None and survey.unknown_lines and not any(_means(said, name) for name in speakers)
    return ChatKind.GROUP if strange else ChatKind.DIRECT


def _means(title: str, name: str) -> bool:
    return alike(name, title) or folded(title).startswith(folded(name))


def _own_name(survey: Survey, chat: Chat, hints: Hints) -> str | None:
    """The exporter: as told, or whoever deleted "your" messages, or who is not the other one in a direct chat."""
    if hints.own_name:
        return hints.own_name
    exporters = [name for name in survey.exporters if not is_you(name)]
    if len(exporters) == 1:
        return exporters[0]
    speakers = _speakers(survey)
    if chat.kind is ChatKind.DIRECT and len(speakers) == 2 and chat.title:
        others = [name for name in speakers if not _means(chat.title, name)]
        return others[0] if len(others) == 1 else None
    return None


def _other(survey: Survey) -> str | None:
    """On an iPhone, the notice of encryption in a direct chat stands in the other's name."""
    return min(survey.announcing) if len(survey.announcing) == 1 and not survey.group else None


def _by_people(survey: Survey) -> str | None:
    speakers = _speakers(survey)
    return " and ".join(speakers) if 0 < len(speakers) <= 2 and not survey.group else None


def _by_file(name: str) -> str:
    return "WhatsApp" if is_phone_chat(name) else PurePosixPath(name).stem


def _warnings(overview: Overview, hints: Hints) -> Iterator[str]:
    if hints.timezone is None:
        yield NO_ZONE
    if overview.other_headers:
        yield (
            "lines that look like the beginning of a message, but in another form than this file's, "
            f"as in quotations, were taken as text: {overview.other_headers:,}"
        )
    if overview.broken_lines:
        yield f"lines with bytes that are no text in UTF-8, in whose place a � stands: {overview.broken_lines:,}"
    if strange := overview.survey.strange:
        words = ", ".join(sorted(strange)[:_MOST_STRANGE])
        yield f"the words beside the times are not known ({words}): if they tell morning from evening, hours can be wrong"
