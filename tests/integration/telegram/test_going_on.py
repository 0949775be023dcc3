"""A basic group becomes a supergroup, on a real MTProto server: whoever listens is told where it goes on."""

from __future__ import annotations

from bridge.model.chat import Continuation
from bridge.model.ids import ChatId
from tests.support.telegram_login import linked, listening


def continuations(heard):
    return [one for one in heard if isinstance(one, Continuation)]


def group_of(server):
    anna = server.world.add_user("Anna", phone="491512345678")
    return server.world.add_group("Cats", [anna, server.world.add_user("Boris")]), anna


async def test_who_listens_is_told_where_a_group_goes_on(server):
    group, anna = group_of(server)
    chat = ChatId(f"chat{group.id}")
    async with listening(server, await linked(server, anna), chat) as running:
        await running.connector.follow(chat)
        channel = server.world.migrate(group, anna)
        heard = await running.until(continuations)
        assert continuations(heard) == [Continuation(chat=chat, by=ChatId(f"channel{channel.id}"))]


async def test_who_was_away_is_told_as_well(server):
    group, anna = group_of(server)
    chat, memory = ChatId(f"chat{group.id}"), await linked(server, anna)
    async with listening(server, memory, chat) as running:
        await running.connector.follow(chat)
    channel = server.world.migrate(group, anna)
    async with listening(server, memory, chat) as running:
        heard = await running.until(continuations)
        assert continuations(heard)[0].by == f"channel{channel.id}"
