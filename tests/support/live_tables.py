"""The tables of ``docs/live.md``, made from the tables by which the bridge itself goes.

``python -m tests.support.live_tables`` writes them into the page; a test compares.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import get_args

from bridge.matrix.from_event import KINDS as IN_MATRIX
from bridge.matrix.from_event import OTHER_MESSAGES, OTHER_STATE
from bridge.matrix.from_event import Kind as MatrixKind
from bridge.model.amendment import Revision
from bridge.model.message import Content
from bridge.sources.telegram.live.hearing import KINDS as HEARD
from bridge.sources.telegram.live.speaking.kinds import KINDS as SAID
from bridge.sources.telegram.live.speaking.losses import LOSSES
from tests.support.source_code import ROOT, modules

PAGE = ROOT / "docs" / "live.md"
FROM_EVENT = "bridge/matrix/from_event"
MOST_NAMES = 6
"""Of Telegram's kinds in one cell; the second table has all of them."""

CONTENTS: tuple[type, ...] = get_args(Content)
"""Every kind of thing that the model has for a message."""
IN_PASSING: Mapping[str, str] = {
    "": "nothing",
    "LookAgain": "whatever is other, when Telegram was asked for it",
    "Message": "whatever it says",
    "ReadUpTo": "a read receipt",
    "Typing": "“is typing”",
    "Unplaced": "a `deletion` in every private chat and basic group that may have had it",
}
"""What Telegram's kinds become besides contents, in words."""
NOTES: Mapping[str, str] = {
    "kind-as-text": "the sort of a message that is not known; its words are there",
    "pin-target-not-here": "a pin of a message that is not on the network; the other pins of the same event are there",
    "reply-target-not-here": "the link from an answer to a message that is not on the network",
    "rest-refused": "the rest of what did not fit into one message: the network took its beginning, and its sender was told",
    "target-of-another-account": "the link to a message that only another account has a number for; what would change"
    " that message does not go over, and its sender is told",
    "thread-root-not-here": "the thread of a message whose beginning is not on the network",
}
"""What is noted of an event that goes over, besides the network's own losses, in words for people."""
IGNORED: Mapping[str, str] = {
    "not-bridged": "The chat was stopped before this went over; its sender is told.",
    "nothing-to-tell": "A relay bot has nothing to tell: somebody took back a reaction, for instance.",
}
"""Why the bridge passes over an event that was understood."""
EDITS = "`m.replace` of a message"


def tag(content: type) -> str:
    """A content's name in the neutral format."""
    return str(content.__struct_config__.tag)  # type: ignore[attr-defined]  # every content is a msgspec struct


TAGS: Mapping[str, str] = {content.__name__: tag(content) for content in CONTENTS}


def kinds() -> Iterator[str]:
    """Every content, and what it is in each direction."""
    yield from _head("kind", "heard on Telegram", "heard in Matrix", "said on Telegram")
    for content in CONTENTS:
        kind = SAID[content]
        yield _row(f"`{tag(content)}`", _heard_as(content), _typed_as(content), _remarked(kind.becomes, kind.remark))


def from_telegram() -> Iterator[str]:
    """Every kind of Telegram's, and what it becomes; alike ones in one row."""
    yield from _head("Telegram's kind", "becomes", "")
    rows: dict[tuple[str, str], list[str]] = {}
    for name, kind in HEARD.items():
        rows.setdefault((kind.becomes, kind.remark), []).append(name)
    for (becomes, remark), names in rows.items():
        yield _row(_code(names), _meant(becomes), remark)


def from_matrix() -> Iterator[str]:
    """Every kind of event, and what it becomes."""
    yield from _head("event", "becomes", "")
    for kind in (*IN_MATRIX, OTHER_MESSAGES, OTHER_STATE):
        remark = re.sub(r"`(\w+)`", lambda name: f"`{TAGS.get(name[1], name[1])}`", kind.remark)
        yield _row(_code(kind.names), _code(tag(one) for one in kind.becomes) or _told(kind), remark)


def unsent() -> Iterator[str]:
    """Why an event does not go over, and whether its sender is told."""
    yield from _head("code", "in words", "told")
    found: dict[str, list[str]] = {code: [words] for code, words in IGNORED.items()}
    told = {code for code, _, is_told in refusals() if is_told}
    for code, words, _ in refusals():
        found[code] = [*found.get(code, ()), *([words] if words not in found.get(code, ()) else ())]
    for code in sorted(found):
        yield _row(f"`{code}`", " / ".join(found[code]), "yes" if code in told else "")


def lost() -> Iterator[str]:
    """What an event that goes over loses on its way."""
    yield from _head("code", "what is lost, or told otherwise")
    for code, words in sorted({**LOSSES, **NOTES}.items()):
        yield _row(f"`{code}`", words)


TABLES: Mapping[str, Callable[[], Iterable[str]]] = {
    "kinds": kinds,
    "from Telegram": from_telegram,
    "from Matrix": from_matrix,
    "unsent": unsent,
    "lost": lost,
}
"""By the name in the page's marks."""


def refusals() -> Iterator[tuple[str, str, bool]]:
    """Code, words, and whether the sender is told, of all that ``from_event`` may answer instead of a message."""
    for module in modules(FROM_EVENT):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"lost", "Nothing"} and node.args:
                code, words = map(_constant, node.args[:2])
                if code:
                    yield code, words, getattr(node.func, "id", "") == "lost"


def written(page: str) -> str:
    """The page with its tables as they are now."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
        before, _, rest = page.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise ValueError(f"{PAGE.name} has no marks for the table: {name}")
        page = "\n".join([before + begin, *table(), end + after])
    return page


def _heard_as(content: type) -> str:
    names = [name for name, kind in HEARD.items() if content.__name__ in kind.becomes.split(", ")]
    if content.__name__ == "Written":
        return "words"
    return (_code(names) or "–") if len(names) <= MOST_NAMES else f"{len(names)} kinds"


def _typed_as(content: type) -> str:
    names = _code(kind.names[0].removeprefix("m.room.message ") for kind in IN_MATRIX if content in kind.becomes)
    return f"{EDITS}, {names}" if content is Revision else names or "–"


def _meant(becomes: str) -> str:
    return ", ".join(f"`{TAGS[one]}`" if one in TAGS else IN_PASSING[one] for one in becomes.split(", "))


def _told(kind: MatrixKind) -> str:
    return "nothing; its sender is told" if kind.nothing is not None and kind.nothing.is_loss else "nothing"


def _constant(node: ast.expr) -> str:
    """A text, with dots where a value is put in."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)  # type: ignore[misc]  # constants in f-strings are texts
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _remarked(words: str, remark: str) -> str:
    return f"{words}: {remark}" if remark else words


def _code(names: Iterable[str]) -> str:
    return ", ".join(name if name.startswith("any other ") else f"`{name}`" for name in names)


def _head(*cells: str) -> Iterator[str]:
    yield _row(*cells)
    yield _row(*("---" for _ in cells))


def _row(*cells: str) -> str:
    return re.sub(r" +\|", " |", f"| {' | '.join(cells)} |")


def main(page: Path = PAGE) -> None:
    """Write the tables into the page."""
    page.write_text(written(page.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{len(TABLES)} tables written\n")


if __name__ == "__main__":
    main()
