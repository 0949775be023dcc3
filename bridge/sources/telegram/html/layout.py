"""Which pages are which chat: one export, several of the same chat side by side, or an account with all its chats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from bridge.errors import ArchiveError
from bridge.model.chat import ChatKind
from bridge.sources.archive import Archive
from bridge.sources.telegram.html.beside import path_from
from bridge.sources.telegram.html.elements import Element
from bridge.sources.telegram.html.kinds import LISTED
from bridge.sources.telegram.html.pages import Page, entries, page_after, page_at

_PAGE = re.compile(r"messages([1-9]\d{0,6})?\.html", re.ASCII | re.IGNORECASE)
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_ENTRY = '<a class="entry '
_LISTS = ("lists/chats.html", "lists/left_chats.html")
_CHATS = frozenset({"chats", "left_chats"})
_ATTACHED = frozenset({"files", "video_files", "voice_messages", "contacts"})
_DELETED = frozenset({"Deleted Account", "Deleted Group", "Deleted Channel", "Deleted"})


@dataclass(frozen=True)
class Folder:
    """The pages of one export of a chat, in order."""

    name: str
    pages: Sequence[str]
    missing: Sequence[str] = ()
    """Pages that should be there."""


@dataclass(frozen=True)
class Layout:
    """One chat: its title, and its exports by the names of their folders."""

    title: str
    folders: Sequence[Folder]
    twin: int = 1
    """Its place among the chats of this title in one account."""
    listed: ChatKind | None = None
    only_outgoing: bool = False
    """Does the list say that it holds the exporter's own messages only?"""


@dataclass(frozen=True)
class _Listed:
    kind: ChatKind | None
    only_outgoing: bool


@dataclass
class _Gathering:
    folders: list[Folder] = field(default_factory=list)
    listed: _Listed = field(default_factory=lambda: _Listed(None, only_outgoing=False))


def is_there(archive: Archive, most: int = 20) -> bool:
    """Does a page of Telegram Desktop lie in the archive? Looks into few files."""
    try:
        names = [name for name in archive.find("messages*.html") if _number(name) is not None][:most]
    except ArchiveError:  # two names for one file: no export of ours
        return False
    return any(page_at(archive, name) for name in names)


def layouts(archive: Archive) -> Iterator[Layout]:
    """The chats of an archive, in the order of their folders."""
    gathered: dict[tuple[str, int], _Gathering] = {}
    twins: dict[str, int] = {}
    listed = _listed(archive)
    for folder, title in _folders(archive):
        in_account = PurePosixPath(folder.name).parent.name in _CHATS
        if in_account:
            twins[title] = twins.get(title, 0) + 1
        gathering = gathered.setdefault((title, twins.get(title, 1) if in_account else 0), _Gathering())
        gathering.folders.append(folder)
        gathering.listed = listed.get(folder.name, gathering.listed)
    for (title, twin), gathering in gathered.items():
        said = gathering.listed
        yield Layout(title, tuple(gathering.folders), twin or 1, said.kind, said.only_outgoing)


def is_nameless(title: str) -> bool:
    """Is this what stands in place of a title that the network no longer has?"""
    return not title or title in _DELETED


def _folders(archive: Archive) -> Iterator[tuple[Folder, str]]:
    by_folder: dict[str, dict[int, str]] = {}
    for name in archive.find("messages*.html"):
        number, folder = _number(name), PurePosixPath(name).parent
        if number is not None and folder.name not in _ATTACHED:
            by_folder.setdefault(folder.as_posix(), {})[number] = name
    for folder_name in sorted(by_folder):
        pages = _completed(archive, folder_name, by_folder[folder_name])
        first = next((page for _, name in sorted(pages.items()) if (page := page_at(archive, name))), None)
        if first is not None:
            yield _folder(archive, folder_name, pages), _title(archive, folder_name, first)


def _title(archive: Archive, folder: str, page: Page) -> str:
    """A chat's title without the month that stands in it when its folder is called so."""
    month = PurePosixPath(folder).name or archive.path.stem
    return page.title.removesuffix(f" ({month})").strip() if _MONTH.fullmatch(month) else page.title


def _completed(archive: Archive, folder: str, pages: Mapping[int, str]) -> dict[int, str]:
    """With the pages that lie beside the one that was given alone."""
    found = dict(pages)
    for number in (min(pages) - 1, max(pages) + 1):
        step = -1 if number < min(pages) else 1
        at = number
        while at >= 1 and archive.exists(name := _name(folder, at)):
            found[at] = name
            at += step
    return found


def _folder(archive: Archive, folder: str, pages: Mapping[int, str]) -> Folder:
    last = max(pages)
    missing = [_name(folder, number) for number in range(1, min(last, 100_000)) if number not in pages]
    following = page_after(archive, pages[last])
    if following and not archive.exists(path_from(folder, following)):
        missing.append(following)
    return Folder(folder, tuple(pages[number] for number in sorted(pages)), tuple(missing))


def _name(folder: str, number: int) -> str:
    name = "messages.html" if number == 1 else f"messages{number}.html"
    return name if folder == "." else f"{folder}/{name}"


def _number(name: str) -> int | None:
    found = _PAGE.fullmatch(PurePosixPath(name).name)
    return int(found[1] or 1) if found else None


def _listed(archive: Archive) -> Mapping[str, _Listed]:
    """What an account's lists say of each chat's folder."""
    said: dict[str, _Listed] = {}
    for pattern in _LISTS:
        for name in archive.find(pattern):
            for entry in entries(archive, name, _ENTRY):
                said.update(_of_entry(archive, name, entry))
    return said


def _of_entry(archive: Archive, name: str, entry: Element) -> Mapping[str, _Listed]:
    path = entry.attribute("href").partition("#")[0]
    page = path_from(PurePosixPath(name).parent.as_posix(), path)
    if not path or not archive.exists(page):
        return {}
    kind, count = entry.first("info"), entry.first("details_entry")
    outgoing = count is not None and "outgoing" in count.words()
    return {PurePosixPath(page).parent.as_posix(): _Listed(LISTED.get(kind.words() if kind else ""), outgoing)}
