"""The same homeserver in a thread of its own: for programs under test that are processes, or that block."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.homeserver.server import FakeHomeserver


@contextmanager
def in_a_thread(homeserver: FakeHomeserver) -> Iterator[FakeHomeserver]:
    """It listens while the block runs. Change its ``hook`` from outside; read its ``world`` once the block is over."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(homeserver.start(), loop).result(10)
        yield homeserver
        asyncio.run_coroutine_threadsafe(homeserver.stop(), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
