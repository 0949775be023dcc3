"""``beringia check``: would an import be sound?"""

from __future__ import annotations

import typer


def check(context: typer.Context) -> None:
    """Say, line by line, whether an import would be sound."""
    raise NotImplementedError(context.info_name)
