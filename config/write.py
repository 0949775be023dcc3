"""Writing ``config.yaml``: answers put into the documented example, or into what is there already."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import TextIO

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter

from config.document import KeyPath

Answer = str | int | bool | None
Answers = Mapping[KeyPath, Answer]


def example() -> str:
    """The documented example, where every key has its default."""
    return resources.files("config").joinpath("example.yaml").read_text(encoding="utf-8")


def filled(text: str, answers: Answers) -> str:
    """A YAML text with these values in it; everything else stays as it is, comments included."""
    yaml = _yaml()
    content = yaml.load(text) or {}
    for (section, key), value in answers.items():
        if content.get(section) is None:
            content[section] = {}
        content[section][key] = value
    out = io.StringIO()
    yaml.dump(content, out)
    return out.getvalue()


def new_identity_secret() -> str:
    """A secret that nobody can guess: 48 random bytes, as text."""
    return secrets.token_urlsafe(48)


def write_private(path: Path, text: str) -> None:
    """Put a file in its place whole or not at all, readable by its owner only. An earlier one is replaced.

    Raises OSError; then nothing has changed.
    """
    with private_file(path) as file:
        file.write(text)


@contextmanager
def private_file(path: Path) -> Iterator[TextIO]:
    """A file to write to, readable by its owner only, that takes its place once the block has ended well.

    Raises OSError; then, as after any other exception, nothing has changed.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            draft.unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """The new name itself is durable only when the folder has been written."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Representer(RoundTripRepresenter):
    """Writes ``null`` for nothing, where the library would leave the place empty."""


def _null(representer: RoundTripRepresenter, _value: None) -> ScalarNode:
    node: ScalarNode = representer.represent_scalar("tag:yaml.org,2002:null", "null")
    return node


_Representer.add_representer(type(None), _null)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.Representer = _Representer
    yaml.preserve_quotes = True
    yaml.width = 4096
    return yaml
