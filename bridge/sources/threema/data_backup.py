"""The reader of Threema's data backup for Android. How it is made: ``docs/sources/threema.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from bridge.errors import ArchiveError
from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.codec import Item
from bridge.model.content import Poll
from bridge.model.ids import ChatId, MediaId, Network
from bridge.model.media import Media, MediaKind, MediaState
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.local_text import beginning
from bridge.sources.threema.ballots import polls
from bridge.sources.threema.bodies import Bodies
from bridge.sources.threema.files import Files
from bridge.sources.threema.history import History
from bridge.sources.threema.identities import UNKNOWN_SELF, Identities, identities
from bridge.sources.threema.reactions import Given, given
from bridge.sources.threema.tables import Row, rows, table

THREEMA = Network("threema")
_LONGEST_PASSWORD = 4096
_UNKNOWN_SELF = (
    "the backup does not say whose it is: keep its file name (threema-backup_<identity>_…), "
    "or messages of other people's backups are not known to be the same"
)


class ThreemaBackup(Reader):
    """Threema for Android: the data backup of all chats, as the zip that it is, or unpacked."""

    name: ClassVar[str] = "threema-backup"
    network: ClassVar[Network] = THREEMA
    title: ClassVar[str] = "Threema data backup (Android zip)"
    guide: ClassVar[Guide | None] = Guide(
        network="Threema",
        export="on Android: ⋮ → Backups → Data backup, with media; give the zip, and its password in a file with --key-file",
        kept="texts, files, places, polls with votes, quotes, reactions, edits, calls, what happened in groups; identities",
        lost="earlier versions of edited messages, deleted messages, and files that were never downloaded",
    )

    def identify(self, archive: Archive) -> bool:
        """Are there contacts, and messages beside them, under Threema's names?"""
        contacts = archive.find("contacts.csv")
        if not contacts or not (_tables(archive) or archive.find("settings") or archive.find("identity")):
            return False
        return archive.locked or b"identity" in beginning(archive, contacts[0], 1024)

    def unlock(self, archive: Archive, hints: Hints) -> None:
        """With the password in the key file."""
        unlock(archive, hints)

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Chat by chat: contacts, then groups, then distribution lists."""
        unlock(archive, hints)
        if not archive.find("contacts.csv"):
            raise ArchiveError(f"{archive.path}: there is no contacts.csv of Threema's in it.")
        backup = _Backup(archive, identities(archive, hints.own_name), polls(archive), given(archive))
        yield from backup.items()


def unlock(archive: Archive, hints: Hints) -> None:
    """Opens a backup with the password that the key file holds; also for whoever fetches its files later."""
    if not archive.locked:
        return
    if hints.key_file is None:
        raise ArchiveError(f"{archive.path} is sealed with a password: give a file that holds it with --key-file.")
    try:
        with hints.key_file.open("rb") as stream:
            password = stream.read(_LONGEST_PASSWORD).removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")
    except OSError as error:
        raise ArchiveError(f"The key file cannot be read: {error.strerror}.") from error
    archive.unlock(password)


@dataclass(frozen=True)
class _Backup:
    archive: Archive
    people: Identities
    polls: Mapping[str, Poll]
    given: Mapping[str, list[Given]]

    def items(self) -> Iterator[Item]:
        for name in self.archive.find("message_*.csv"):
            number = _suffix(name, "message_")
            identity = self.people.by_file.get(number, number)
            yield from self._chat(name, "message", self._direct(identity), identity)
        groups = _by_file(self.archive, "groups", "group_uid")
        for name in self.archive.find("group_message_*.csv"):
            number = _suffix(name, "group_message_")
            yield from self._chat(name, "group_message", self._group(number, groups.get(number.casefold(), {})), "")
        lists = _by_file(self.archive, "distribution_list", "id")
        for name in self.archive.find("distribution_list_message_*.csv"):
            number = _suffix(name, "distribution_list_message_")
            row = lists.get(number.casefold(), {})
            chat = self._made(f"list:{number}", ChatKind.CHANNEL, row.get("distribution_list_name", ""))
            yield from self._chat(name, "distribution_list_message", chat, "")

    def _chat(self, name: str, prefix: str, chat: Chat, other: str) -> Iterator[Item]:
        any_media = bool(self.archive.find("*message_media_*"))
        thumbnails = "distribution_list" if prefix.startswith("distribution") else prefix
        files = Files(self.archive, name, prefix, thumbnails, any_media)
        history = History(chat, self.people, Bodies(self.people, self.polls, files), self.given, other)
        yield from history.items(rows(self.archive, name))

    def _direct(self, identity: str) -> Chat:
        own = self.people.own
        both = f"contact:{identity}" if own == UNKNOWN_SELF else "+".join(sorted((own, identity)))
        return self._made(both, ChatKind.DIRECT, self.people.name(identity) or "")

    def _group(self, number: str, row: Row) -> Chat:
        chat = f"group:{row['creator']}:{row['id']}" if row.get("creator") and row.get("id") else f"group:{number}"
        made = self._made(chat, ChatKind.GROUP, row.get("groupname", ""))
        picture = self.archive.find(f"group_avatar_{number}") if number.replace("-", "").isalnum() else ()
        avatar = (
            Media(kind=MediaKind.IMAGE, state=MediaState.PRESENT, reference=MediaId(picture[0])) if picture else None
        )
        return Chat(
            network=made.network, id=made.id, kind=made.kind, title=made.title, warnings=made.warnings,
            description=row.get("groupdesc") or row.get("group_desc") or None, avatar=avatar,
        )  # fmt: skip

    def _made(self, chat: str, kind: ChatKind, title: str) -> Chat:
        return Chat(
            network=THREEMA,
            id=ChatId(chat),
            kind=kind,
            title=title or None,
            numbering=Numbering.ACCOUNT if kind is ChatKind.CHANNEL else Numbering.NETWORK,
            warnings=(_UNKNOWN_SELF,) if self.people.own == UNKNOWN_SELF else (),
        )


def _by_file(archive: Archive, name: str, column: str) -> Mapping[str, Row]:
    """Rows by the name of the file that belongs to them: a number in new backups, id and creator in old ones."""
    found: dict[str, Row] = {}
    for row in table(archive, name):
        found[f"{row.get('id', '')}-{row.get('creator', '')}".casefold()] = row
        found[row.get(column, "").casefold()] = row
    return found


def _tables(archive: Archive) -> bool:
    return bool(archive.find("message_*.csv") or archive.find("group_message_*.csv"))


def _suffix(name: str, prefix: str) -> str:
    return name.rpartition("/")[2].removeprefix(prefix).removesuffix(".csv")
