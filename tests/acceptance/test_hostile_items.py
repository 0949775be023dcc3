"""Whatever an archive holds, a real homeserver takes the events that it becomes, and gives them back unchanged."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, settings

from bridge.matrix.client import Homeserver
from bridge.matrix.events import Draft, EventId, RoomId, Surroundings
from bridge.matrix.room_state import RoomState
from bridge.matrix.source_key import SourceKeys
from bridge.matrix.to_content import drafts, finish
from bridge.model.ids import ChatId, Network
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable
from tests.acceptance.conftest import Party, Subject
from tests.strategies import MESSAGES, PEOPLE, items_in_surroundings

HOW_MANY = 40

Case = tuple[Message | Unreadable, Surroundings]


def hostile_items() -> list[Case]:
    """The same ones in every run."""
    found: list[Case] = []

    @settings(
        max_examples=HOW_MANY,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(items_in_surroundings())
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found


async def test_every_hostile_item_is_taken_and_given_back_unchanged(
    homeserver: Homeserver, subject: Subject, party: Party
) -> None:
    around = await a_room_with_earlier_messages(homeserver, subject, party)
    state = RoomState(joined=around.joined)
    for number, (item, case) in enumerate(hostile_items()):
        keys = SourceKeys(b"secret", Network("telegram"), ChatId(f"chat{number}"))
        here = replace(around, uploads=case.uploads, missing=case.missing, joined=state.joined, pinned=state.pinned)
        made = drafts(item, here, keys)
        sent: dict[int, EventId] = {}
        for draft in made:
            content = finish(draft, sent)
            sent[draft.part] = await send(
                homeserver, party.room, draft, content, keys.transaction(item.id, draft.part, draft.role)
            )
            stored = await homeserver.event(party.room, sent[draft.part])
            assert stored is not None
            assert (stored["content"], stored["sender"], stored["origin_server_ts"]) == (
                content,
                draft.sender,
                draft.time,
            )
        state = state.after_all(made)


async def a_room_with_earlier_messages(homeserver: Homeserver, subject: Subject, party: Party) -> Surroundings:
    ghosts = {str(person): subject.access.ghost(person) for person in PEOPLE}
    for ghost in ghosts.values():
        await homeserver.register(ghost)
        await homeserver.ensure_device(ghost)
    events = {
        str(message): await homeserver.send(
            party.room, party.anna, "m.room.message", f"earlier-{message}", {"msgtype": "m.text", "body": message}, 1
        )
        for message in MESSAGES
    }
    return Surroundings(
        network_title="Telegram",
        bot=homeserver.bot,
        ghosts=ghosts,
        names={person: f"{person.title()} (Telegram)" for person in ghosts},
        events=events,
        joined=frozenset({party.anna, party.bora}),
    )


async def send(
    homeserver: Homeserver, room: RoomId, draft: Draft, content: dict[str, object], transaction: str
) -> EventId:
    if draft.state_key is None:
        return await homeserver.send(room, draft.sender, draft.type, transaction, content, draft.time)
    return await homeserver.send_state(room, draft.sender, draft.type, draft.state_key, content, draft.time)
