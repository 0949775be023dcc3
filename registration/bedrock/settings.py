"""What the administrator may set, in ``homeserver.yaml`` under the module's ``config``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

LARGEST_SLICE = 1000


class Mistaken(Exception):
    """The module's ``config`` in homeserver.yaml is not as it must be."""


@dataclass(frozen=True)
class Settings:
    """See the documentation of the module for what they are good for."""

    appservice: str
    """The ``id`` in the registration of the one appservice that may call."""
    own_history: bool = False
    """Whether accounts that accepted it may say their own history themselves."""
    pressure: float = 1.0
    """Share of the time that laying may take in one room: above 0, up to 1."""
    slice: int = LARGEST_SLICE
    """Events that are stored with one call. Synapse makes database transactions of a hundred of them."""


def parse(config: Mapping[str, Any]) -> Settings:
    """Raises Mistaken, which keeps Synapse from starting with half of what its administrator meant."""
    unknown = sorted(set(config) - {field.name for field in fields(Settings)})
    if unknown:
        raise Mistaken(f"the module bedrock has no option {unknown[0]!r}")
    _expect(isinstance(config.get("appservice"), str), "appservice is needed: the id in the appservice's registration")
    settings = Settings(**config)
    _expect(isinstance(settings.own_history, bool), "own_history must be true or false")
    _expect(_is_number(settings.pressure) and 0 < settings.pressure <= 1, "pressure must be above 0, and at most 1")
    _expect(type(settings.slice) is int and 0 < settings.slice <= LARGEST_SLICE, f"slice: 1 to {LARGEST_SLICE}")
    return settings


def _expect(so: bool, otherwise: str) -> None:
    if not so:
        raise Mistaken(otherwise)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
