"""Where the chats lie in a download, which has had many layouts, and of which of the two networks they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bridge.model.ids import Network
from bridge.sources.archive import Archive
from bridge.sources.limits import KIB
from bridge.sources.local_text import beginning

MESSENGER = Network("messenger")
INSTAGRAM = Network("instagram")

_PAGE = re.compile(r"message(?:_(?P<number>[0-9]{1,6}))?\.json", re.IGNORECASE)
_LOOK = 64 * KIB
_MOST_LOOKED_AT = 20
_SIGNS = tuple(
    tuple(re.compile(rb'"%b"\s*:' % key) for key in keys)
    for keys in (
        (b"sender_name", b"timestamp_ms"),
        (b"participants", b"messages", b"thread_path"),
        (b"participants", b"messages", b"threadName"),
        (b"senderName", b"timestamp", b"isUnsent"),
    )
)
"""Keys that stand together in no other network's files."""

_OF_INSTAGRAM = re.compile(
    rb"your_instagram_activity/|\"Instagram User\"|\"original_content_owner\"|\"profile_share_username\"|cdninstagram\.com"
)
_OF_MESSENGER = re.compile(rb"your_facebook_activity/|your_activity_across_facebook/|\"Facebook [Uu]ser\"|fbcdn\.net")
_INSTAGRAM_FOLDERS = frozenset({"your_instagram_activity", "followers_and_following", "connections"})


@dataclass(frozen=True)
class Thread:
    """The pages of one chat, newest first."""

    key: str
    """The chat's folder, or its file: ``gardenclub_1234567890``."""
    pages: Sequence[str]


def network_of(archive: Archive) -> Network | None:
    """Whose download it is; None: nobody's. When nothing tells, Messenger's."""
    candidates = _pages(archive) or archive.find("*.json")[:_MOST_LOOKED_AT]
    for name in candidates[:_MOST_LOOKED_AT]:
        sample = beginning(archive, name, _LOOK)
        if _is_chat(sample):
            return _network(archive, sample)
    return None


def threads(archive: Archive) -> list[Thread]:
    """All chats of a download: folders with pages in them, whichever part they are in, and the files of encrypted ones."""
    found: dict[str, list[tuple[int, str, int]]] = {}
    pages = _pages(archive)
    for name in pages:
        folder, _, file = name.rpartition("/")
        match = _PAGE.fullmatch(file)
        number = int(match["number"] or 1) if match else 1
        older = int("/e2ee_cutover/" in f"/{name}".casefold())
        found.setdefault(folder.rpartition("/")[2].casefold() or name, []).append((older, name, number))
    chats = [Thread(key, _in_order(pages)) for key, pages in found.items()]
    return chats + [Thread(name, (name,)) for name in _flat_files(archive, set(pages))]


def _in_order(pages: list[tuple[int, str, int]]) -> Sequence[str]:
    return tuple(name for _older, _number, name in sorted((older, number, name) for older, name, number in pages))


def _pages(archive: Archive) -> Sequence[str]:
    return [name for name in archive.find("message*.json") if _PAGE.fullmatch(name.rpartition("/")[2])]


def _flat_files(archive: Archive, pages: set[str]) -> Iterator[str]:
    for name in archive.find("*.json"):
        if name in pages:
            continue
        sample = beginning(archive, name, _LOOK)
        if _is_chat(sample) and (not pages or b'"threadName"' in sample):
            yield name


def _is_chat(sample: bytes) -> bool:
    whole = sample.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    return whole and any(all(key.search(sample) for key in keys) for keys in _SIGNS)


def _network(archive: Archive, sample: bytes) -> Network:
    folders = {part for name in archive.names()[:1000] for part in name.casefold().split("/")[:-1]}
    if "your_facebook_activity" in folders:
        return MESSENGER
    if folders & _INSTAGRAM_FOLDERS:
        return INSTAGRAM
    return INSTAGRAM if _OF_INSTAGRAM.search(sample) and not _OF_MESSENGER.search(sample) else MESSENGER
