"""Sounds: how long they are."""

from __future__ import annotations

from pathlib import Path

from bridge.media.decoding.containers import duration, opened
from bridge.media.findings import Findings
from bridge.media.limits import Limits


def examine(source: Path, _target: Path | None, _limits: Limits) -> Findings:
    """Measure its duration, without decoding it."""
    with opened(source) as container:
        return Findings(duration=duration(container))
