"""The reader of mailing lists' archives. How each part of a mail is carried over: ``docs/sources/mail.md``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import ClassVar

from bridge.model.codec import Item
from bridge.model.ids import ChatId, Network
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.mail.history import ListHistory
from bridge.sources.mail.lists import MAIL, chat_of, in_order
from bridge.sources.mail.mailbox import is_mailbox, mails

_NAME = re.compile(r"(?:.*\.(?:mbox|mbx|mail|txt)|mbox|[^.]+)(?:\.gz)?", re.IGNORECASE | re.DOTALL)
_RECORDS = (".json", ".jsonl", ".db", ".sqlite", ".bson")
_MOST_LOOKED_AT = 30


class Mbox(Reader):
    """Mailing lists: one mailbox file, or a folder with a file for each month or list."""

    name: ClassVar[str] = "mbox"
    network: ClassVar[Network] = MAIL
    title: ClassVar[str] = "mailing list archive (mbox)"
    guide: ClassVar[Guide | None] = Guide(
        network="Mailing lists",
        export="the list's archive as mbox: Mailman → archive → “Gzip'd Text” or “Download”; Google Groups → "
        "takeout.google.com → Groups; or the mail program's mbox file of the list's folder",
        kept="mails with names, dates, subjects, threads and answers, quotes, formatting of HTML mails",
        lost="files inside of mails (their names are kept), who was a member when, what archives on the web leave out",
    )

    def identify(self, archive: Archive) -> bool:
        """Does a file begin as mailboxes do, with no other network's records above it?"""
        names = _candidates(archive)
        return any(is_mailbox(archive, name) for name in names[:_MOST_LOOKED_AT])

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """File by file; months of one list are one chat."""
        people = Acquaintances()
        histories: dict[ChatId, ListHistory] = {}
        for name in in_order([name for name in _candidates(archive) if is_mailbox(archive, name)]):
            chat = chat_of(archive, name)
            history = histories.get(chat.id)
            if history is None:
                history = histories[chat.id] = ListHistory(chat, people, hints)
                yield chat
            for mail in mails(archive, name):
                yield from history.items(mail)
        for history in histories.values():
            yield from history.closing()


def _candidates(archive: Archive) -> list[str]:
    """The shallowest first."""
    names = archive.names()
    taken = {PurePosixPath(name).parent for name in names if name.lower().endswith(_RECORDS)}
    free = (
        name
        for name in names
        if _NAME.fullmatch(PurePosixPath(name).name) and not (taken and taken & {*PurePosixPath(name).parents})
    )
    return sorted(free, key=lambda name: (name.count("/"), name))
