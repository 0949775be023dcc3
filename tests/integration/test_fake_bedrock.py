"""The homeserver in memory lays history beneath a room as the module of Synapse does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.support.homeserver import DIE, no_fault, on
from tests.support.homeserver.routes import BEDROCK, CLIENT
from tests.support.homeserver.site import HELLO, RESTRICTED, Site, a_site
from tests.support.homeserver.world import Json


@pytest.fixture(params=["11", "12"])
async def site(request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    """With a gap."""
    async with a_site() as site:
        await site.make_room(request.param)
        await site.open()
        yield site


def refusals(answer: Any) -> list[tuple[str, str]]:
    return [(refused["event_id"], refused["errcode"]) for refused in answer["refused"]]


async def test_without_the_module_its_paths_are_unknown():
    async with a_site(bedrock=False) as site:
        status, answer = await site.ask("GET", f"{BEDROCK}/status")
        assert (status, answer["errcode"]) == (404, "M_UNRECOGNIZED")


async def test_a_module_that_is_not_ready_says_why():
    async with a_site(bedrock_reason="Synapse is too new.") as site:
        await site.make_room()
        assert (await site.ask("GET", f"{BEDROCK}/status"))[1]["reason"] == "Synapse is too new."
        status, answer = await site.call("ground")
        assert (status, answer["errcode"], answer["error"]) == (409, "BERINGIA_NOT_READY", "Synapse is too new.")


async def test_only_the_bot_may_ask(site: Site):
    site.fake.world.user(site.anna)
    assert (await site.call("ground", user_id=site.anna))[0] == 403


async def test_opening_again_changes_nothing(site: Site):
    before, ground = len(site.fake.world.rooms[site.room].events), site.ground
    assert await site.open() == ground == (await site.call("ground"))[1]
    assert len(site.fake.world.rooms[site.room].events) == before
    assert ground["top"] == ground["base"] - 1 + 2**52
    assert set(ground["members"]) == {site.anna, site.fake.settings.bot}


async def test_a_homeserver_that_died_while_opening_keeps_the_joins():
    async with a_site() as site:
        await site.make_room()
        site.fake.hook = on("bedrock_members", "after", DIE)
        with pytest.raises(aiohttp.ClientError):
            await site.open()
        await site.fake.death()
        assert site.fake.world.rooms[site.room].membership(site.anna) == "join"
        await site.fake.start()
        assert site.anna in (await site.open())["members"]


@pytest.mark.parametrize(
    ("room", "code"),
    [
        ({"version": "10"}, "BERINGIA_ROOM_VERSION"),
        ({"creation_content": {}}, "BERINGIA_FEDERATED"),
        ({"initial_state": [RESTRICTED, {"type": "m.room.encryption", "content": {}}]}, "BERINGIA_ENCRYPTED"),
    ],
)
async def test_some_rooms_get_no_gap(room: Json, code: str):
    async with a_site() as site:
        await site.make_room(**room)
        status, answer = await site.call("open", {"members": []})
        assert (status, answer["errcode"]) == (400, code)


async def test_a_room_in_which_somebody_spoke_gets_no_gap():
    async with a_site() as site:
        await site.make_room()
        await site.say("now")
        status, answer = await site.call("open", {"members": []})
        assert (status, answer["errcode"]) == (409, "BERINGIA_INHABITED")
        assert [(await site.call(verb, {"events": []}))[0] for verb in ("ground", "lay")] == [404, 409]


async def test_a_marker_that_is_not_raised_is_not_believed():
    async with a_site() as site:
        await site.make_room()
        anchor = site.fake.world.rooms[site.room].events[-1].id
        await site.ask("PUT", f"{CLIENT}/rooms/{site.room}/state/beringia.bedrock/", {"v": 1, "anchor": anchor})
        assert (await site.call("ground"))[0] == 404


async def test_history_lies_beneath_the_living_in_the_order_of_its_depth(site: Site):
    now = await site.say("now")
    later, earlier = site.event(7), site.event(3)
    assert await site.lay(later, earlier) == {"laid": 2, "known": 0, "refused": []}
    expected = [earlier["event_id"], later["event_id"], site.ground["marker"], now]
    assert (await site.read("b"))[:4] == expected[::-1]
    assert [event["event_id"] for event in site.fake.timeline(site.room)][-4:] == expected


async def test_reading_forwards_from_nowhere_passes_over_history_and_from_the_anchor_does_not(site: Site):
    laid = site.event()
    await site.lay(laid)
    assert laid["event_id"] not in await site.read("f")
    path = f"{CLIENT}/rooms/{site.room}/context/{site.ground['anchor']}"
    anchor = (await site.ask("GET", path, limit="0"))[1]
    assert (await site.read("f", **{"from": anchor["end"]}))[0] == laid["event_id"]


async def test_history_has_neighbours(site: Site):
    events = [site.event(depth) for depth in (1, 3, 4)]
    await site.lay(*events)
    around = (await site.ask("GET", f"{CLIENT}/rooms/{site.room}/context/{events[1]['event_id']}", limit="2"))[1]
    assert [around[key][0]["event_id"] for key in ("events_before", "events_after")] == [
        events[0]["event_id"],
        events[2]["event_id"],
    ]


@pytest.mark.parametrize("depth", [4, 5])
async def test_a_neighbour_that_lies_too_near_is_not_seen_before_an_event(site: Site, depth: int):
    """Why depths leave a gap between events: Synapse looks for what is before among lower depths and places."""
    far, near, event = site.event(1), site.event(4), site.event(depth, content={**HELLO, "body": "after"})
    await site.lay(*((far, near, event) if depth == 5 else (far, event, near)))
    around = (await site.ask("GET", f"{CLIENT}/rooms/{site.room}/context/{event['event_id']}", limit="2"))[1]
    assert [before["event_id"] for before in around["events_before"]] == [far["event_id"]]


async def test_the_same_event_is_laid_once(site: Site):
    event = site.event()
    await site.lay(event)
    assert await site.lay(event, event, site.event(2)) == {"laid": 1, "known": 2, "refused": []}


async def test_another_id_than_was_announced_is_refused(site: Site):
    event = {**site.event(), "origin_server_ts": 7}
    assert refusals(await site.lay(event)) == [(event["event_id"], "BERINGIA_EVENT_ID")]


async def test_what_refers_to_something_refused_is_refused_too(site: Site):
    bad = site.event(content={"msgtype": "m.text"})
    reply = site.event(2, content={**HELLO, "m.relates_to": {"m.in_reply_to": {"event_id": bad["event_id"]}}})
    answer = await site.lay(bad, reply, site.event(3))
    assert answer["laid"] == 1
    assert refusals(answer) == [(bad["event_id"], "M_UNKNOWN"), (reply["event_id"], "BERINGIA_DEPENDS")]


async def test_a_reaction_is_laid_once_whatever_its_time(site: Site):
    message = site.event()
    first, again = site.reaction(message["event_id"]), site.reaction(message["event_id"])
    again = site.event(10, kind="m.reaction", content=again["content"])
    assert refusals(await site.lay(message, first, again)) == [(again["event_id"], "M_DUPLICATE_ANNOTATION")]
    assert refusals(await site.lay(again)) == [(again["event_id"], "M_DUPLICATE_ANNOTATION")]
    assert (await site.lay(first))["known"] == 1


async def test_a_nul_in_a_reaction_is_refused_and_the_others_are_laid(site: Site):
    message = site.event()
    answer = await site.lay(message, site.reaction(message["event_id"], "\0"), site.reaction(message["event_id"]))
    assert (answer["laid"], len(answer["refused"])) == (2, 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"depth": 2**52}, "M_BAD_JSON"),
        ({"depth": -1}, "M_BAD_JSON"),
        ({"content": {**HELLO, "number": 1.5}}, "M_BAD_JSON"),
        ({"content": {**HELLO, "m.mentions": {"user_ids": "all"}}}, "M_BAD_JSON"),
        ({"content": {**HELLO, "body": "x" * 65_500}}, "M_TOO_LARGE"),
        ({"kind": "m.room.power_levels", "state_key": ""}, "M_FORBIDDEN"),
        ({"kind": "m.space.child", "state_key": ""}, "M_FORBIDDEN"),
        ({"depth": 0}, "M_FORBIDDEN"),
    ],
)
async def test_what_is_no_history_is_refused(site: Site, changes: Json, code: str):
    event = site.event(**changes)
    assert refusals(await site.lay(event)) == [(event["event_id"], code)]


async def test_a_lone_surrogate_is_refused(site: Site):
    event = {**site.event(), "content": {**HELLO, "body": "\ud800"}}
    assert refusals(await site.lay(event)) == [(event["event_id"], "M_BAD_JSON")]


async def test_only_exactly_the_right_authorisation_will_do(site: Site):
    right, bot = site.auth(site.anna), site.ground["members"][site.fake.settings.bot]
    wrong = [[*right, bot], right[:-1], right[1:], [*right[:-1], bot], [*right, right[0]], [*right, "$nothing"]]
    answer = await site.lay(*(site.event(auth_events=auth) for auth in wrong))
    assert [code for _, code in refusals(answer)] == ["M_FORBIDDEN"] * len(wrong)


async def test_strangers_have_no_history_here(site: Site):
    event = site.event(sender="@mallory:fake.localhost", auth_events=site.auth(site.anna))
    assert refusals(await site.lay(event)) == [(event["event_id"], "M_FORBIDDEN")]


async def test_who_joined_in_the_past_may_speak_in_it_and_who_left_may_not(site: Site):
    joining = site.joining(site.bora, 1)
    site.ground["members"][site.bora] = joining["event_id"]
    auth = site.auth(site.bora)
    leave: Json = {"kind": "m.room.member", "state_key": site.bora, "content": {"membership": "leave"}}
    leaving = site.event(3, sender=site.bora, replaces=joining["event_id"], **leave)
    late = site.event(4, sender=site.bora, auth_events=[*auth[:-1], leaving["event_id"]])
    answer = await site.lay(joining, site.event(2, sender=site.bora), leaving, late)
    assert (answer["laid"], refusals(answer)) == (3, [(late["event_id"], "M_FORBIDDEN")])
    read = (await site.ask("GET", f"{CLIENT}/rooms/{site.room}/event/{leaving['event_id']}"))[1]
    assert read["unsigned"]["prev_content"]["membership"] == "join"
    assert site.fake.world.rooms[site.room].membership(site.bora) == "leave"


async def test_a_standing_membership_is_laid_first_and_once_for_each_user(site: Site):
    standing = site.joining(site.bora, 0)
    site.ground["members"][site.bora] = standing["event_id"]
    assert (await site.lay(site.event(5, sender=site.bora), standing))["laid"] == 2
    assert (await site.call("ground"))[1]["members"][site.bora] == standing["event_id"]
    assert len(refusals(await site.lay({**site.joining(site.anna, 0)}))) == 1


async def test_only_the_author_or_who_has_the_power_redacts(site: Site):
    bot = site.fake.settings.bot
    of_bot, of_anna = site.event(1, sender=bot), site.event(1)
    by_bot = site.event(2, sender=bot, kind="m.room.redaction", content={"redacts": of_anna["event_id"]})
    mine, others = (
        site.event(3, kind="m.room.redaction", content={"redacts": target["event_id"]}) for target in (of_anna, of_bot)
    )
    answer = await site.lay(of_bot, of_anna, by_bot, mine, others)
    assert (answer["laid"], refusals(answer)) == (4, [(others["event_id"], "M_FORBIDDEN")])


async def test_a_survey_says_what_is_there(site: Site):
    event, other = site.event(1), site.event(2)
    await site.lay(event)
    answer = (await site.call("survey", {"event_ids": [other["event_id"], event["event_id"]]}))[1]
    assert answer == {"present": {event["event_id"]: event["depth"]}, "laid": 1}


async def test_too_much_at_once_is_refused_as_a_whole():
    async with a_site(bedrock_events=2, bedrock_bytes=9_000) as site:
        await site.make_room()
        await site.open()
        for body in ({"events": [site.event()] * 3}, {"events": [], "more": "x" * 9_000}):
            status, answer = await site.call("lay", body)
            assert (status, answer["errcode"]) == (413, "M_TOO_LARGE")


async def test_a_homeserver_that_dies_between_two_slices_keeps_the_first():
    async with a_site(bedrock_slice=2) as site:
        await site.make_room()
        await site.open()
        events = [site.event(depth) for depth in range(1, 6)]
        site.fake.hook = on("bedrock_slice", "after", DIE)
        with pytest.raises(aiohttp.ClientError):
            await site.lay(*events)
        await site.fake.death()
        site.fake.hook = no_fault
        await site.fake.start()
        assert await site.lay(*events) == {"laid": 3, "known": 2, "refused": []}


async def test_two_requests_at_once_lay_everything_once():
    async with a_site(bedrock_slice=1) as site:
        await site.make_room()
        await site.open()
        events = [site.event(depth) for depth in range(1, 6)]
        answers = await asyncio.gather(site.lay(*events), site.lay(*events))
        assert sorted(answer["laid"] for answer in answers) == [0, 5]
