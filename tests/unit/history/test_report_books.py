from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bridge.history.report.page import BAR, columns, segments, share
from bridge.history.report.tally import OUTCOMES, Tally, close_books, keep_books, outcome_of, tally, together
from bridge.store import State

COUNTS = st.integers(min_value=0, max_value=2**40)
STATES = st.lists(st.tuples(st.sampled_from(State), COUNTS))
TALLIES = st.builds(Tally, **dict.fromkeys(OUTCOMES, COUNTS))


def test_every_state_is_counted_somewhere():
    assert {outcome_of(state) for state in State} == set(OUTCOMES)


@given(STATES)
def test_the_sides_of_the_equation_agree_for_any_counts(counts):
    source = sum(count for _, count in counts)
    assert keep_books(source, tally(counts)).balanced


@given(STATES, COUNTS)
def test_any_other_source_upsets_the_books(counts, source):
    items = tally(counts)
    assert keep_books(source, items).balanced == (source == items.total)


@given(TALLIES)
def test_what_is_done_and_what_is_not_are_all_there_is(items):
    assert items.done + items.not_done == items.total


@given(st.lists(TALLIES))
def test_tallies_add_up(tallies):
    assert together(tallies).total == sum(one.total for one in tallies)


def test_a_surplus_in_one_chat_does_not_hide_a_loss_in_another():
    lost, doubled = keep_books(10, Tally(done=9)), keep_books(10, Tally(done=11))
    assert not close_books([lost, doubled]).balanced


@given(TALLIES)
def test_a_table_has_a_column_for_every_outcome_that_occurs(items):
    assert {outcome for outcome in OUTCOMES if getattr(items, outcome)} <= set(columns(items))


@given(TALLIES)
def test_a_bar_shows_every_outcome_that_occurs_and_ends_where_it_should(items):
    bar = segments(items)
    assert [outcome for outcome, _, _ in bar] == [outcome for outcome in OUTCOMES if getattr(items, outcome)]
    assert all(width > 1 for _, _, width in bar)
    assert not bar or abs(bar[-1][1] + bar[-1][2] - BAR) < 1


@given(COUNTS, COUNTS)
def test_a_share_is_never_rounded_to_all_or_nothing(some, others):
    told = share(some, some + others)
    assert (told == "100 %") == (some > 0 and others == 0)
    assert (told == "0 %") == (some == 0 and others > 0)
