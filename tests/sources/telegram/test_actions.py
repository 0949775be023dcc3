"""Every row of the two tables has been met in a fixture, and read by a person there."""

import pytest

from bridge.model.content import Unsupported
from bridge.model.event import Notice
from bridge.sources.json_stream import items
from bridge.sources.telegram.posts import KINDS
from bridge.sources.telegram.service import ACTIONS
from tests.sources.cases import FIXTURES
from tests.sources.telegram.records import content, event

TELEGRAM = FIXTURES / "telegram-desktop-json"


def records():
    for path in TELEGRAM.glob("*/input/result.json"):
        with path.open("rb") as stream:
            yield from found(next(items(stream, "", name=path.name)))


def found(value):
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from found(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from found(inner)


def test_every_action_is_in_a_fixture():
    assert (
        set(ACTIONS) - {record.get("action") for record in records() if "actor" in record or "action" in record}
        == set()
    )


def test_every_kind_of_post_is_in_a_fixture():
    assert set(KINDS) - {key for record in records() for key in record} == set()


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_an_action_without_any_of_its_fields_is_still_a_sentence(action):
    said = content(event(action))
    assert not isinstance(said, Notice) or said.text == said.text.strip() != "" or action == "custom_action"
    assert not isinstance(said, Unsupported)


def test_an_action_of_the_future_keeps_its_name_and_its_words():
    said = content(event("plant_a_tree", tree="oak", height=3, members=["Bora", "Chidi"]))
    assert (said.what, said.text.plain) == ("plant_a_tree", "height: 3\nmembers: Bora, Chidi\ntree: oak")


def test_a_service_message_without_an_action_is_visible():
    assert content(event(None)).what == "service message without an action"


def test_codes_that_can_be_redeemed_are_not_repeated():
    assert "SECRET" not in repr(content(event("gift_code_prize", actor=None, gift_code="SECRET", days=90)))
