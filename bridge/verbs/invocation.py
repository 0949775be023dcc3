"""What every verb knows before it loads anything: the options that stand before the verb."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import typer

DEFAULT_CONFIG = Path("config.yaml")


@dataclass(frozen=True)
class Invocation:
    """The common options."""

    config: Path
    debug: bool = False

    def command(self, verb: str) -> str:
        """How a verb is called with the same options, for advice: ``beringia --config x.yaml check``."""
        option = "" if self.config == DEFAULT_CONFIG else f"--config {self.config} "
        return f"beringia {option}{verb}"


def invocation(context: typer.Context) -> Invocation:
    """The options of a running verb."""
    found = context.obj
    assert isinstance(found, Invocation)
    return found
