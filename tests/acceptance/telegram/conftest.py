"""Everybody, and the bridge between them, on a real homeserver with and without bedrock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from demo.synapse import Synapse, bedrock, free_port
from tests.mtproto.server import Server
from tests.support.command import Command
from tests.support.matrix_people import Person
from tests.support.telegram_story import PAST, Story, configure


@pytest.fixture(params=["bedrock", "plain"])
async def story(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Story]:
    command = Command(tmp_path)
    extra: dict[str, Any] = {"modules": [bedrock()]} if request.param == "bedrock" else {}
    synapse = Synapse(tmp_path / "synapse", registrations=[command.registration], extra=extra)
    async with Server() as telegram:
        configure(command, telegram, synapse, free_port())
        await asyncio.to_thread(synapse.start)
        world = telegram.world
        anna, boris = world.add_user("Anna", phone="15550100001"), world.add_user("Boris", phone="15550100002")
        crew = world.add_supergroup("Crew", members=[anna, boris])
        for number, words in enumerate(PAST):
            world.say(crew, (anna, boris)[number % 2], words)
        people = [Person(synapse, synapse.register_user(name, "a password")) for name in ("anna", "dana")]
        told = Story(telegram, synapse, command, people[0], people[1], anna, boris, crew)
        told.start()
        try:
            yield told
        finally:
            if told.bridge is not None and told.bridge.poll() is None:
                told.bridge.kill()
                told.bridge.wait()
            await asyncio.to_thread(synapse.stop)
            assert not telegram.failures
