"""The first ``config.yaml``: the documented example with an installation's own answers in it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from importlib import resources

from config.document import KeyPath, parse


def example() -> str:
    """The documented example, where every key has its default."""
    return resources.files("config").joinpath("example.yaml").read_text(encoding="utf-8")


def filled(answers: Mapping[KeyPath, str | int | None]) -> str:
    """The example with these values in it; everything else, comments included, stays as it is."""
    lines = example().splitlines(keepends=True)
    document = parse(example(), "example.yaml")
    for key, value in answers.items():
        position = document.positions[key]
        line = lines[position.line - 1]
        lines[position.line - 1] = line[: position.column - 1] + _scalar(value) + "\n"
    return "".join(lines)


def new_identity_secret() -> str:
    """A secret that nobody can guess: 48 random bytes, as text."""
    return secrets.token_urlsafe(48)


def _scalar(value: str | int | None) -> str:
    # JSON is YAML, and never ambiguous; plain words are left plain because people read this file.
    if isinstance(value, str) and parse(f"key: {value}\n", "").values == {"key": value}:
        return value
    return json.dumps(value, ensure_ascii=False)
