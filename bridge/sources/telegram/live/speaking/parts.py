"""An utterance as the messages that say it on Telegram."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from telethon.tl import types

from bridge.errors import NetworkRefused
from bridge.model.ids import PersonId
from bridge.model.text import Text
from bridge.sources.telegram.live.line import Line
from bridge.sources.telegram.live.speaking import splitting
from bridge.sources.telegram.live.speaking.errand import user
from bridge.sources.telegram.live.speaking.formatting import Wording, worded
from bridge.sources.telegram.live.speaking.splitting import LONGEST_MESSAGE

_NO_WORDS = Wording()

NOTHING_VISIBLE = "(empty message)"
"""Telegram takes no message in which nothing is to be seen."""

Attach = Callable[[int], Awaitable[Any]]
"""Makes the InputMedia of a part with this number: uploads what must be uploaded."""


def nothing_attached(media: Any) -> bool:
    """Is it a message of words only? The preview of a link does not count."""
    return media is None or isinstance(media, types.MessageMediaEmpty | types.MessageMediaWebPage)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One message. ``resembles`` knows its attachment again among what Telegram has.

    ``otherwise`` is said instead when Telegram refuses with one of the codes in ``unless``; that costs ``loss``.
    ``follows``: it belongs to the first part, and answers it.
    """

    wording: Wording = _NO_WORDS
    attach: Attach | None = None
    resembles: Callable[[Any], bool] = nothing_attached
    otherwise: Part | None = None
    unless: Collection[str] = ()
    loss: str | None = None
    follows: bool = False

    def forms(self) -> Iterator[Part]:
        """The part, and all that may be said instead of it."""
        yield self
        if self.otherwise:
            yield from self.otherwise.forms()


@dataclass(frozen=True)
class Script:
    """Everything that is to be said, in order, and what is lost by it."""

    parts: tuple[Part, ...]
    losses: tuple[str, ...] = ()


async def wordings(
    line: Line, text: Text, first: int = LONGEST_MESSAGE, then: int = LONGEST_MESSAGE
) -> tuple[Wording, ...]:
    """A text as what its messages say; none when nothing of it is visible."""
    parts = splitting.pieces(text, first, then)
    people = await _people(line, {span.person for part in parts for span in part.spans if span.person})
    return tuple(worded(part, people) for part in parts)


async def text_script(line: Line, text: Text, *losses: str) -> Script:
    """A text as messages: at least one."""
    said = await wordings(line, text)
    if not said:
        return Script((Part(wording=Wording(NOTHING_VISIBLE)),), (*losses, "empty"))
    return Script(tuple(Part(wording=one) for one in said), losses)


async def captioned(line: Line, caption: Text, longest: int) -> tuple[Wording, tuple[Part, ...]]:
    """A caption, and the messages that follow with the rest of it. ``longest`` 0: nothing fits beside the thing."""
    if not longest:
        return Wording(), tuple(Part(wording=one, follows=True) for one in await wordings(line, caption))
    said = await wordings(line, caption, first=longest)
    return (said[0] if said else Wording()), tuple(Part(wording=one, follows=True) for one in said[1:])


async def _people(line: Line, mentioned: set[PersonId]) -> dict[PersonId, Any]:
    found = {}
    for person in sorted(mentioned):
        try:
            found[person] = await user(line, person)
        except NetworkRefused:
            # Their name stays in the text; that it is a mention no longer is told among the losses.
            continue
    return found
