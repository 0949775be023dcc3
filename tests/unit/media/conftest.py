"""Files on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.media.spool import Spooled, measure

Put = Callable[[bytes], Spooled]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Lay bytes down as a temporary file."""
    count = iter(range(1000))

    def put(content: bytes) -> Spooled:
        path = tmp_path / f"file-{next(count)}"
        path.write_bytes(content)
        return measure(path)

    return put
