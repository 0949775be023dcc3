"""Makes text from a stranger safe to show and to store, and leaves all else as it is.

What is done, and why:

* NUL and other control characters become visible (U+2400 and on): PostgreSQL refuses NUL, clients hide the rest.
* Lone surrogates become U+FFFD: they have no UTF-8 form, so a homeserver would fail on them for ever.
* Embedding, override and isolate controls go: they can turn round what stands beside them (Unicode UAX 9, UTS 39).
  The plain direction marks stay, since right-to-left text needs them.
* Tag characters go, except in the flags of regions: they carry hidden text.

A name is a single short line, so it loses everything invisible as well.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator

import msgspec

from bridge.model.text import Span, Text

REPLACEMENT = "\ufffd"

_REGION_FLAG = r"\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F"
_SURROGATE_PAIR = r"[\ud800-\udbff][\udc00-\udfff]"
_UNCLEAN = re.compile(
    rf"(?P<flag>{_REGION_FLAG})|(?P<pair>{_SURROGATE_PAIR})|(?P<line>\r\n?|[\x0b\x0c\x85])"
    r"|(?P<control>[\x00-\x08\x0e-\x1f\x7f-\x9f])|(?P<lone>[\ud800-\udfff])"
    r"|(?P<hidden>[\u202a-\u202e\u2066-\u206f\U000E0000-\U000E007F])"
)
_SUSPICIOUS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u206f\U000E0000-\U000E007F]")
"""Whatever ``_UNCLEAN`` may match; most texts hold none of it, and are found out in one quick pass."""

_HARMLESS = frozenset({"flag", "pair", "line"})
"""Kinds of match that say the same in another form, or stay: not counted as a loss."""

_EMOJI = r"[\u00a9\u00ae\u200d\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001F000-\U0001FAFF]"
_INVISIBLE_IN_NAMES = re.compile(
    rf"(?P<flag>{_REGION_FLAG})|(?P<joiner>(?<={_EMOJI})\u200d(?={_EMOJI}))"
    r"|[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000E0000-\U000E007F]"
)


def clean(text: str) -> str:
    """The text, safe to show and to store."""
    return _UNCLEAN.sub(_replacement, text) if _SUSPICIOUS.search(text) else text


def count_unclean(text: str) -> int:
    """How many characters :func:`clean` takes away or replaces by others."""
    if not _SUSPICIOUS.search(text):
        return 0
    return sum(1 for match in _UNCLEAN.finditer(text) if match.lastgroup not in _HARMLESS)


def clean_text(text: Text) -> Text:
    """The text with its spans moved to where their characters are now; spans that decorate nothing are dropped."""
    move = _mover(text.plain) if _SUSPICIOUS.search(text.plain) else _stay
    plain = clean(text.plain)
    return Text(plain, tuple(_moved(text.spans, move, len(plain))))


def clean_line(text: str) -> str:
    """The text on a single line: for file names, poll answers, labels."""
    return " ".join(clean(text).split())


def clean_name(name: str) -> str:
    """A name as one line in Unicode's composed form, without anything invisible; may come out empty."""
    visible = _INVISIBLE_IN_NAMES.sub(_joiner_or_nothing, clean_line(name))
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _replacement(match: re.Match[str]) -> str:
    return _REPLACEMENTS[match.lastgroup or ""](match[0])


def _visible_control(character: str) -> str:
    code = ord(character)
    if code == 0x7F:
        return "\u2421"
    return chr(0x2400 + code) if code < 0x20 else REPLACEMENT


def _joined_pair(pair: str) -> str:
    return pair.encode("utf-16", "surrogatepass").decode("utf-16")


_REPLACEMENTS: dict[str, Callable[[str], str]] = {
    "flag": lambda flag: flag,
    "pair": _joined_pair,
    "line": lambda _: "\n",
    "control": _visible_control,
    "lone": lambda _: REPLACEMENT,
    "hidden": lambda _: "",
}


def _joiner_or_nothing(match: re.Match[str]) -> str:
    return match[0] if match.lastgroup else ""


def _stay(position: int) -> int:
    return position


def _mover(plain: str) -> Callable[[int], int]:
    """Tells where a position of the unclean text lies in the clean one."""
    starts, ends, lengths, shifts = [0], [0], [0], [0]
    for match in _UNCLEAN.finditer(plain):
        starts.append(match.start())
        ends.append(match.end())
        lengths.append(len(_replacement(match)))
        shifts.append(shifts[-1] + lengths[-1] - (match.end() - match.start()))

    def move(position: int) -> int:
        nearest = bisect_right(starts, position) - 1
        if position >= ends[nearest]:
            return position + shifts[nearest]
        inside = min(position - starts[nearest], lengths[nearest])
        return starts[nearest] + shifts[nearest - 1] + inside

    return move


def _moved(spans: tuple[Span, ...], move: Callable[[int], int], length: int) -> Iterator[Span]:
    for span in spans:
        start, end = move(max(span.start, 0)), min(move(max(span.end, 0)), length)
        if start < end:
            yield (
                span if (start, end) == (span.start, span.end) else msgspec.structs.replace(span, start=start, end=end)
            )
