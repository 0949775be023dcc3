"""Web pages: the messages of a page again and again, a thousand on each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

_ID = re.compile(r'id="message-?\d+"')
_ON_A_PAGE = 1_000
_BORDER = '<div class="message '


def messages(file: Path, size: int) -> None:
    """``messages.html``, ``messages2.html`` and so on, in the file's folder; each message has its own number."""
    text = file.read_text("utf-8")
    head, *parts = text.split(_BORDER)
    numbered = _numbered([f"{_BORDER}{part}" for part in parts[:-1]])
    written = 0
    for page in count(1):
        body = "".join(islice(numbered, _ON_A_PAGE))
        name = file if page == 1 else file.with_name(f"messages{page}.html")
        name.write_text(f"{head}{body}{'</div>' * 6}</body></html>\n", "utf-8")
        written += name.stat().st_size
        if written >= size:
            return


def _numbered(parts: list[str]) -> Iterator[str]:
    for number in count(1):
        yield _ID.sub(f'id="message{number}"', parts[number % len(parts)], count=1)
