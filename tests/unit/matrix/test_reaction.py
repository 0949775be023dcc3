from typing import Any

import pytest

from bridge.matrix.content.emoji import fully_qualified
from bridge.matrix.content.reaction import reaction_key
from bridge.matrix.events import EventId
from bridge.matrix.to_content import finish
from bridge.model.ids import PersonId
from bridge.model.message import Reaction, Reactor
from tests.unit.matrix.cast import BORA, CHIDI, converted, drafts, ghost, message


def reaction(emoji: str = "👍", *people: PersonId, count: int = 0, **more: Any) -> Reaction:
    by = tuple(Reactor(person=person) for person in people)
    return Reaction(emoji=emoji, count=count or len(by), by=by, **more)


def test_a_reaction_is_its_givers_at_its_time() -> None:
    given = Reaction(emoji="👍", count=1, by=(Reactor(person=BORA, time=1_600_000_060_000),))
    said, reacted = drafts(message(reactions=(given,)))
    assert (reacted.type, reacted.sender, reacted.time) == ("m.reaction", ghost(BORA), 1_600_000_060_000)
    relation = {"rel_type": "m.annotation", "event_id": "$said", "key": "👍"}
    assert finish(reacted, {said.part: EventId("$said")})["m.relates_to"] == relation


def test_a_reaction_of_unknown_time_takes_the_messages() -> None:
    assert drafts(message(reactions=(reaction("👍", BORA),), time=5000))[1].time == 5000


def test_whoever_is_not_named_is_counted() -> None:
    given = reaction("👍", BORA, count=12), reaction("❤", count=3)
    assert converted(message(reactions=given)).losses == ("reactions-without-name:14",)


def test_nobody_gives_the_same_reaction_twice() -> None:
    given = reaction("❤", BORA, BORA, CHIDI), reaction("❤\ufe0f", BORA)
    assert len(drafts(message(reactions=given))) == 1 + 2


@pytest.mark.parametrize(("emoji", "key"), [("👍", "👍"), ("❤", "❤️"), ("❤‍🔥", "❤️‍🔥"), (":+1:", ":+1:"), ("a\0", "a␀")])
def test_a_key_is_the_clean_emoji(emoji: str, key: str) -> None:
    assert reaction_key(reaction(emoji)) == key


@pytest.mark.parametrize("emoji", ["5368324170671202286", "stickers/a.webp", "", "\u202e", "x" * 65])
def test_what_is_no_emoji_gets_a_stable_name(emoji: str) -> None:
    key = reaction_key(reaction(emoji))
    assert key.startswith(":emoji-") and key == reaction_key(reaction(emoji))


def test_two_custom_emoji_stay_two() -> None:
    assert reaction_key(reaction("😀", media="a.webp")) != reaction_key(reaction("😀", media="b.webp"))


def test_a_shortcode_of_the_source_stays_also_beside_a_picture() -> None:
    assert reaction_key(reaction(":wave 2:", media="wave.webp")) == ":wave 2:"


def test_pictures_that_become_words_are_counted() -> None:
    given = reaction("😀", BORA, media="a.webp")
    assert converted(message(reactions=(given,))).losses == ("reaction-pictures-as-text:1",)


@pytest.mark.parametrize("emoji", ["❤️", "☺︎", "✌🏽", "😀", "1", "👩‍💻"])
def test_an_emoji_that_is_whole_stays_as_it_is(emoji: str) -> None:
    assert fully_qualified(emoji) == emoji
