"""What ``beringia init`` must know, and asks when neither a flag nor an earlier configuration says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import typer

from bridge.errors import NotAnswered
from config import values
from config.document import KeyPath
from config.write import Answer


@dataclass(frozen=True)
class Question:
    """One question. ``default`` is what an empty answer means; None: there is no sensible one."""

    key: KeyPath
    flag: str
    words: str
    default: str | None
    check: Callable[[str], object]


def meant(text: str) -> str | None:
    """``null`` means: none."""
    return None if text.strip() in {"null", ""} else text.strip()


URL: KeyPath = ("appservice", "url")
QUESTIONS = (
    Question(
        ("homeserver", "domain"),
        "--domain",
        "The homeserver's name, as it stands behind the colon in Matrix ids",
        None,
        values.server_name,
    ),
    Question(
        ("homeserver", "address"),
        "--address",
        "Where this machine reaches the homeserver",
        "http://127.0.0.1:8008",
        values.address,
    ),
    Question(
        URL,
        "--url",
        "Where the homeserver reaches Beringia (null: it need not, for imports)",
        "null",
        lambda text: values.optional_address(meant(text)),
    ),
)


def answers(known: Mapping[str, Any], given: Mapping[KeyPath, Answer], *, silent: bool) -> dict[KeyPath, Answer]:
    """The given answers, and those to all questions that are open. ``silent``: nobody can be asked.

    Raises ``NotAnswered`` for a question without default that nobody can be asked.
    """
    unanswered = [question for question in QUESTIONS if question.key not in given and not _is_known(known, question)]
    answer = _guessed if silent else _asked
    answered = {question.key: answer(question) for question in unanswered} | dict(given)
    return _port(answered.get(URL)) | answered


def _port(url: Answer) -> dict[KeyPath, Answer]:
    """Where the homeserver reaches us is most often where we listen; a proxy between is told with ``--port``."""
    try:
        port = urlsplit(str(url)).port if url else None
    except ValueError:  # said properly when the configuration as a whole is looked at
        port = None
    return {} if port is None else {("appservice", "port"): port}


def _is_known(known: Mapping[str, Any], question: Question) -> bool:
    section = known.get(question.key[0])
    return isinstance(section, dict) and question.key[1] in section


def _guessed(question: Question) -> Answer:
    if question.default is None:
        raise NotAnswered(f"{question.words}: say it with {question.flag}.")
    return meant(question.default)


def _asked(question: Question) -> Answer:
    def checked(text: str) -> str:
        try:
            question.check(text.strip())
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
        return text

    try:
        answer = typer.prompt(question.words, default=question.default, value_proc=checked, err=True)
    except typer.Abort:  # Ctrl-C, or the end of the input
        raise KeyboardInterrupt from None
    return meant(answer)
