"""Where files lie that were met lately: Telegram's references to them run out after some hours."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_KEPT = 5000


@dataclass(frozen=True)
class Place:
    """Where Telegram has a file: its location, the size in bytes when it is known, and the data centre."""

    location: Any
    size: int | None = None
    dc: int | None = None


class Remembered:
    """The places of the files that were met lately, by what they are called in the model."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._places: OrderedDict[str, Place] = OrderedDict()
        self._kept = kept

    def find(self, reference: str) -> Place | None:
        """The place of a file, if it was met; the reference in it may have run out."""
        return self._places.get(reference)

    def remember(self, places: Mapping[str, Place]) -> None:
        """Keep these; what was met longest ago is forgotten."""
        for reference, place in places.items():
            self._places[reference] = place
            self._places.move_to_end(reference)
        while len(self._places) > self._kept:
            self._places.popitem(last=False)

    def forget(self, reference: str) -> None:
        """The reference has run out."""
        self._places.pop(reference, None)
