"""Which files of an archive are exported chats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.limits import KIB
from bridge.sources.whatsapp.text.header import header
from bridge.sources.whatsapp.text.marks import trimmed
from bridge.sources.whatsapp.text.names import SEPARATOR
from bridge.sources.whatsapp.text.system_lines import recognised
from bridge.sources.whatsapp.text.titles import is_phone_chat, title_in

_LOOK = 64 * KIB
_FEWEST_HEADERS = 3

_NOT_OURS = "messages.txt"
"""Another messenger calls its export of one chat so, and begins its lines alike; WhatsApp never does the former."""


def exports(archive: Archive, most: int | None = None) -> Sequence[str]:
    """The texts that are WhatsApp's; texts that were sent in a chat are not. ``most``: so many are looked into."""
    texts = [name for name in archive.find("*.txt") if name.rpartition("/")[2].casefold() != _NOT_OURS]
    if not texts:
        return ()
    top = min(name.count("/") for name in archive.names())
    named = [name for name in texts if is_phone_chat(name) or (name.count("/") == top and title_in(name))]
    candidates = _one_each(named) or [name for name in texts if name.count("/") == top]
    found = [name for name in candidates[:most] if _is_export(archive, name)]
    return tuple(found)


def _one_each(named: Sequence[str]) -> list[str]:
    """Where an iPhone's text lies, any other text in the same folder was sent in the chat."""
    folders = {name.rpartition("/")[0] for name in named if is_phone_chat(name)}
    return [name for name in named if is_phone_chat(name) or name.rpartition("/")[0] not in folders]


def _is_export(archive: Archive, name: str) -> bool:
    try:
        with archive.open_file(name) as stream:
            sample = stream.read(_LOOK)
    except ArchiveError:
        return False
    return looks_exported(list(_lines(sample)), surely_named=is_phone_chat(name) or title_in(name) is not None)


def _lines(sample: bytes) -> Iterator[str]:
    lines = sample.decode(errors="replace").split("\n")
    # The last line is cut off, unless the file is as short as this.
    yield from lines[:-1] if len(sample) == _LOOK and len(lines) > 1 else lines


def looks_exported(lines: Sequence[str], *, surely_named: bool) -> bool:
    """Do these lines, the first of a file, begin as WhatsApp's do? ``surely_named``: the file's name says so, too."""
    rests: list[str] = []
    begins_well = False
    for line in lines:
        head = header(line.rstrip("\r"))
        if head is not None:
            rests.append(line[head.end :])
            begins_well = begins_well or (len(rests) == 1 and _is_first(lines, line))
    spoken = sum(_is_said(rest) for rest in rests)
    if surely_named:
        return bool(rests)
    return spoken * 2 > len(rests) and (begins_well or spoken >= _FEWEST_HEADERS)


def _is_first(lines: Sequence[str], line: str) -> bool:
    return next((one for one in lines if trimmed(one)), None) is line


def _is_said(rest: str) -> bool:
    return SEPARATOR in rest or rest.rstrip().endswith(":") or recognised(rest.strip()) is not None
