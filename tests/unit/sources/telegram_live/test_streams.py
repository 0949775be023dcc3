"""One sequence of updates: in order, each once, whatever becomes of what is pushed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bridge.sources.telegram.live.updates.streams import IDLE, PATIENCE, Stream


def test_what_comes_next_is_passed_on_at_once():
    stream: Stream[str] = Stream(10, now=0)
    assert stream.offer(11, 1, "a", now=1) == ["a"]
    assert stream.position == 11


def test_what_came_before_is_not_passed_on_again():
    stream: Stream[str] = Stream(10, now=0)
    assert stream.offer(10, 1, "a", now=1) == []


def test_what_comes_too_early_waits_for_what_stands_before_it():
    stream: Stream[str] = Stream(10, now=0)
    assert stream.offer(12, 1, "b", now=1) == []
    assert stream.offer(11, 1, "a", now=1) == ["a", "b"]


def test_a_gap_is_asked_for_after_half_a_second():
    stream: Stream[str] = Stream(10, now=0)
    stream.jump(10, now=0, final=True)
    stream.offer(12, 1, "b", now=1)
    assert stream.due == 1 + PATIENCE


def test_after_a_gap_was_filled_nothing_is_asked_for():
    stream: Stream[str] = Stream(10, now=0)
    stream.offer(12, 1, "b", now=1)
    stream.offer(11, 1, "a", now=2)
    assert stream.due == 2 + IDLE


def test_the_difference_takes_the_place_of_what_waits_for_it():
    stream: Stream[str] = Stream(10, now=0)
    stream.offer(13, 1, "c", now=1)
    stream.offer(14, 1, "d", now=1)
    assert stream.jump(13, now=2, final=True) == ["d"]


def test_what_overlaps_with_what_is_known_is_asked_for_instead_of_counted():
    stream: Stream[str] = Stream(10, now=0)
    stream.jump(10, now=0, final=True)
    assert stream.offer(12, 5, "b", now=1) == []
    assert stream.due == 1 + PATIENCE


def test_what_has_no_number_is_passed_on_when_its_place_was_reached():
    stream: Stream[str] = Stream(10, now=0)
    assert stream.offer(11, 0, "seen", now=1) == []
    assert stream.offer(11, 1, "a", now=1) == ["a", "seen"]


def test_a_promise_that_no_difference_keeps_is_asked_for_ever_more_seldom():
    stream: Stream[str] = Stream(10, now=0)
    stream.offer(99, 1, "never", now=0)
    waits = []
    for now in (100, 200, 300):
        stream.jump(10, now=now, final=True)
        waits.append(stream.due - now)
    assert waits == sorted(set(waits))


def test_when_telegram_begins_to_count_anew_nothing_is_taken_for_old():
    stream: Stream[str] = Stream(1000, now=0)
    stream.jump(5, now=1, final=True)
    assert stream.offer(6, 1, "a", now=2) == ["a"]


WIDTHS = st.lists(st.integers(1, 4), min_size=1, max_size=12)


@given(WIDTHS, st.data())
def test_whatever_is_lost_doubled_or_reordered_every_event_is_passed_on_in_order(widths, data):
    events = _events(widths)
    arrivals = data.draw(st.lists(st.sampled_from(events), max_size=3 * len(events)))
    stream: Stream[int] = Stream(1, now=0)
    passed: list[int] = []
    for now, (end, count) in enumerate(arrivals):
        passed += stream.offer(end, count, end, now)
        assert stream.position == max(passed, default=1)
        if data.draw(st.booleans()):
            passed += _answered(stream, events, now, data.draw(st.integers(1, 3)))
    while stream.position < events[-1][0]:
        passed += _answered(stream, events, 1000, 2)
    assert passed == [end for end, _ in events]


def _events(widths):
    ends = [1 + sum(widths[: place + 1]) for place in range(len(widths))]
    return list(zip(ends, widths, strict=True))


def _answered(stream, events, now, size):
    """The server's difference, up to so many events."""
    found = [end for end, _ in events if end > stream.position][:size]
    final = not found or found[-1] == events[-1][0]
    return [*found, *stream.jump(found[-1] if found else stream.position, now, final=final)]
