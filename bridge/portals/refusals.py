"""When a chat stops, since too much of it is refused; and what an administrator may look at."""

from __future__ import annotations

from http import HTTPStatus

from bridge.errors import HomeserverError, Refused

MOST_IN_A_ROW = 20
"""So many items after each other are not all to blame."""


def too_many(refusal: Refused) -> HomeserverError:
    """What to raise after ``MOST_IN_A_ROW`` items."""
    return HomeserverError(
        f"It has refused {MOST_IN_A_ROW} items in a row, which are recorded as failed; the last time: {refusal.detail}."
        " Find out why before you run the same command again: it goes on with the next item."
    )


def advise(error: HomeserverError) -> None:
    """Add what an administrator may look at."""
    if isinstance(error, Refused) and error.status == HTTPStatus.FORBIDDEN:
        error.add_note(
            "Was the bot or a ghost removed from the room, or the room closed or upgraded? Let it in again with its"
            " rights, and the same command goes on."
        )
