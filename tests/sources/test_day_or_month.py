"""Which of two numbers is the day."""

from __future__ import annotations

import pytest

from bridge.errors import Undecided
from bridge.sources.day_or_month import DayOrMonth
from bridge.sources.hints import DateOrder


def decided(*dates, told=None):
    order = DayOrMonth()
    for first, second, *weekday in dates:
        order.note(first, second, 2026, *weekday)
    return order.decide(told, "chat.txt")


def test_a_number_above_twelve_is_the_day():
    assert decided((3, 4), (13, 4)) is DateOrder.DAY_MONTH
    assert decided((3, 4), (4, 13)) is DateOrder.MONTH_DAY


def test_the_day_of_the_week_decides():
    assert decided((3, 4, "Fri")) is DateOrder.DAY_MONTH
    assert decided((3, 4, "Wed")) is DateOrder.MONTH_DAY


def test_time_goes_forward():
    assert decided((1, 4), (2, 4), (1, 5)) is DateOrder.DAY_MONTH
    assert decided((4, 1), (4, 2), (5, 1)) is DateOrder.MONTH_DAY


def test_what_nothing_tells_is_asked():
    with pytest.raises(Undecided, match="--date-order"):
        decided((3, 4))


def test_what_was_told_is_believed():
    assert decided((3, 4), told=DateOrder.MONTH_DAY) is DateOrder.MONTH_DAY


def test_equal_numbers_need_no_answer():
    assert decided((4, 4)) is DateOrder.DAY_MONTH
