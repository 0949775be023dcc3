"""A line that breaks is made again: at once when it held, ever later when it breaks again and again."""

from __future__ import annotations

import asyncio

import pytest

from bridge.model.ids import ChatId
from tests.mtproto.faults import EVERY_METHOD
from tests.support.telegram_login import gate_of, linked, listening

PHONE = "491512345678"
A_WHILE = 1.5
"""s in which a tight loop would connect a few hundred times."""
FEW = 8
"""Connections that are made in that time with pauses of 0.05 s, 0.1 s, 0.2 s and so on."""


@pytest.fixture
def anna(server):
    return server.world.add_user("Anna", phone=PHONE)


@pytest.fixture
def connections(server):
    """Every connection that is made, one for one."""
    made, listen = [], type(server.connections).add

    class Counted(set):
        def add(self, connection):
            made.append(connection)
            listen(self, connection)

    server.connections = Counted(server.connections)
    return made


async def test_a_server_that_hangs_up_at_each_request_is_not_asked_in_a_tight_loop(server, anna, connections):
    memory = await linked(server, anna)
    connector = await gate_of(server).connect(memory)
    connections.clear()
    server.faults.drop_before(EVERY_METHOD, times=10_000)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(connector.details(ChatId("channel1")), A_WHILE)
    assert 1 <= len(connections) <= FEW
    await connector.close()


async def test_who_listens_meanwhile_asks_no_more(server, anna, connections):
    bob = server.world.add_user("Bob")
    crew = server.world.add_supergroup("Crew", [anna, bob])
    async with listening(server, await linked(server, anna), f"channel{crew.id}") as running:
        await running.connector.follow(ChatId(f"channel{crew.id}"))
        server.world.say(crew, bob, "hello")
        await running.until(bool)
        connections.clear()
        server.faults.drop_before(EVERY_METHOD, times=10_000)
        server.drop_connections()
        await asyncio.sleep(A_WHILE)
        assert len(connections) <= FEW
        server.faults.clear()
        server.world.say(crew, bob, "afterwards")
        await running.until(lambda heard: "afterwards" in str(heard))


async def test_letting_go_ends_the_pause(server, anna):
    connector = await gate_of(server, retry_delay=30).connect(await linked(server, anna))
    server.drop_connections()
    await asyncio.sleep(0.1)
    await asyncio.wait_for(connector.close(), 5)
    await asyncio.sleep(0)
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
