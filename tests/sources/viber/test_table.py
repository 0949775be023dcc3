"""Rows of Viber's e-mailed history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bridge.errors import Undecided
from bridge.model.chat import Chat
from bridge.model.media import MediaState
from bridge.model.message import Message
from bridge.sources.archive import Archive
from bridge.sources.hints import DateOrder, Hints
from bridge.sources.viber.emailed_history import ViberTables
from bridge.sources.viber.table import row_of


def read(path, *rows, **told) -> Any:
    path.write_text("\n".join(rows), encoding="utf-8")
    with Archive.open(path) as archive:
        assert ViberTables().identify(archive)
        return list(ViberTables().read(archive, Hints(**told)))


def messages(items) -> Any:
    return [item for item in items if isinstance(item, Message)]


@pytest.mark.parametrize(
    ("date", "time"),
    [("31/08/2024", "18:23:17"), ("31.08.24", "18:23:17"), ("2024-08-31", "18:23:17"), ("31.8.2024", "6:23:17 PM")],
)
def test_dates_and_times_of_many_countries(date, time):
    row = row_of([date, time, "Anna", "+49300000001", "Hi"])
    assert row is not None
    assert row.local(DateOrder.DAY_MONTH) == datetime(2024, 8, 31, 18, 23, 17)


@pytest.mark.parametrize(
    "cells", [["31/08/2024", "x", "A", "", "Hi"], ["Date", "Time", "Name", "Number", "Text"], ["31/08/2024"]]
)
def test_other_rows_are_none(cells):
    assert row_of(cells) is None


def test_commas_without_quotation_marks_belong_to_the_text(tmp_path):
    (message,) = messages(read(tmp_path / "a.csv", "31/08/2024,18:23:17,Bora,+49300000002,one, two"))
    assert message.content.text.plain == "one, two"


def test_a_number_is_never_part_of_an_id(tmp_path):
    items = read(tmp_path / "a.csv", "31/08/2024,18:23:17,Bora,+49300000002,Hi")
    assert not [
        item for item in items if "300000002" in str(getattr(item, "id", "")) + str(getattr(item, "sender", ""))
    ]


def test_an_open_date_is_asked(tmp_path):
    with pytest.raises(Undecided, match="--date-order"):
        read(tmp_path / "a.csv", "03/04/2024,18:23:17,Bora,+49300000002,Hi")


def test_times_without_seconds_are_exact_to_the_minute(tmp_path):
    chats = [item for item in read(tmp_path / "a.csv", "31/08/2024,18:23,Bora,,Hi") if isinstance(item, Chat)]
    assert [chat.precision for chat in chats] == [60_000]


def test_a_file_that_is_only_named_is_said_to_be_missing(tmp_path):
    (message,) = messages(read(tmp_path / "a.csv", "31/08/2024,18:23,Bora,,Photo message"))
    assert message.content.media.state is MediaState.NOT_EXPORTED
