"""What is laid beneath a room is not sent back to us: the homeserver tells an appservice of what happens, not of history."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bridge.matrix.appservice import Listener
from demo.synapse import Synapse, bedrock, free_port
from registration.document import load
from tests.support.command import Command
from tests.support.histories import plain, write_export


async def heard(folder: Path, *modules: Any) -> Counter[str]:
    """The types of the events that the homeserver sends to us while we import."""
    command, port, types = Command(folder), free_port(), Counter[str]()
    synapse = Synapse(folder / "synapse", registrations=[command.registration], extra={"modules": list(modules)})
    command.init(synapse, "--url", f"http://127.0.0.1:{port}")

    async def store(_transaction: str, _digest: str, events: list[dict[str, Any]]) -> None:
        types.update(event["type"] for event in events)

    async with Listener(load(command.registration).hs_token.get_secret_value(), store) as listener:
        await listener.start("127.0.0.1", port)
        await asyncio.to_thread(synapse.start)
        await asyncio.to_thread(command.do, "plan", str(write_export(folder / "export", plain(60))))
        await asyncio.to_thread(command.do, "import")
        await asyncio.sleep(1)  # Synapse sends what is left within moments
        await asyncio.to_thread(synapse.stop)
    return types


@pytest.mark.parametrize("laid", [False, True], ids=["appended", "laid"])
async def test_only_what_is_appended_comes_back(laid: bool, tmp_path: Path) -> None:
    types = await heard(tmp_path, *([bedrock()] if laid else []))
    assert types["m.room.member"] > 0
    assert (types["m.room.message"] > 0) is not laid
