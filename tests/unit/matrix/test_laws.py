"""What holds for every item, however hostile. Making an item takes longer than judging it, so all laws judge each."""

import json
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from canonicaljson import encode_canonical_json
from hypothesis import HealthCheck, given, settings

from bridge.matrix.cleaning import clean
from bridge.matrix.events import LETTING_IN, Earlier, EventId, Given, Role, Surroundings
from bridge.matrix.room_state import RoomState
from bridge.matrix.source_key import FIELD
from bridge.matrix.to_content import MAY_BE_SILENT, convert, drafts, finish, losses, outcome
from bridge.model.content import Written
from bridge.model.event import Membership
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable
from tests.strategies import items_in_surroundings
from tests.unit.matrix.cast import KEYS

Case = tuple[Message | Unreadable, Surroundings]

ALLOWED = {
    "a": {"href"},
    "blockquote": set(),
    "br": set(),
    "code": {"class"},
    "del": set(),
    "em": set(),
    "img": {"data-mx-emoticon", "src", "height", "alt"},
    "pre": set(),
    "span": {"data-mx-spoiler"},
    "strong": set(),
    "sup": set(),
    "u": set(),
}


def sent(case: Case) -> list[dict[str, Any]]:
    made = drafts(*case, KEYS)
    return [finish(draft, {one.part: EventId(f"$sent-{one.part}") for one in made}) for draft in made]


def values(thing: object) -> Iterator[object]:
    yield thing
    inner = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
    for value in inner:
        yield from values(value)


class Checker(HTMLParser):
    """Refuses whatever is not on the list, or is not nested properly."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= ALLOWED[tag]
        for name, value in attrs:
            assert name != "href" or (value or "").startswith(("https://", "http://", "mailto:"))
            assert name != "src" or (value or "").startswith("mxc://")
        assert tag != "a" or tag not in self.open
        if tag not in ("br", "img"):
            self.open.append(tag)
            self.deepest = max(self.deepest, len(self.open))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def every_content_is_canonical_json_within_the_limit(case: Case) -> None:
    for content in sent(case):
        encoded = encode_canonical_json(content)
        assert len(encoded) <= case[1].content_limit
        assert json.loads(encoded) == content


def numbers_are_whole_and_within_the_limits_of_canonical_json(case: Case) -> None:
    for value in values([*sent(case), *(draft.time for draft in drafts(*case, KEYS))]):
        assert not isinstance(value, float)
        assert not isinstance(value, int) or abs(value) < 2**53


def nothing_that_clients_or_databases_choke_on_is_left(case: Case) -> None:
    for value in values(sent(case)):
        if isinstance(value, str):
            assert clean(value) == value
            assert "\0" not in value


def html_is_properly_nested_and_from_the_allow_list(case: Case) -> None:
    contents = sent(case)
    for content in [*contents, *(content.get("m.new_content", {}) for content in contents)]:
        checker = Checker()
        checker.feed(content.get("formatted_body", ""))
        checker.close()
        assert not checker.open
        assert checker.deepest <= 12


def every_item_becomes_at_least_one_event(case: Case) -> None:
    item = case[0]
    kind = item.content.__struct_config__.tag if isinstance(item, Message) else ""
    assert drafts(*case, KEYS) or kind in MAY_BE_SILENT


def parts_are_numbered_in_order_and_marked_with_their_source(case: Case) -> None:
    made = drafts(*case, KEYS)
    assert [KEYS.find(draft.content) for draft in made] == [(KEYS.key(case[0].id), draft.part) for draft in made]
    said = [draft.part for draft in made if draft.part < LETTING_IN]
    assert said == list(range(len(said)))
    assert case[1].live or len(said) == len(made)


def what_is_said_keeps_its_numbers_whoever_must_be_let_in(case: Case) -> None:
    item, around = case
    if around.live and not (isinstance(item, Message) and isinstance(item.content, Membership)):
        everybody = replace(around, joined=frozenset(around.ghosts.values()), banned=frozenset())
        said = {draft.part: draft.type for draft in drafts(*case, KEYS) if draft.part < LETTING_IN}
        assert said == {draft.part: draft.type for draft in drafts(item, everybody, KEYS) if draft.part < LETTING_IN}


def the_same_item_always_gives_the_same_bytes(case: Case) -> None:
    assert repr(convert(*case, KEYS)) == repr(convert(*case, KEYS))


def whoever_sends_is_in_the_room_at_that_moment(case: Case) -> None:
    _, around = case
    state, invited = RoomState(around.joined, around.pinned, around.banned), set[str]()
    for draft in drafts(*case, KEYS):
        comes_in = draft.role is Role.JOIN and draft.sender in invited
        assert draft.sender == around.bot or draft.sender in state.joined or comes_in
        if draft.role is Role.INVITE:
            assert draft.state_key not in state.joined | state.banned
            invited.add(draft.state_key or "")
        state = state.after(draft)


def messages_are_said_in_the_senders_name_only(case: Case) -> None:
    item, around = case
    sender = around.ghosts.get(item.sender or "", around.bot) if isinstance(item, Message) else around.bot
    speakers = {draft.sender for draft in drafts(*case, KEYS) if draft.role in (Role.MESSAGE, Role.POLL_END)}
    assert speakers <= {sender, around.bot, *(one.sender for one in earlier(around) if one.ours)}
    if isinstance(item, Message) and isinstance(item.content, Written):
        assert speakers == {sender}


def every_message_event_says_whom_it_mentions_and_never_the_whole_room(case: Case) -> None:
    for draft in drafts(*case, KEYS):
        if draft.role in (Role.MESSAGE, Role.REVISION) and draft.state_key is None:
            assert draft.content["m.mentions"].keys() <= {"user_ids"}


def no_person_reacts_twice_in_the_same_way(case: Case) -> None:
    reactions = [(draft.sender, draft.key) for draft in drafts(*case, KEYS) if draft.role is Role.REACTION]
    assert len(reactions) == len(set(reactions))
    assert all(key and len(key) <= 500 for _, key in reactions)


def transaction_ids_never_collide_within_an_item(case: Case) -> None:
    made = drafts(*case, KEYS)
    assert len({KEYS.transaction(case[0].id, draft.part, draft.role) for draft in made}) == len(made)


def every_character_that_was_written_is_in_the_bodies(case: Case) -> None:
    item = case[0]
    if isinstance(item, Message) and isinstance(item.content, Written):
        bodies = iter("".join(content.get("body", "") for content in sent(case)))
        assert all(letter in bodies for letter in clean(item.content.text.plain).strip())


def what_is_not_done_has_a_reason_and_losses_are_short_codes(case: Case) -> None:
    item, around = case
    result, reason = outcome(item, around)
    assert (result == "done") == (not reason)
    assert result in {"done", "unsupported", "missing"}
    assert all(code and "\n" not in code for code in losses(item, around))


def relations_point_to_the_items_own_main_event(case: Case) -> None:
    made = {draft.part: draft for draft in drafts(*case, KEYS)}
    order = list(made)
    for draft in made.values():
        if draft.relation is not None:
            assert made[draft.relation.part].role in (Role.MESSAGE, Role.STATE, Role.JOIN, Role.LEAVE)
            assert order.index(draft.relation.part) < order.index(draft.part)
            assert FIELD in draft.content


def only_what_we_said_is_replaced_and_by_whoever_said_it(case: Case) -> None:
    places = {one.event_id: one for one in earlier(case[1])}
    for draft in drafts(*case, KEYS):
        if draft.role is Role.REVISION:
            place = places[EventId(draft.key or "")]
            assert place.ours
            assert (draft.sender, draft.type) == (place.sender, place.type)
            assert draft.content["m.relates_to"] == {"rel_type": "m.replace", "event_id": place.event_id}


def only_what_is_amended_is_taken_away_and_once(case: Case) -> None:
    gone = [draft.redacts for draft in drafts(*case, KEYS) if draft.role is Role.REDACTION]
    assert len(gone) == len(set(gone))
    there = {one.event_id for one in earlier(case[1])} | {one.event_id for one in reactions_under(case[1])}
    assert set(gone) <= there


def strangers_reactions_stay(case: Case) -> None:
    people = {*case[1].ghosts.values(), *case[1].linked.values()}
    strange = {one.event_id for one in reactions_under(case[1]) if one.sender not in people}
    assert not strange & {draft.redacts for draft in drafts(*case, KEYS)}


def among_people_the_bot_alone_changes_the_room(case: Case) -> None:
    if case[1].live:
        for draft in drafts(*case, KEYS):
            assert draft.state_key is None or draft.sender in (case[1].bot, draft.state_key)


def nobody_speaks_who_is_silenced(case: Case) -> None:
    state = RoomState(case[1].joined, levels=case[1].levels)
    for draft in drafts(*case, KEYS):
        levels = (state.levels or {}).get("users", {})
        assert draft.type == "m.room.member" or levels.get(draft.sender, 0) >= 0
        state = state.after(draft)


def whoever_has_as_much_power_as_the_bot_keeps_it(case: Case) -> None:
    before = (case[1].levels or {}).get("users", {})
    for draft in drafts(*case, KEYS):
        if draft.type == "m.room.power_levels":
            assert {user: level for user, level in before.items() if level >= 100}.items() <= draft.content[
                "users"
            ].items()


def earlier(around: Surroundings) -> list[Earlier]:
    return [one for some in around.parts.values() for one in some]


def reactions_under(around: Surroundings) -> list[Given]:
    return [one for some in around.given.values() for one in some]


LAWS = (
    every_content_is_canonical_json_within_the_limit,
    numbers_are_whole_and_within_the_limits_of_canonical_json,
    nothing_that_clients_or_databases_choke_on_is_left,
    html_is_properly_nested_and_from_the_allow_list,
    every_item_becomes_at_least_one_event,
    parts_are_numbered_in_order_and_marked_with_their_source,
    what_is_said_keeps_its_numbers_whoever_must_be_let_in,
    the_same_item_always_gives_the_same_bytes,
    whoever_sends_is_in_the_room_at_that_moment,
    messages_are_said_in_the_senders_name_only,
    every_message_event_says_whom_it_mentions_and_never_the_whole_room,
    no_person_reacts_twice_in_the_same_way,
    transaction_ids_never_collide_within_an_item,
    every_character_that_was_written_is_in_the_bodies,
    what_is_not_done_has_a_reason_and_losses_are_short_codes,
    relations_point_to_the_items_own_main_event,
    only_what_we_said_is_replaced_and_by_whoever_said_it,
    only_what_is_amended_is_taken_away_and_once,
    strangers_reactions_stay,
    among_people_the_bot_alone_changes_the_room,
    nobody_speaks_who_is_silenced,
    whoever_has_as_much_power_as_the_bot_keeps_it,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(items_in_surroundings())
def test_every_item_obeys_every_law(case: Case) -> None:
    for law in LAWS:
        law(case)
