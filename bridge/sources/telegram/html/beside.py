"""Where the links of a page lead. A page of an account's export first goes up to the top, and then down again."""

from __future__ import annotations

from pathlib import PurePosixPath

from bridge.sources.archive import Archive, Found

_UP = "../"


def path_from(folder: str, link: str) -> str:
    """The name in the archive that a link from a page in a folder means; it never leads out of the archive."""
    around = PurePosixPath(folder)
    while link.startswith(_UP):
        around, link = around.parent, link.removeprefix(_UP)
    return (around / link).as_posix()


def find(archive: Archive, folder: str, link: str) -> Found | None:
    """The file that a link leads to; also when the folder of one chat was taken out of its account's export."""
    if not link.startswith(_UP):
        return archive.resolve(link, beside=f"{folder}/_")
    meant = archive.resolve(path_from(folder, link))
    return meant or archive.resolve("/".join(PurePosixPath(link).parts[-2:]), beside=f"{folder}/_")
