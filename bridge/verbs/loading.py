"""Configuration and registration for a running verb, loaded when it needs them, so that help comes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bridge.verbs.invocation import invocation

if TYPE_CHECKING:
    from config.schema import Config
    from registration.document import Registration


def configuration(context: typer.Context) -> Config:
    """The configuration, with logging as it wants it. Raises ``ConfigError`` with every mistake."""
    from bridge.verbs import settings

    return settings.configuration(invocation(context))


def registered(context: typer.Context, config: Config) -> Registration:
    """The registration, whose tokens no log will show. Raises ``ConfigError`` with every mistake."""
    from bridge.verbs import settings

    return settings.registration(invocation(context), config)
