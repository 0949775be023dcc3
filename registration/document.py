"""A registration: what the homeserver knows of us (https://spec.matrix.org/v1.16/application-service-api/#registration)."""

from __future__ import annotations

from pathlib import Path

from pydantic import ConfigDict, SecretStr, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from config.document import Document, parse
from config.load import exposure, read
from config.mistakes import Mistake, Mistakes, Position
from config.validate import mistakes

OPEN = ConfigDict(extra="ignore", coerce_numbers_to_str=True)
"""Homeservers have options of their own here, which are none of our business."""


@dataclass(frozen=True, kw_only=True, config=OPEN)
class Namespace:
    """Ids that match ``regex``; ``exclusive``: nobody else may have them."""

    regex: str
    exclusive: bool


@dataclass(frozen=True, kw_only=True, config=OPEN)
class Namespaces:
    """What the homeserver tells us about, and what nobody else may take."""

    users: tuple[Namespace, ...] = ()
    aliases: tuple[Namespace, ...] = ()
    rooms: tuple[Namespace, ...] = ()


@dataclass(frozen=True, kw_only=True, config=OPEN)
class Registration:
    """One ``registration.yaml``."""

    id: str
    url: str | None
    as_token: SecretStr
    """With it we speak to the homeserver, as ourselves and as every ghost."""
    hs_token: SecretStr
    """With it the homeserver speaks to us."""
    sender_localpart: str
    namespaces: Namespaces
    rate_limited: bool = True
    """What it means when the file is silent (Synapse)."""
    receive_ephemeral: bool = False


def load(path: Path) -> Registration:
    """The registration in a file that only its owner can read. Raises ``config.mistakes.Mistakes`` otherwise."""
    document = parse(read(path), str(path))
    reason = exposure(path)
    exposed = [] if reason is None else [Mistake(Position(str(path)), "", reason)]
    registration = _validated(document)
    if isinstance(registration, list) or document.mistakes or exposed:
        wrong = registration if isinstance(registration, list) else []
        raise Mistakes([*exposed, *document.mistakes, *wrong])
    return registration


def _validated(document: Document) -> Registration | list[Mistake]:
    try:
        return TypeAdapter(Registration).validate_python(document.values)
    except ValidationError as error:
        return [] if document.mistakes and not document.values else mistakes(error, document)
