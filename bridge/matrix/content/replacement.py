"""Events that take the place of what earlier ones say.

See https://spec.matrix.org/v1.17/client-server-api/#event-replacements
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from bridge.matrix.cleaning import clean
from bridge.matrix.content.pieces import Piece, fits, redactions
from bridge.matrix.events import Earlier, Role, Surroundings
from bridge.matrix.splitting import best_border

MESSAGE = "m.room.message"
"""The only type whose replacements clients show."""
WRAPPING = 1_500
"""Bytes that a replacement has besides what it says: its relation, and the beginning of the words once more."""
_SHORT = 200
"""Characters of the words that clients see which know no replacements, where all of them are too many."""


def replaced(
    pieces: Sequence[Piece], earlier: Sequence[Earlier], target: str, surroundings: Surroundings
) -> Iterator[Piece]:
    """The new events in the places of the old: further ones where there are more now, redactions where there are fewer.

    What is no ordinary message, such as a sticker, stays where it stays what it is.
    """
    places = [one for one in earlier if one.ours and one.role is Role.MESSAGE]
    kept = {one.type for one in places if one.type != MESSAGE} & {piece.type for piece in pieces}
    free = [one for one in places if one.type == MESSAGE]
    for piece in pieces:
        if piece.type in kept:
            continue
        if piece.type == MESSAGE and free:
            yield replacement(free.pop(0), piece, target, surroundings)
        else:
            yield replace(piece, sender=_author(places, piece), target=target)
    gone = [*free, *(one for one in places if one.type != MESSAGE and one.type not in kept)]
    yield from redactions([*gone, *_revisions(gone, earlier)], surroundings)


def replacement(place: Earlier, piece: Piece, target: str, surroundings: Surroundings) -> Piece:
    """One event in the place of another, by whoever said that. It calls nobody: on the network an edit does not either."""
    new = {key: value for key, value in piece.content.items() if key != "m.relates_to"}
    relation = {"rel_type": "m.replace", "event_id": place.event_id}
    wrapped = {"m.mentions": {}, "m.new_content": new, "m.relates_to": relation}
    whole = {**new, **_starred(new), **wrapped}
    content = whole if fits(whole, surroundings) else {**_shortened(new), **wrapped}
    return Piece(place.sender, MESSAGE, content, Role.REVISION, target=target, key=place.event_id)


def _author(places: Sequence[Earlier], piece: Piece) -> Any:
    """Whoever said the message says what continues it."""
    return places[0].sender if places else piece.sender


def _revisions(gone: Sequence[Earlier], earlier: Sequence[Earlier]) -> Iterator[Earlier]:
    """What took the place of events that go away now: it would still tell what they said."""
    ids = {one.event_id for one in gone}
    return (one for one in earlier if one.role is Role.REVISION and one.key in ids)


def _starred(content: dict[str, Any]) -> dict[str, Any]:
    """The star that tells people whose client knows no replacements; a file without a caption has no words for it."""
    if content.get("filename") == content["body"]:
        return {}
    return {key: f"* {content[key]}" for key in ("body", "formatted_body") if key in content}


def _shortened(content: dict[str, Any]) -> dict[str, Any]:
    body: str = content["body"]
    start = body[: best_border(body[:_SHORT], body[_SHORT])] if len(body) > _SHORT else body
    return {"msgtype": "m.notice" if content["msgtype"] == "m.notice" else "m.text", "body": clean(f"* {start} …")}
