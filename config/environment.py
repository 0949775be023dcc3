"""Environment variables that override the file: ``BERINGIA_<SECTION>_<KEY>``, or with ``_FILE`` where its value lies."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.document import KeyPath
from config.mistakes import Mistake, Position

PREFIX = "BERINGIA_"
OTHERS = frozenset({"BERINGIA_CONFIG"})
"""Variables of ours that are not configuration: where the file lies."""

# Kubernetes sets these for a service called `beringia` by itself
# (https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables).
_SERVICE_LINK = re.compile(r"BERINGIA_(SERVICE_(HOST|PORT)(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)")


@dataclass(frozen=True)
class Overrides:
    """What the environment says, by key."""

    values: dict[KeyPath, str | None] = field(default_factory=dict)
    positions: dict[KeyPath, Position] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()


def variable(key: KeyPath) -> str:
    """The variable that overrides a key: ``BERINGIA_HOMESERVER_ADDRESS``."""
    return PREFIX + "_".join(key).upper()


def overrides(environment: Mapping[str, str], keys: list[KeyPath]) -> Overrides:
    """Everything that the environment overrides. ``null`` means what it means in the file: not given."""
    known = {variable(key) + ending: key for key in keys for ending in ("", "_FILE")}
    values: dict[KeyPath, str | None] = {}
    positions: dict[KeyPath, Position] = {}
    mistakes: list[Mistake] = []
    for name in sorted(n for n in environment if _is_ours(n, known)):
        key = known.get(name, ())
        positions[key] = Position(name)
        try:
            values[key] = _value(name, key, environment)
        except ValueError as error:
            unknown = suggestion(name, known) if not key else ""
            mistakes.append(Mistake(Position(name), ".".join(key), f"{error}{unknown}"))
    return Overrides(values, positions, tuple(mistakes))


def _is_ours(name: str, known: Mapping[str, KeyPath]) -> bool:
    if name in known:
        return True
    return name.startswith(PREFIX) and name not in OTHERS and not _SERVICE_LINK.fullmatch(name)


def _value(name: str, key: KeyPath, environment: Mapping[str, str]) -> str | None:
    if not key:
        raise ValueError("unknown variable")
    text = environment[name]
    if name == variable(key):
        return None if text == "null" else text
    if variable(key) in environment:
        raise ValueError(f"{variable(key)} is set too; set one of them only")
    return _content(Path(text))


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ValueError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not a text in UTF-8") from error


def suggestion(word: str, known: Mapping[str, object]) -> str:
    """``, did you mean '…'?`` when something similar is known."""
    similar = difflib.get_close_matches(word, known, n=1, cutoff=0.7)
    return f", did you mean '{similar[0]}'?" if similar else ""
