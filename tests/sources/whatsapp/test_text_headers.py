"""The beginnings of lines, in the ways in which phones all over the world write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.sources.whatsapp.text.calendars import day
from bridge.sources.whatsapp.text.header import header
from tests.sources.whatsapp.chat_exports import messages

MOMENT = "18 March 2026, 14:56"
ALIKE = [
    "18/03/2026, 14:56 - Anna: hi",
    "18/03/2026 14:56 - Anna: hi",
    "18.03.26, 14:56 - Anna: hi",
    "18-03-2026 14:56 - Anna: hi",
    "18. 3. 2026, 14:56 - Anna: hi",
    "18.03.2026 г., 14:56 - Anna: hi",
    "18.3.2026 klo 14.56 - Anna: hi",
    "18 03 2026 14:56 - Anna: hi",
    "3/18/26, 2:56\u202fPM - Anna: hi",
    "3/18/26, 2:56\u00a0pm - Anna: hi",
    "18/3/26 2:56 p.\u00a0m. - Anna: hi",
    "18/03/2026, 2:56 PTG - Anna: hi",
    "2026/3/18 下午2:56 - Anna: hi",
    "2026. 3. 18. 오후 2:56 - Anna: hi",
    "2026. 03. 18. 14:56 - Anna: hi",
    "2026-03-18 14:56 - Anna: hi",
    "2026年3月18日 14:56 - Anna: hi",
    "14:56, 18/03/2026 - Anna: hi",
    "١٨/٠٣/٢٠٢٦، ٢:٥٦ م - Anna: hi",
    "۱۸/۰۳/۲۰۲۶, ۱۴:۵۶ - Anna: hi",
    "१८/०३/२६, २:५६ pm - Anna: hi",
    "[18/03/2026, 14:56:00] Anna: hi",
    "[18.03.26, 14:56:00] Anna: hi",
    "[3/18/26 14:56:00] Anna: hi",
    "\u200e[18/03/2026, 14:56:00] Anna: hi",
    "\ufeff[18/03/2026, 14:56:00] Anna: hi",
    "[\u200f18\u200f/3\u200f/2026، 14:56:00] Anna: hi",
    "[18/3/2569 BE 14:56:00] Anna: hi",
    "[18/3/69 14:56:00] Anna: hi",
    "[R8/03/18 14:56:00] Anna: hi",
    "[令和8/3/18 午後2:56:00] Anna: hi",
    "[115/3/18 下午2:56:00] Anna: hi",
    "18.03.26 14:56:00: Anna: hi",
    "۱۴۰۴/۱۲/۲۷, ۱۴:۵۶ - Anna: hi",
]


@pytest.mark.parametrize("line", ALIKE)
def test_one_moment_in_all_the_ways_of_the_world(line):
    (said,) = messages(line)
    assert f"{datetime.fromtimestamp(said.time / 1000, UTC):%d %B %Y, %H:%M}" == MOMENT


@pytest.mark.parametrize("line", ALIKE)
def test_what_follows_the_header_is_left_whole(line):
    head = header(line)
    assert head is not None and line[head.end :] == "Anna: hi"


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("12:05 AM", 0),
        ("1:05 am", 1),
        ("12:05 PM", 12),
        ("11:05 PM", 23),
        ("00:05 a. m.", 0),
        ("13:05", 13),
        ("24:05", 0),
        ("午前0:05", 0),
        ("中午12:05", 12),
        ("中午1:05", 13),
        ("晚上9:05", 21),
        ("凌晨12:05", 0),
    ],
)
def test_both_clocks_are_read(written, hour):
    head = header(f"2026/3/18 {written} - Anna: hi")
    assert head is not None and head.hour == hour


@pytest.mark.parametrize(
    "line",
    [
        "",
        " ",
        "Anna: hi",
        "18/03/2026: we met",
        "at 14:56 - no",
        "[14:56] Anna: hi",
        "18/03/2026, 14:56 Anna: hi",
        "[18/03/2026, 14:56 - Anna: hi",
        "2026년 3월 18일 오후 2:56, Anna : hi",
        "1.2.3 is a version",
    ],
)
def test_other_lines_are_no_headers(line):
    assert header(line) is None


@given(st.text(alphabet="0123456789٣/.-[]:, \u200e\u202fAPMpm年月日R", max_size=120))
def test_anything_that_looks_like_a_header_is_taken_apart_or_left(line):
    head = header(line)
    assert head is None or 0 < head.end <= len(line)


@pytest.mark.parametrize(
    ("written", "meant"),
    [((1400, 1, 1), date(2021, 3, 21)), ((1403, 12, 30), date(2025, 3, 20)), ((1404, 1, 1), date(2025, 3, 21))],
)
def test_persian_years_begin_in_spring(written, meant):
    assert day(*written) == meant


def test_an_islamic_day_is_right_to_within_one():
    found = day(1447, 9, 1)
    assert found is not None and abs((found - date(2026, 2, 18)).days) <= 1


@pytest.mark.parametrize(
    "written", [(2026, 2, 30), (2026, 13, 1), (0, 1, 1), (9999, 99, 99), (1404, 12, 31), (1447, 13, 1)]
)
def test_days_that_are_none_are_none(written):
    assert day(*written) is None
