from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.sources.telegram.times import TELEGRAM_BEGAN, Clock
from tests.sources.telegram.records import NOON, messages, post, read, warnings

BERLIN = "Europe/Berlin"


def local(id, date, **fields):  # noqa: A002 - the export's own word
    record = post(id, date=date, **fields)
    del record["date_unixtime"]
    return record


@given(st.integers(1, 2**32 - 1))
def test_exact_seconds_are_taken_as_they_are(seconds):
    assert Clock(None).read({"date_unixtime": str(seconds), "date": "1999-01-01T00:00:00"}) == seconds * 1000


def test_a_local_time_is_read_in_the_zone_that_was_told():
    assert messages(local(1, "2018-07-01T12:00:00"), zone=BERLIN)[0].time == 1530439200000


def test_without_a_zone_utc_is_taken_and_the_chat_is_warned():
    items = read(local(1, "2018-07-01T12:00:00"))
    assert "1 messages are dated in local time" in warnings(items)
    assert items[2].time == 1530446400000


def test_a_time_with_its_own_offset_needs_no_zone():
    items = read(local(1, "2018-07-01T12:00:00.500Z"), local(2, "2018-07-01T14:00:01+02:00"))
    assert [item.time for item in items[2:4]] == [1530446400500, 1530446401000]
    assert "local time" not in warnings(items)


def test_the_hour_that_comes_twice_does_not_run_backwards():
    times = ["02:30", "02:45", "02:10", "02:50", "03:10"]
    found = messages(*(local(n, f"2018-10-28T{t}:00") for n, t in enumerate(times, 1)), zone=BERLIN)
    assert [message.time for message in found] == sorted(message.time for message in found)
    assert found[2].time - found[1].time == 25 * 60 * 1000


@given(st.lists(st.integers(0, 47 * 60), min_size=1, max_size=20, unique=True).map(sorted))
def test_a_chat_that_is_never_silent_for_an_hour_is_read_exactly(minutes):
    zone = ZoneInfo(BERLIN)
    every_half_hour = sorted({*minutes, *range(0, 48 * 60, 30)})
    moments = [datetime(2018, 10, 27, tzinfo=UTC) + timedelta(minutes=minute) for minute in every_half_hour]
    clock = Clock(zone)
    found = [clock.read({"date": moment.astimezone(zone).replace(tzinfo=None).isoformat()}) for moment in moments]
    assert found == [int(moment.timestamp() * 1000) for moment in moments]


def test_an_undated_message_gets_its_neighbours_time_and_says_so():
    undated = {"id": 2, "type": "unsupported"}
    found = messages(post(1), undated)
    assert (found[1].time, found[1].time_guessed) == (found[0].time, True)


def test_undated_messages_at_the_beginning_get_the_time_of_the_first_dated_one():
    found = messages({"id": 1, "type": "unsupported"}, {"id": 2, "type": "unsupported"}, post(3))
    assert [message.time for message in found] == [(NOON + 3) * 1000] * 3
    assert [message.id for message in found] == ["1", "2", "3"]


def test_a_chat_without_any_date_is_as_old_as_telegram():
    assert messages({"id": 1, "type": "unsupported"})[0].time == TELEGRAM_BEGAN


@pytest.mark.parametrize("date", ["yesterday", "2024-13-01T00:00:00", 5, None, [], "9" * 100])
def test_a_date_that_cannot_be_read_loses_no_message(date):
    assert messages(local(1, date))[0].time_guessed


@pytest.mark.parametrize("edited", ["1970-01-01T01:00:00", "1970-01-01T12:00:00", 0, "", None])
def test_never_edited_is_not_an_edit(edited):
    assert messages(post(edited=edited))[0].edited is None


def test_the_two_dates_of_a_message_tell_the_zone_of_its_other_times():
    record = post(1, date="2024-06-01T12:00:01", edited="2024-06-01T12:30:01")
    assert messages(record)[0].edited == (NOON + 1 + 1800) * 1000
