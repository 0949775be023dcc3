"""What stands around the words of a message: where it was forwarded from, through which bot, who signed it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from bridge.matrix.cleaning import clean_name
from bridge.matrix.composing import joined, lines, styled
from bridge.matrix.content.phrases import name_of
from bridge.matrix.events import Surroundings
from bridge.model.message import Forward, Message, Reply
from bridge.model.text import Style, Text

ELSEWHERE = "↪ in reply to a message in another chat"
NOT_HERE = "↪ in reply to a message that is not here"
_END_OF_YEAR_9999 = 253_402_300_800_000


def framed(item: Message, words: Text, surroundings: Surroundings, *notes: str) -> Text:
    """The words with lines above and below them that tell what Matrix has no field for.

    ``notes`` are further lines, right above the words.
    """
    return lines([*_head(item, surroundings), *map(_remark, notes), words, *_tail(item)])


def frame_losses(item: Message, surroundings: Surroundings) -> tuple[str, ...]:
    """What the frame cannot say."""
    nameless = item.forward is not None and _origin(item.forward, surroundings) is None
    losses = {"sender-unknown": item.sender is None, "forward-origin-unknown": nameless, "edit-history": item.edited}
    return tuple(code for code, happened in losses.items() if happened)


def _head(item: Message, surroundings: Surroundings) -> Iterator[Text]:
    if item.sender is None:
        yield _remark("From an unknown sender")
    if item.reply is not None:
        yield from _reply_line(item.reply, surroundings)
    if item.forward is not None:
        yield _forward_line(item.forward, surroundings)
    if item.via:
        yield _remark(f"via @{clean_name(item.via).lstrip('@')}")


def _reply_line(reply: Reply, surroundings: Surroundings) -> Iterator[Text]:
    """What is said of an answer that no relation can show."""
    if reply.chat is not None:
        yield _remark(ELSEWHERE)
    elif reply.message not in surroundings.events:
        yield _remark(NOT_HERE)


def _tail(item: Message) -> Iterator[Text]:
    if item.signature:
        yield _remark(f"— {clean_name(item.signature)}")


def _forward_line(forward: Forward, surroundings: Surroundings) -> Text:
    origin = _origin(forward, surroundings)
    if origin is None:
        return _remark("Forwarded message" + _when(forward.time))
    source = styled(origin, Style.ITALIC, Style.BOLD)
    return joined([_remark("Forwarded from "), source, _remark(_when(forward.time))])


def _origin(forward: Forward, surroundings: Surroundings) -> str | None:
    name = clean_name(forward.name or "")
    if name or forward.person is None:
        return name or None
    return name_of(forward.person, surroundings)


def _when(time: int | None) -> str:
    if time is None or not 0 <= time < _END_OF_YEAR_9999:
        return ""
    return datetime.fromtimestamp(time // 1000, UTC).strftime(", %Y-%m-%d %H:%M UTC")


def _remark(plain: str) -> Text:
    return styled(plain, Style.ITALIC)
