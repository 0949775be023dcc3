from typing import Any

from bridge.model.message import Forward
from tests.unit.matrix.cast import BORA, BOT, converted, message, only


def body(**changes: Any) -> str:
    told: str = only(message(**changes)).content["body"]
    return told


def test_a_forward_says_where_it_comes_from_and_when() -> None:
    forward = Forward(name="Bora\u202e", person=BORA, time=1_583_064_000_000)
    assert body(forward=forward) == "Forwarded from Bora, 2020-03-01 12:00 UTC\nHello"


def test_a_forward_of_a_known_person_uses_their_name() -> None:
    assert body(forward=Forward(person=BORA)) == "Forwarded from Bora\nHello"


def test_a_forward_of_nobody_known_is_a_loss() -> None:
    item = message(forward=Forward(time=2**60))
    assert only(item).content["body"] == "Forwarded message\nHello"
    assert converted(item).losses == ("forward-origin-unknown",)


def test_a_bot_and_a_signature_are_told() -> None:
    assert body(via="@gif", signature="Dana") == "via @gif\nHello\n— Dana"


def test_the_frame_looks_different_from_the_words() -> None:
    html = only(message(forward=Forward(name="<Bora>"))).content["formatted_body"]
    assert html == "<em>Forwarded from </em><strong><em>&lt;Bora&gt;</em></strong><br>Hello"


def test_a_sender_of_whom_nothing_is_known_is_not_taken_for_the_bot() -> None:
    item = message(sender=None)
    assert only(item).sender == BOT
    assert only(item).content["body"] == "From an unknown sender\nHello"
    assert converted(item).losses == ("sender-unknown",)


def test_an_edit_is_marked_for_people_and_for_programs() -> None:
    item = message(edited=1_600_000_000_500)
    draft = only(item)
    assert draft.content["body"] == "Hello"
    assert draft.content["formatted_body"] == "Hello <sup>(edited)</sup>"
    assert draft.content["beringia.source"]["edited"] == 1_600_000_000_500
    assert converted(item).losses == ("edit-history",)


def test_a_guessed_time_is_marked_for_programs() -> None:
    assert only(message(time_guessed=True)).content["beringia.source"]["time_guessed"] is True
