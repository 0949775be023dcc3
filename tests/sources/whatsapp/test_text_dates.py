"""Which number is the day: decided from the whole file, or asked for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bridge.errors import Undecided
from bridge.sources.hints import DateOrder, Hints
from tests.sources.whatsapp.chat_exports import chat, messages, told


def exported(*days: str, said: str = "hi") -> str:
    return "".join(f"{one}, 9:05 - Anna: {said}\n" for one in days)


def months(text: str, **options) -> list[int]:
    return [datetime.fromtimestamp(message.time / 1000, UTC).month for message in messages(text, **options)]


def test_a_number_above_twelve_tells_of_all_others():
    assert months(exported("3/4/26", "3/13/26")) == [3, 3]
    assert months(exported("3/4/26", "13/4/26")) == [4, 4]


def test_the_reading_that_does_not_go_back_in_time_is_right():
    assert months(exported("11/3/26", "12/3/26", "1/4/26", "2/4/26")) == [3, 3, 4, 4]


def test_the_date_in_a_files_name_tells():
    text = "3/4/26, 9:05 - Anna: IMG-20260403-WA0001.jpg (file attached)\n" + exported("3/4/26")
    assert months(text) == [4, 4]


@pytest.mark.parametrize("day", ["03.04.26", "03-04-2026", "٠٣/٠٤/٢٠٢٦"])
def test_where_custom_is_plain_nobody_is_asked(day):
    assert months(exported(day)) == [4]


def test_a_language_that_writes_zeros_and_slashes_puts_the_day_first():
    text = "03/04/2026 09:05 - Awa a créé le groupe « Jardin »\n03/04/2026 09:06 - Awa: bonjour\n"
    assert months(text) == [4, 4]


def test_otherwise_somebody_is_asked_with_both_readings():
    with pytest.raises(Undecided, match=r"3/4/26, 9:05.*3 April 2026.*4 March 2026.*--date-order day-month"):
        messages(exported("3/4/26"))


def test_the_answer_is_taken():
    assert months(exported("3/4/26"), hints=told(order=DateOrder.MONTH_DAY)) == [3]


def test_an_answer_that_cannot_be_is_not_taken():
    assert months(exported("3/13/26"), hints=told(order=DateOrder.DAY_MONTH)) == [3]


def test_equal_numbers_are_no_question():
    assert months(exported("4/4/26")) == [4]


def test_short_years_may_come_first():
    assert months(exported("26/03/02", "26/03/09", "26/03/15", "26/03/28", "26/04/01")) == [3, 3, 3, 3, 4]


def test_one_damaged_line_does_not_change_the_order():
    days = [f"{day}/3/26" for day in range(1, 28)]
    assert months(exported(*days[:20], "3/27/26", *days[20:])).count(3) == 28


def test_a_day_that_is_none_has_its_neighbours_time():
    first, second = messages(exported("30/3/26", "31/2/26"))
    assert (second.time, second.time_guessed, first.time_guessed) == (first.time, True, False)


def test_the_hour_that_comes_twice_is_told_apart_by_the_order_of_lines():
    text = "25.10.26, 02:50 - Anna: a\n25.10.26, 02:10 - Anna: b\n"
    first, second = messages(text, hints=told(zone="Europe/Berlin"))
    assert second.time - first.time == 20 * 60_000


def test_precision_is_what_the_format_writes():
    assert chat("25.10.26, 02:50 - Anna: a\n").precision == 60_000
    assert chat("[25.10.26, 02:50:01] Anna: a\n").precision == 1_000


def test_without_a_zone_there_is_a_warning():
    text = "25.10.26, 02:50 - Anna: a\n"
    assert "--timezone" in " ".join(chat(text, hints=Hints()).warnings)
    assert chat(text).warnings == ()
