"""What the homeserver in memory does on demand; that it is honest is seen in ``acceptance/test_client.py``."""

from __future__ import annotations

import subprocess
import sys

from tests.support.access import access_to
from tests.support.homeserver import DROP, FakeHomeserver, World, in_a_thread, on

PROGRAM = """
import asyncio, sys
from bridge.matrix.client import Homeserver
async def main(address, token, domain, bot):
    async with Homeserver(address, token, domain, bot) as client:
        await client.register(bot)
        print(await client.whoami())
asyncio.run(main(*sys.argv[1:]))
"""


def test_a_process_can_talk_to_one_in_a_thread():
    with in_a_thread(FakeHomeserver()) as fake:
        settings = fake.settings
        command = [sys.executable, "-c", PROGRAM, fake.address, settings.as_token, settings.domain, settings.bot]
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert said.stdout.strip() == settings.bot
    assert settings.bot in fake.world.users


async def test_another_one_can_go_on_with_the_same_world():
    world = World()
    async with FakeHomeserver(world=world) as first, access_to(first).client() as client:
        await client.register(client.bot)
    async with FakeHomeserver(world=world) as second, access_to(second).client() as client:
        assert await client.register(client.bot) is False


async def test_it_lists_what_was_asked():
    async with FakeHomeserver(hook=on("whoami", "before", DROP)) as fake, access_to(fake).client() as client:
        await client.whoami()
        assert {(moment.endpoint, moment.user) for moment in fake.requests} == {("whoami", client.bot)}
        assert len(fake.requests) >= 2
