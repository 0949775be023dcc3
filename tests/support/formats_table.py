"""The README's table of formats, made from the readers: ``python -m tests.support.formats_table`` writes it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from bridge.sources.discovery import readers
from bridge.sources.interfaces import Guide, Reader
from tests.support.source_code import ROOT

PAGE = ROOT / "README.md"
BEGIN, END = "<!-- formats, from the readers -->", "<!-- end of formats -->"
PAGES = {
    "messenger": "messenger",
    "instagram": "instagram",
    "whatsapp-android": "whatsapp-databases",
    "whatsapp-ios": "whatsapp-databases",
}
"""Readers whose page is not called as their network is, or as their package."""


def rows() -> Iterator[str]:
    """The table, line by line; networks in the order of the alphabet."""
    yield "| network | how to get the export | what arrives | what the format itself does not hold |"
    yield "| --- | --- | --- | --- |"
    shown = [(reader, reader.guide) for reader in readers() if reader.guide is not None]
    for reader, guide in sorted(shown, key=lambda pair: (pair[1].network.lower(), pair[0].name)):
        yield _row(reader, guide)


def page_of(reader: Reader) -> str:
    """Where its page lies, relative to the project."""
    package = type(reader).__module__.split(".")[2]
    return f"docs/sources/{PAGES.get(reader.name, package.replace('_', '-'))}.md"


def written(page: str) -> str:
    """The page with the table as the readers have it now."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page has no place for the table: {BEGIN} … {END}")
    return "\n".join([f"{before}{BEGIN}", *rows(), f"{END}{after}"])


def _row(reader: Reader, guide: Guide) -> str:
    network = f"[{guide.network}]({page_of(reader)})<br>{reader.title}"
    return "| " + " | ".join(_cell(words) for words in (network, guide.export, guide.kept, guide.lost)) + " |"


def _cell(words: str) -> str:
    return re.sub(r"\s+", " ", words).replace("|", "\\|")


def main(page: Path = PAGE) -> None:
    """Write the table into the page."""
    page.write_text(written(page.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{sum(1 for _ in rows()) - 2} formats written\n")


if __name__ == "__main__":
    main()
