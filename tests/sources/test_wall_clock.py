"""Times of a clock on the wall."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bridge.sources.wall_clock import WallClock

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3_600_000


def read(*times, zone=BERLIN):
    clock = WallClock(zone)
    return [clock.milliseconds(datetime.fromisoformat(time)) for time in times]


def test_a_time_without_a_zone_counts_as_utc():
    assert read("2024-05-01T10:00", zone=None) == [1_714_557_600_000]


def test_a_zone_is_taken_into_account_in_summer_and_in_winter():
    assert read("2024-05-01T12:00") == [1_714_557_600_000]
    assert read("2024-01-01T01:00") == [1_704_067_200_000]


def test_the_hour_that_comes_twice_is_told_apart_by_the_order():
    times = read("2024-10-27T02:10", "2024-10-27T02:50", "2024-10-27T02:20", "2024-10-27T02:55", "2024-10-27T03:00")
    assert times == sorted(times)
    assert times[2] - times[0] == HOUR + 600_000


def test_the_hour_that_is_left_out_stands_for_a_time_all_the_same():
    assert read("2024-03-31T02:30") == [1_711_848_600_000]


def test_times_before_1970_are_none():
    assert read("1969-12-31T10:00", "0001-01-01T00:00") == [None, None]
