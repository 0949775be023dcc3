"""By how much two clocks differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.store.aligning.clocks import QUARTER, Clock, Words, compare, one_in

HOUR = 4 * QUARTER


def said(*times, text="What number {} says"):
    words = Words(1)
    for number, time in enumerate(times):
        words.add(text.format(number), time)
    return words


@given(times=st.lists(st.integers(0, 10**12), min_size=2, max_size=30), quarters=st.integers(-104, 104))
def test_any_time_zone_is_found(times, quarters):
    ahead = quarters * QUARTER
    clock = compare(said(*times), said(*(time + ahead for time in times)), 1_000)
    assert {clock.known(time) - time for time in times} == {ahead}


def test_clocks_a_minute_apart_are_in_one_zone():
    assert not compare(said(0, HOUR), said(59_000, HOUR + 59_000), 1_000).differs


def test_nothing_in_common_tells_nothing():
    assert compare(said(0, text="a{}"), said(HOUR, text="b{}"), 1) == Clock()


def test_one_item_alone_does_not_move_a_clock():
    assert not compare(said(0), said(2 * HOUR), 1).differs


def test_summer_time_begins_where_the_difference_changes():
    times = [number * 10 * HOUR for number in range(40)]
    clock = compare(said(*times), said(*(time + (HOUR if time > 195 * HOUR else 2 * HOUR) for time in times)), 1)
    assert clock.known(0) == 2 * HOUR and clock.known(390 * HOUR) == 391 * HOUR
    assert len(clock.since) == 2


def test_a_twin_an_hour_later_is_no_change_of_the_clock():
    mine = [number * HOUR for number in range(20)]
    theirs = [time + (HOUR if time == 9 * HOUR else 0) for time in mine]
    assert not compare(said(*mine), said(*theirs), 1).differs


@pytest.mark.parametrize("words", ["ok", "haha"])
def test_what_everybody_says_all_the_time_is_no_evidence(words):
    assert not compare(said(*range(50), text=words), said(*range(HOUR, HOUR + 60), text=words), 1).differs


def test_of_a_million_items_a_sample_is_looked_at_and_the_same_on_both_sides():
    one, other = Words(one_in(1_000_000)), Words(one_in(1_000_000))
    for number in range(1_000):
        one.add(f"number {number}", number)
        other.add(f"number {number}", number)
    assert 50 < len(one.times) < 200 and one.times.keys() == other.times.keys()
