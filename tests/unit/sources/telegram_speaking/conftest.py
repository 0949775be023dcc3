"""A line to a Telegram in memory."""

from __future__ import annotations

import pytest

from tests.support.telegram_line import MemoryLine


@pytest.fixture
def line():
    return MemoryLine()
