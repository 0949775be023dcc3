"""One stretch of time of two exports."""

from __future__ import annotations

import pytest

from bridge.store.aligning.block import Block
from bridge.store.aligning.namesakes import Namesakes
from bridge.store.aligning.places import SPACING, placed
from bridge.store.aligning.signs import TELLING, Form, Sign
from bridge.store.aligning.variants import Variation

MINUTE = 60_000


def signs(*said):
    """Each is (minute, sender, words), maybe with more."""
    return [a_sign(number, *one) for number, one in enumerate(said)]


def a_sign(number, minute, sender, words, form=Form.WORDS, edited=False):
    return Sign(
        str(number),
        round(minute * MINUTE),
        number * SPACING,
        sender,
        form,
        words,
        f"{form} {words}",
        telling=len(words) >= TELLING,
        edited=edited,
    )


def aligned(staged, known, precision=MINUTE):
    block = Block(staged, known, precision, Namesakes())
    block.align()
    return block


def talk(count=24, **others):
    """A chat in which nothing is said twice; ``others`` replace lines by number."""
    lines = [(number, "anna" if number % 2 else "bora", f"Line {number:02} of our talk") for number in range(count)]
    return [others.get(f"n{number}", line) for number, line in enumerate(lines)]


def test_twins_are_told_apart_by_their_order_and_their_neighbours():
    staged = signs((0, "a", "ok"), (0, "a", "Now for the boat"), (0, "a", "ok"))
    known = signs((0, "a", "Now for the boat"), (0, "a", "ok"))
    assert aligned(staged, known).partners == [-1, 0, 1]


def test_the_same_words_of_another_person_are_another_item():
    known = signs((0, "anna", "The tide is turning"), (1, "bora", "Then out we go at last"), (2, "bora", "ok"))
    staged = signs((0, "Mum", "The tide is turning"), (1, "Bo", "Then out we go at last"), (2, "Mum", "ok"))
    assert aligned(staged, known).partners == [0, 1, -1]


@pytest.mark.parametrize("minutes", [1, -1])
def test_a_clock_that_goes_a_minute_wrong_is_forgiven_where_all_else_is_there(minutes):
    staged = signs(*talk(n10=(10 + minutes * 1.0, "bora", "Line 10 of our talk")))
    staged.sort(key=lambda one: (one.time, one.place))
    assert -1 not in aligned(staged, signs(*talk())).partners


def test_two_that_crossed_on_their_way_are_the_same_where_all_else_is_there():
    lines = talk(n10=(10, "bora", "ok"), n11=(10, "anna", "Are you coming along?"))
    crossed = [*lines[:10], lines[11], lines[10], *lines[12:]]
    assert -1 not in aligned(signs(*crossed), signs(*lines)).partners


def test_two_that_crossed_stay_two_where_much_is_missing():
    staged = signs((0, "a", "ok"), (0, "a", "Now for the boat"))
    known = signs((0, "a", "Now for the boat"), (0, "a", "ok"))
    assert sorted(aligned(staged, known).partners) == [-1, 0]


def test_an_edit_that_is_known_of_is_a_variation():
    staged = signs(*talk(4, n2=(2, "bora", "Line 02 of our long talk", Form.WORDS, True)))
    block = aligned(staged, signs(*talk(4)))
    assert (block.partners, block.variations) == ([0, 1, 2, 3], {2: Variation.WORDS})


def test_an_edit_that_is_not_told_is_believed_where_all_else_is_there():
    block = aligned(signs(*talk(n12=(12, "bora", "Line 12 of our old talk"))), signs(*talk()))
    assert block.variations == {12: Variation.WORDS}


@pytest.mark.parametrize("words", ["Line 13 of our talk", "Something else entirely"])
def test_what_may_be_another_message_stays_one(words):
    assert aligned(signs(*talk(n12=(12, "bora", words))), signs(*talk())).partners[12] == -1


def test_what_was_deleted_in_one_is_what_the_other_has_there():
    gone = (2, "bora", "", Form.DELETED)
    assert aligned(signs(*talk(4, n2=gone)), signs(*talk(4))).variations == {2: Variation.DELETED}


def test_a_file_without_its_caption_is_a_file():
    one, other = ((2, "bora", words, Form.FILE) for words in ("", "The boat before it sank"))
    block = aligned(signs(*talk(4, n2=one)), signs(*talk(4, n2=other)))
    assert block.variations == {2: Variation.FILE} and not Variation.FILE.is_disagreement


def test_a_moment_with_a_hundred_thousand_twins_takes_no_time_to_speak_of():
    many = signs(*[(0, "anna", "ha")] * 100_000)
    assert -1 not in aligned(many, many[:50_000] + many[50_000:]).partners


def test_new_items_stand_between_their_neighbours():
    known = signs((0, "a", "first"), (0, "a", "fourth"))
    staged = signs((0, "a", "first"), (0, "b", "second"), (0, "c", "third"), (0, "a", "fourth"))
    second, third = placed(staged, known, [0, -1, -1, 1])
    assert known[0].place < second.place < third.place < known[1].place


def test_the_time_of_a_new_item_is_what_its_neighbours_allow():
    known = signs((0.5, "a", "first"), (2, "a", "third"))
    staged = signs((0, "a", "first"), (0, "b", "second"), (2, "a", "third"))
    assert [one.time for one in placed(staged, known, [0, -1, 1])] == [MINUTE // 2]


def test_where_nobody_else_is_a_new_item_keeps_its_own_place():
    (only,) = placed(signs((5, "a", "hello")), signs((0, "a", "first")), [-1])
    assert (only.time, only.place) == (5 * MINUTE, 0)
