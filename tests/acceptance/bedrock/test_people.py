"""What a person in the room notices: nothing, until looking for it; then all of it, in order."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from demo.synapse import Account
from tests.acceptance.bedrock.subject import BEGINNING, Room, Subject, ids

pytestmark = pytest.mark.xdist_group("bedrock one")


@pytest.fixture
def living(either: Subject) -> Room:
    return either.room()


@pytest.fixture
def person(either: Subject, living: Room) -> Account:
    """Somebody who is in the room already, and hears of it when they are named."""
    account = either.person()
    living.bring_in(account)
    return account


def sync(subject: Subject, person: Account, **query: str) -> dict[str, object]:
    return subject.client("GET", "/sync", token=person.access_token, timeout="0", **query)


def notifications(subject: Subject, person: Account) -> list[str]:
    told = subject.client("GET", "/notifications", token=person.access_token)["notifications"]
    return ids([one["event"] for one in told])


def history(room: Room, person: Account, number: int = 30) -> list[dict[str, object]]:
    """It mentions the person, in all ways."""
    named = {"m.mentions": {"user_ids": [person.user_id], "room": True}}
    return [room.message(f"@room {person.user_id} boat {n}", content=named) for n in range(number)]


def test_what_is_laid_is_not_news(either: Subject, living: Room, person: Account):
    since = str(sync(either, person)["next_batch"])
    living.laid(*history(living, person))
    assert "rooms" not in sync(either, person, since=since)


def test_what_is_laid_notifies_nobody(either: Subject, living: Room, person: Account):
    before = notifications(either, person)
    living.laid(*history(living, person))
    counts = sync(either, person)["rooms"]["join"][living.id]["unread_notifications"]  # type: ignore[index]
    assert notifications(either, person) == before
    assert counts == {"notification_count": 0, "highlight_count": 0}


def test_after_it_was_laid_the_living_still_notify(either: Subject, living: Room, person: Account):
    living.laid(*history(living, person))
    living.say(f"hello {person.user_id}")
    counts = sync(either, person)["rooms"]["join"][living.id]["unread_notifications"]  # type: ignore[index]
    assert counts["notification_count"] == 1


@pytest.mark.parametrize("page", [1, 7, 100])
def test_paging_back_goes_through_the_living_and_the_history(either: Subject, living: Room, person: Account, page: int):
    living.say("living one", person.access_token)
    old = history(living, person, 12)
    living.laid(*old[6:])
    living.laid(*old[:6])
    living.say("living two", person.access_token)
    events = living.timeline(person.access_token, page)
    said = [event["content"]["body"] for event in events if event["type"] == "m.room.message"]
    assert said == [*(str(event["content"]["body"]) for event in old), "living one", "living two"]  # type: ignore[index]


def test_paging_forward_from_the_middle_reaches_the_living(either: Subject, living: Room, person: Account):
    old = history(living, person, 12)
    living.laid(*old)
    alive = living.say("living")
    context = either.client(
        "GET",
        f"/rooms/{quote(living.id)}/context/{quote(str(old[5]['event_id']))}",
        limit="0",
        token=person.access_token,
    )
    query = {"dir": "f", "limit": "100", "from": context["end"]}
    ahead = either.client("GET", f"/rooms/{quote(living.id)}/messages", token=person.access_token, **query)["chunk"]
    assert [one for one in ids(ahead) if one in {*ids(old), alive["event_id"]}] == [*ids(old[6:]), alive["event_id"]]


def test_search_finds_what_is_old(either: Subject, living: Room, person: Account):
    told = living.message("the quincunx of lighthouses")
    living.laid(told)
    asked = {"search_categories": {"room_events": {"search_term": "quincunx", "filter": {"rooms": [living.id]}}}}
    found = either.client("POST", "/search", asked, person.access_token)["search_categories"]["room_events"]["results"]
    assert [one["result"]["event_id"] for one in found] == [told["event_id"]]


def test_a_day_of_old_is_found(either: Subject, living: Room, person: Account):
    old = history(living, person)
    living.laid(*old)
    path = f"/_matrix/client/v1/rooms/{quote(living.id)}/timestamp_to_event"
    found = either.call("GET", path, token=person.access_token, ts=str(BEGINNING), dir="f").body
    assert found["event_id"] == old[0]["event_id"]


def test_a_newcomer_sees_it_all(either: Subject, living: Room, person: Account):
    old = history(living, person, 25)
    living.laid(*old[:10])
    newcomer = either.person("nila")
    living.bring_in(newcomer)
    living.laid(*old[10:])
    assert living.bodies(newcomer.access_token) == [event["content"]["body"] for event in old]  # type: ignore[index]


def test_a_newcomer_sees_it_all_from_the_first_sync_on(either: Subject, living: Room, person: Account):
    old = history(living, person, 25)
    living.laid(*old)
    newcomer = either.person("nila")
    living.bring_in(newcomer)
    narrow = json.dumps({"room": {"timeline": {"limit": 3}, "state": {"lazy_load_members": True}}})
    timeline = sync(either, newcomer, filter=narrow)["rooms"]["join"][living.id]["timeline"]  # type: ignore[index]
    query = {"dir": "b", "limit": "200", "from": timeline["prev_batch"]}
    behind = either.client("GET", f"/rooms/{quote(living.id)}/messages", token=newcomer.access_token, **query)["chunk"]
    assert [one for one in ids(behind) if one in set(ids(old))] == ids(old)[::-1]


def test_a_person_answers_to_history(either: Subject, living: Room, person: Account):
    told = living.message("who is coming?")
    living.laid(told)
    relates = {"rel_type": "m.annotation", "event_id": told["event_id"], "key": "✋"}
    path = f"/rooms/{quote(living.id)}/send/m.reaction/1"
    reaction = either.client("PUT", path, {"m.relates_to": relates}, person.access_token)
    path = f"/_matrix/client/v1/rooms/{quote(living.id)}/relations/{quote(told['event_id'])}"
    assert ids(either.call("GET", path, token=person.access_token).body["chunk"]) == [reaction["event_id"]]
