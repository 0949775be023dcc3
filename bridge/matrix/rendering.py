"""What a message event says of a text: a body, HTML where there is something to format, and who is mentioned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bridge.matrix.body import to_body
from bridge.matrix.events import Surroundings, UserId
from bridge.matrix.html import plain_to_html, to_html
from bridge.matrix.spans import Stretch, stretches
from bridge.model.text import Text

EDITED = " <sup>(edited)</sup>"
"""Behind a text that was changed later; in HTML only, so that the body stays what was written."""


@dataclass(frozen=True)
class Rendered:
    """A text for Matrix. ``html`` is None when the body says everything."""

    body: str
    html: str | None = None
    mentions: tuple[UserId, ...] = ()


def render(text: Text, surroundings: Surroundings, *, edited: bool = False) -> Rendered:
    """A text for Matrix; it must be clean already (``bridge.matrix.cleaning``)."""
    found = stretches(text, surroundings) if text.spans else ()
    if not any(stretch.spans for stretch in found):
        return Rendered(text.plain, plain_to_html(text.plain) + EDITED if edited else None)
    html = to_html(text.plain, found, surroundings)
    return Rendered(to_body(text.plain, found), html + EDITED if edited else html, _mentions(found, surroundings))


def _mentions(found: Sequence[Stretch], surroundings: Surroundings) -> tuple[UserId, ...]:
    people = (span.person for stretch in found for span in stretch.spans)
    return tuple(sorted({surroundings.user(person) for person in people if person is not None}))
