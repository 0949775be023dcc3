"""What each table gives back."""

from __future__ import annotations

from dataclasses import replace

from bridge.model.ids import ChatId, PersonId
from bridge.model.person import Person
from bridge.store import (
    Ghost,
    IncomingEvent,
    IncomingState,
    Phase,
    PlanRow,
    PlanState,
    Rate,
    Receipt,
    UploadState,
)
from tests.support.stores import a_chat, a_portal, an_event, an_export, an_item, say, say_one, stage

ANNA = Person(id=PersonId("anna"), name="Anna")
BORA = Person(id=PersonId("bora"), name="Bora")


async def test_an_export_is_found_by_its_bytes_wherever_it_lies(store):
    async with store.transaction() as tx:
        export = await store.exports.add(tx, an_export(hints={"timezone": "Europe/Berlin"}))
        await store.exports.set_counts(tx, export, {"text": 3})
    await store.exports.move(export, "/elsewhere")
    expected = an_export(id=export, path="/elsewhere", hints={"timezone": "Europe/Berlin"}, counts={"text": 3})
    assert await store.exports.by_fingerprint("f00d") == await store.exports.get(export) == expected


async def test_an_unknown_export_is_none(store):
    assert await store.exports.get(1) is None
    assert await store.exports.by_fingerprint("f00d") is None


async def test_a_chat_has_one_portal_which_knows_its_latest_title(store):
    async with store.transaction() as tx:
        first = await store.portals.ensure(tx, a_chat(title="Harbour"))
        again = await store.portals.ensure(tx, a_chat(title="New harbour"))
        other = await store.portals.ensure(tx, a_chat(id=ChatId("pier")))
    assert first == again != other
    assert (await store.portals.get(first)).chat.title == "New harbour"
    assert [portal.id for portal in await store.portals.list()] == [first, other]


async def test_a_portal_is_found_by_its_chat_and_by_its_room(store):
    portal = await a_portal(store)
    await store.portals.set_room(portal, "!room:example.org", lease="worker-1")
    await store.portals.set_phase(portal, Phase.LIVE)
    found = await store.portals.of_room("!room:example.org")
    assert found == await store.portals.of_chat("demo", "harbour")
    assert (found.id, found.phase) == (portal, Phase.LIVE)


async def test_of_two_descriptions_of_a_person_the_later_stays(store):
    async with store.transaction() as tx:
        old = await store.exports.add(tx, an_export())
        new = await store.exports.add(tx, an_export())
        await store.people.put_many(tx, "demo", [ANNA, BORA], export=old)
        await store.people.put_many(tx, "demo", [Person(id=PersonId("anna"), name="Anna K.")], export=new)
    people = await store.people.get_many("demo", ["anna", "bora", "chidi"])
    assert [person.name for person in people.values()] == ["Anna K.", "Bora"]
    assert await store.people.export_of("demo", "anna") == new
    assert await store.people.export_of("demo", "chidi") is None


async def test_thousands_of_people_are_found_at_once(store):
    crowd = [Person(id=PersonId(str(number))) for number in range(3_000)]
    async with store.transaction() as tx:
        await store.people.put_many(tx, "demo", crowd, export=await store.exports.add(tx, an_export()))
    assert len(await store.people.get_many("demo", [person.id for person in crowd])) == 3_000


async def test_the_people_of_a_portal_are_those_who_spoke_there(store):
    portal = await a_portal(store, [an_item(1, sender="anna"), an_item(2, sender=None)])
    await stage(store, [an_item(1, sender="bora")], chat=a_chat(id=ChatId("pier")))
    async with store.transaction() as tx:
        await store.people.put_many(tx, "demo", [ANNA, BORA], export=await store.exports.add(tx, an_export()))
    assert await store.people.all_of_portal(portal) == {"anna": ANNA}


async def test_a_ghost_keeps_the_name_that_it_got_first(store):
    ghost = Ghost(user_id="@anna:example.org", network="demo", person="anna", registered_at=0, name="Anna")
    assert await store.ghosts.name(ghost) == ghost
    assert await store.ghosts.name(replace(ghost, name="Anna 2")) == ghost
    assert await store.ghosts.get("@bora:example.org") is None


async def test_a_ghost_is_completed_once(store):
    ghost = Ghost(user_id="@anna:example.org", network="demo", person="anna", registered_at=0, name="Anna")
    await store.ghosts.name(ghost)
    stands = replace(ghost, registered_at=7, avatar_uri="mxc://example.org/a")
    assert await store.ghosts.complete(stands) == stands
    assert await store.ghosts.complete(replace(stands, registered_at=8, avatar_uri=None)) == stands
    assert await store.ghosts.get_many([ghost.user_id, "@bora:example.org"]) == {ghost.user_id: stands}


async def test_events_are_found_by_what_they_say_and_by_their_id(store):
    portal = await a_portal(store, [an_item(1), an_item(2)])
    await say(store, portal, 2)
    assert (await store.events.first_of(portal, ["1", "9"]))["1"].event_id == f"$said-{portal}-1"
    assert [row.message for row in await store.events.page(portal, 0, 10)] == ["1", "2"]
    assert await store.events.exists(f"$said-{portal}-2")
    assert not await store.events.exists("$nobody")
    assert await store.events.count(portal) == 2


async def test_a_reply_is_aimed_at_the_first_event_that_says_something(store):
    portal = await a_portal(store, [an_item(1)])
    (row,) = await store.inbox.next(portal, 1)
    parts = [an_event(0, role="join"), an_event(1, role="message"), an_event(2, role="message")]
    await say_one(store, row, events=parts)
    assert (await store.events.first_of(portal, ["1"]))["1"].event_id == "$event-1"
    assert [event.part for event in await store.events.of_message(portal, "1")] == [0, 1, 2]


async def test_a_state_event_that_changed_nothing_may_stand_for_two_items(store):
    portal = await a_portal(store, [an_item(1), an_item(2)])
    for row in await store.inbox.next(portal, 2):
        await say_one(store, row, events=[an_event(role="state", event_id="$same")])
    found = await store.events.of_events(["$same", "$other"])
    assert [row.message for row in found["$same"]] == ["1", "2"]


async def test_the_latest_in_a_thread_is_the_one_said_last(store):
    portal = await a_portal(store, [an_item(number) for number in range(1, 4)])
    for row in await store.inbox.next(portal, 3):
        events = [
            an_event(event_id=f"${row.message}", thread="1"),
            an_event(1, event_id=f"${row.message}-r", role="reaction"),
        ]
        await say_one(store, row, events=events)
    assert await store.events.latest_in_thread(portal, "1") == "$3"
    assert await store.events.latest_in_thread(portal, "2") is None


async def test_pages_of_events_join_without_gap_or_overlap(store):
    portal = await a_portal(store, [an_item(number) for number in range(7)])
    await say(store, portal, 7)
    seen, after = [], 0
    while page := await store.events.page(portal, after, 3):
        seen += [row.message for row in page]
        after = page[-1].sequence
    assert seen == [str(number) for number in range(7)]


async def test_members_are_as_the_last_change_left_them(store):
    portal = await a_portal(store, [an_item(1), an_item(2)])
    first, second = await store.inbox.next(portal, 2)
    await say_one(store, first, memberships={"@anna:example.org": "join", "@bora:example.org": "invite"})
    await say_one(store, second, memberships={"@anna:example.org": "leave", "@bora:example.org": "join"})
    async with store.transaction() as tx:
        await store.members.set(tx, portal, "@bot:example.org", "join")
    assert await store.members.joined(portal) == {"@bora:example.org", "@bot:example.org"}


async def test_an_address_is_replaced_until_its_upload_is_complete(store):
    await store.uploads.reserve("key", "mxc://example.org/1")
    await store.uploads.reserve("key", "mxc://example.org/2")
    assert (await store.uploads.get("key")).uri == "mxc://example.org/2"
    await store.uploads.complete("key", "mxc://example.org/2", "{}")
    await store.uploads.reserve("key", "mxc://example.org/3")
    await store.uploads.complete("key", "mxc://example.org/3", "{}")
    (upload,) = await store.uploads.all()
    assert (upload.uri, upload.state, upload.data) == ("mxc://example.org/2", UploadState.COMPLETE, "{}")


async def test_only_complete_uploads_come_in_pages(store):
    await store.uploads.reserve("a", "mxc://example.org/a")
    for key in "bcd":
        await store.uploads.complete(key, f"mxc://example.org/{key}", "{}")
    assert [upload.key for upload in await store.uploads.page("", 2)] == ["b", "c"]
    assert [upload.key for upload in await store.uploads.page("c", 2)] == ["d"]


async def test_a_file_of_an_export_is_remembered_by_its_reference(store):
    async with store.transaction() as tx:
        export = await store.exports.add(tx, an_export())
    assert await store.uploads.memo(export, "photos/1.jpg") is None
    await store.uploads.remember(export, "photos/1.jpg", "key")
    await store.uploads.remember(export, "photos/1.jpg", "other key")
    assert await store.uploads.memo(export, "photos/1.jpg") == "other key"


async def test_a_plan_and_its_chats_remember_how_far_they_are(store):
    portal = await a_portal(store)
    async with store.transaction() as tx:
        await store.plans.create(tx, PlanRow(id="tidal-otter", created_at=1, data="{}"), [portal])
    await store.plans.set_state("tidal-otter", PlanState.RUNNING)
    await store.plans.set_data("tidal-otter", "[]")
    plan = PlanRow(id="tidal-otter", created_at=1, data="[]", state=PlanState.RUNNING)
    assert await store.plans.get("tidal-otter") == plan
    assert (await store.plans.chats("tidal-otter"))[0].state is PlanState.WAITING


async def test_a_chat_that_is_tried_again_keeps_its_start_and_loses_its_error(store):
    portal = await a_portal(store)
    async with store.transaction() as tx:
        await store.plans.create(tx, PlanRow(id="tidal-otter", created_at=1, data="{}"), [portal])
    for now, state, error in [(10, "running", None), (20, "failed", "no room"), (30, "running", None)]:
        await store.plans.set_chat_state("tidal-otter", portal, PlanState(state), now=now, error=error)
    (chat,) = await store.plans.chats("tidal-otter")
    assert (chat.state, chat.started_at, chat.finished_at, chat.error) == (PlanState.RUNNING, 10, None, None)


async def test_the_latest_plan_is_the_newest(store):
    assert await store.plans.latest() is None
    async with store.transaction() as tx:
        for created_at, name in enumerate(["first", "second"]):
            await store.plans.create(tx, PlanRow(id=name, created_at=created_at, data="{}"), [])
    assert (await store.plans.latest()).id == "second"
    assert [plan.id for plan in await store.plans.list()] == ["second", "first"]


async def test_the_latest_rate_is_of_what_was_asked_for(store):
    await store.rates.add(Rate(measured_at=1, events=100, seconds=4.0, what="send"))
    await store.rates.add(Rate(measured_at=2, events=1, seconds=1.0, what="stage"))
    assert (await store.rates.latest("send")).per_second == 25.0
    assert await store.rates.latest("verify") is None


def test_nothing_measured_is_no_speed():
    assert Rate(measured_at=1, events=0, seconds=0.0, what="send").per_second == 0.0


async def test_a_transaction_that_comes_again_is_kept_once(store):
    events = [an_incoming("$1"), an_incoming("$2")]
    assert await store.incoming.store_transaction("7", "aa", events, now=1) is Receipt.NEW
    assert await store.incoming.store_transaction("7", "aa", events, now=2) is Receipt.REPEATED
    assert await store.incoming.waiting(10) == events


async def test_another_transaction_under_a_known_id_is_kept_and_reported(store):
    await store.incoming.store_transaction("7", "aa", [an_incoming("$1")], now=1)
    events = [an_incoming("$1"), an_incoming("$2")]
    assert await store.incoming.store_transaction("7", "bb", events, now=2) is Receipt.CONFLICTING
    assert await store.incoming.store_transaction("7", "bb", events, now=3) is Receipt.REPEATED
    assert [event.event_id for event in await store.incoming.waiting(10)] == ["$1", "$2"]


async def test_an_event_that_was_handled_does_not_wait_any_longer(store):
    await store.incoming.store_transaction("7", "aa", [an_incoming("$1"), an_incoming("$2")], now=1)
    await store.incoming.set_state("$1", IncomingState.IGNORED)
    assert [event.event_id for event in await store.incoming.waiting(10)] == ["$2"]


def an_incoming(event_id):
    return IncomingEvent(
        event_id=event_id,
        room_id="!room:example.org",
        sender="@anna:example.org",
        type="m.room.message",
        body="{}",
        received_at=1,
    )
