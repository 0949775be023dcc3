"""The first step of every installation: ``config.yaml`` and ``registration.yaml`` that agree, and the session key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.document import Document, KeyPath, parse
from config.environment import variable
from config.load import load_text, read
from config.mistakes import Mistakes
from config.schema import Config
from config.session_key import new_session_key
from config.values import PLACEHOLDER
from config.write import Answer, Answers, example, filled, new_identity_secret, write_private
from registration.generate import generate, text

SECRET: KeyPath = ("secrets", "identity_secret")


@dataclass(frozen=True)
class Installation:
    """What is installed: the configuration, where it lies, and where the registration lies."""

    config: Config
    path: Path

    @property
    def registration(self) -> Path:
        return self.config.appservice.registration

    @property
    def bedrock(self) -> Path:
        """What Synapse's administrator installs, if they want to."""
        return Path(__file__).with_name("bedrock")


def existing(path: Path) -> Document:
    """What an earlier ``config.yaml`` says; nothing, when there is none.

    Raises ``Mistakes`` when it cannot be understood: its secret may matter, so that it is never just replaced.
    """
    if not path.exists():
        return Document(str(path))
    document = parse(read(path), str(path))
    if document.mistakes:
        raise Mistakes(document.mistakes)
    return document


def install(
    path: Path,
    answers: Answers,
    environment: Mapping[str, str],
    *,
    force: bool = False,
    new_tokens: bool = False,
) -> Installation:
    """Write all files, the configuration last, each whole or not at all, readable by their owner only.

    Raises FileExistsError when one of them is there and ``force`` was not said. With ``force`` an earlier
    configuration keeps all that ``answers`` do not change, and its secret; an earlier registration keeps its tokens.
    A session key that is there is never replaced, since every linked account would be lost.
    Raises ``Mistakes`` when the result would not be sound; then nothing is written.
    """
    if not force:
        _refuse_to_replace(path)
    earlier = existing(path)
    content = filled(read(path) if earlier.values else example(), {**_secret(earlier, environment), **answers})
    config = load_text(content, path, environment)
    installation = Installation(config, path)
    if not force:
        _refuse_to_replace(installation.registration)
    registration = generate(config, _registered(installation.registration), new_tokens=new_tokens)
    _write(installation.registration, text(registration, config.homeserver.domain))
    if not config.live.session_key_file.exists():
        _write(config.live.session_key_file, new_session_key())
    _write(path, content)
    return installation


def _refuse_to_replace(path: Path) -> None:
    if path.exists():
        raise FileExistsError(str(path))


def _secret(earlier: Document, environment: Mapping[str, str]) -> dict[KeyPath, Answer]:
    """A new secret, unless there is one, here or in the environment."""
    if environment.keys() & {variable(SECRET), variable(SECRET) + "_FILE"}:
        return {}
    section = earlier.values.get(SECRET[0])
    secret = section.get(SECRET[1]) if isinstance(section, dict) else None
    is_new = not secret or str(secret).startswith(PLACEHOLDER)
    return {SECRET: new_identity_secret()} if is_new else {}


def _registered(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    document = parse(read(path), str(path))
    if document.mistakes:
        raise Mistakes(document.mistakes)
    return document.values


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, content)
