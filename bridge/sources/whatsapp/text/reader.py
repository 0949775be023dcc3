"""The reader of WhatsApp's "Export chat". What the format is, and how each part is carried over: ``docs/sources/whatsapp.md``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from bridge.errors import ArchiveError
from bridge.model.codec import Item
from bridge.model.ids import ChatId, Network
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.limits import KIB
from bridge.sources.whatsapp.text.chat import Opened, opened
from bridge.sources.whatsapp.text.entries import entries
from bridge.sources.whatsapp.text.history import History
from bridge.sources.whatsapp.text.layout import exports
from bridge.sources.whatsapp.text.moments import Moments
from bridge.sources.whatsapp.text.people import People
from bridge.sources.whatsapp.text.spoken import Scene
from bridge.sources.whatsapp.text.survey import lines_of

_OFTEN = 3
_LONGEST_CARD = 256 * KIB
_MOST_LOOKED_AT = 200


class ChatExport(Reader):
    """WhatsApp's text, from Android or an iPhone, in any language, with or without the media."""

    name: ClassVar[str] = "whatsapp-chat-export"
    network: ClassVar[Network] = Network("whatsapp")
    title: ClassVar[str] = "WhatsApp chat export (.txt or .zip)"
    guide: ClassVar[Guide] = Guide(
        network="WhatsApp",
        export="on the phone: open the chat → its name or ⋮ → Export chat → with media",
        kept="texts with their formatting, files, voice messages, stickers, polls, places, contacts, who came and went",
        lost="answers, reactions, forwards, ids and the time zone; phones write at most 40,000 messages, "
        "or 10,000 with media; Android writes no seconds",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a text file whose lines begin as WhatsApp's do?"""
        return bool(exports(archive, _MOST_LOOKED_AT))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Each chat in the archive. Raises :class:`Undecided` when nothing tells which number of a date is the month."""
        names = exports(archive)
        if not names:
            raise ArchiveError(f"{archive.path}: there is no chat exported from WhatsApp in it.")
        people = People(self.network)
        seen: dict[ChatId, str] = {}
        for name in names:
            found = opened(archive, name, hints, self.network)
            twin = seen.setdefault(found.chat.id, name)
            if twin != name:
                raise ArchiveError(f"{archive.path}: {twin} and {name} are the same chat; give one of them at a time.")
            yield from _items(archive, found, hints, people)


def _items(archive: Archive, found: Opened, hints: Hints, people: People) -> Iterator[Item]:
    cast = found.cast(people)
    on_iphone = found.overview.form.frame in {"[", ":"}
    often = frozenset(phrase for phrase, count in found.survey.in_brackets.items() if count >= _OFTEN and " " in phrase)
    history = History(
        chat=found.chat,
        cast=cast,
        scene=Scene(partial(archive.resolve, beside=found.name), cast.meet, often, on_iphone, partial(_text, archive)),
        moments=Moments(found.order, hints.timezone),
        splitter=found.survey.names.split_by(found.chat.title),
        group_name=found.group_name,
        announcing=frozenset(found.survey.announcing),
        on_iphone=on_iphone,
    )
    yield from history.items(entries(lines_of(archive, found.name), found.overview.form, archive.limits.string))


def _text(archive: Archive, name: str) -> str:
    """The beginning of a file that should be a contact's card; nothing when it cannot be read."""
    try:
        with archive.open_file(name) as stream:
            return stream.read(_LONGEST_CARD).decode(errors="replace")
    except ArchiveError:
        return ""
