"""A small homeserver in memory, with failures on demand.

async with FakeHomeserver(hook=on("send", "after", DROP)) as fake:
    async with Homeserver(fake.address, fake.settings.as_token, fake.settings.domain, fake.settings.bot) as client:
        ...
"""

from __future__ import annotations

from tests.support.homeserver.call import Settings
from tests.support.homeserver.faults import (
    BAD_GATEWAY,
    CUT,
    DIE,
    DROP,
    FAULTY,
    GARBLED,
    Fault,
    Hook,
    Moment,
    at,
    limited,
    no_fault,
    on,
    sometimes,
)
from tests.support.homeserver.server import FakeHomeserver
from tests.support.homeserver.thread import in_a_thread
from tests.support.homeserver.world import World

__all__ = [
    "BAD_GATEWAY",
    "CUT",
    "DIE",
    "DROP",
    "FAULTY",
    "GARBLED",
    "FakeHomeserver",
    "Fault",
    "Hook",
    "Moment",
    "Settings",
    "World",
    "at",
    "in_a_thread",
    "limited",
    "no_fault",
    "on",
    "sometimes",
]
