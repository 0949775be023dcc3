"""From ``config.yaml`` and the environment to a :class:`Config`, or to every mistake in them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config import values
from config.document import Document, parse
from config.environment import overrides
from config.mistakes import Mistake, Mistakes, Position
from config.schema import Config
from config.validate import keys, validate


def load(path: Path, environment: Mapping[str, str]) -> Config:
    """The configuration, with absolute paths. Raises :class:`Mistakes`, which names all that is wrong."""
    document = parse(read(path), str(path))
    return _config(document, path, environment, _exposed(path, document))


def load_text(text: str, path: Path, environment: Mapping[str, str]) -> Config:
    """The same of a text that is about to be written to this file."""
    return _config(parse(text, str(path)), path, environment, [])


def _config(document: Document, path: Path, environment: Mapping[str, str], exposed: list[Mistake]) -> Config:
    found = overrides(environment, keys())
    mistakes = [*exposed, *document.mistakes, *found.mistakes]
    if document.mistakes and not document.values:
        raise Mistakes(mistakes)  # not even YAML: whatever else is missing is no news
    config = validate(document, found)
    if isinstance(config, list):
        raise Mistakes([*mistakes, *config])
    if mistakes:
        raise Mistakes(mistakes)
    return config.beside(path.parent.absolute())


def read(path: Path) -> str:
    """A text file's content. Raises :class:`Mistakes` with the remedy for whatever stands in the way."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        reason = "no such file; `beringia init` writes one"
    except UnicodeDecodeError as error:
        reason = f"is not a text in UTF-8 (byte {error.start})"
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
    raise Mistakes([Mistake(Position(str(path)), "", reason)])


def exposure(path: Path) -> str | None:
    """Why a file with secrets is not safe where it lies, with the remedy; None: only its owner can read it."""
    mode = path.stat().st_mode & 0o777
    if os.name != "posix" or not mode & 0o077:
        return None
    return f"holds secrets, and others on this machine may read it (mode {mode:04o}); run: chmod 600 {path}"


def _exposed(path: Path, document: Document) -> list[Mistake]:
    reason = exposure(path) if _holds_secrets(document.values) else None
    return [] if reason is None else [Mistake(Position(str(path)), "", reason)]


def _holds_secrets(content: Mapping[str, Any]) -> bool:
    uri = _get(content, "database", "uri")
    given = [_get(content, "secrets", "identity_secret"), _get(content, "telegram", "api_hash")]
    return any(given) or (isinstance(uri, str) and values.has_password(uri))


def _get(content: Mapping[str, Any], section: str, key: str) -> Any:
    keys_below = content.get(section)
    return keys_below.get(key) if isinstance(keys_below, dict) else None
