"""What a verb loads first: configuration and registration, with logging as they want it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bridge import logs
from bridge.errors import ConfigError
from bridge.verbs.invocation import Invocation
from config.load import load
from config.mistakes import Mistakes
from config.schema import Config
from registration.document import Registration
from registration.document import load as load_registration


@contextmanager
def mistakes_as_error() -> Iterator[None]:
    """Turns ``Mistakes`` into a ``ConfigError`` that shows each on a line of its own."""
    try:
        yield
    except Mistakes as mistakes:
        error = ConfigError()
        for mistake in mistakes.all:
            error.add_note(str(mistake))
        raise error from None


def configuration(invocation: Invocation) -> Config:
    """The configuration. Raises ``ConfigError`` with every mistake."""
    with mistakes_as_error():
        config = load(invocation.config, os.environ)
    _set_up_logs(invocation, config)
    return config


def registration(invocation: Invocation, config: Config) -> Registration:
    """The registration, whose tokens no log will show. Raises ``ConfigError`` with every mistake."""
    with mistakes_as_error():
        found = load_registration(config.appservice.registration)
    _set_up_logs(invocation, config, found.as_token.get_secret_value(), found.hs_token.get_secret_value())
    return found


def _set_up_logs(invocation: Invocation, config: Config, *tokens: str) -> None:
    level = "DEBUG" if invocation.debug else config.logging.level
    held = [config.secrets.identity_secret, config.telegram.api_hash]
    secrets = [secret.get_secret_value() for secret in held if secret is not None]
    logs.set_up(level, config.logging.format, sys.stderr, secrets=(*secrets, *tokens))
