"""LINE's lines of text."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.model.event import Change
from bridge.model.message import Message
from bridge.sources.archive import Archive
from bridge.sources.hints import DateOrder, Hints
from bridge.sources.line import dates
from bridge.sources.line.chat_text import LineText
from bridge.sources.line.history import title_of


def messages(path, text) -> Any:
    path.write_text(text, encoding="utf-8")
    with Archive.open(path) as archive:
        return [item for item in LineText().read(archive, Hints()) if isinstance(item, Message)]


def day(*lines):
    return "[LINE] Chat history with Bora\nSaved on: 2026/04/26 16:36\n\n2026/04/26(Sun)\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "line",
    ["2026/04/26(Sun)", "2026/04/26 Sun", "2026.04.26 日曜日", "2026/04/26（日）", "2026/04/26(อา.)", "2026. 04. 26. 일요일",
     "2026年4月26日 星期日", "2026년 4월 26일 일요일", "Sun, 26/04/2026", "dom., 26/04/2026", "Min, 26/04/2026", "2569/04/26(อา.)"],
)  # fmt: skip
def test_a_day_is_read_in_every_language(line):
    found = dates.day(line)
    assert found is not None
    assert str(found.on(DateOrder.DAY_MONTH)) == "2026-04-26"


@pytest.mark.parametrize("line", ["26/04", "10:00\tAnna\t2026/04/26", "call 2026/04/26 now please, at home", ""])
def test_other_lines_begin_no_day(line):
    assert dates.day(line) is None


@pytest.mark.parametrize(
    "line",
    ["[LINE] Chat history with Bora", "[LINE] Boraとのトーク履歴", "[LINE] 與Bora的聊天記錄", "[LINE] Bora님과의 대화",
     "[LINE] ประวัติการสนทนากับ Bora", "[LINE] Historial del chat con Bora", "[LINE] Riwayat obrolan dengan Bora", "[LINE] Bora"],
)  # fmt: skip
def test_the_title_is_read_in_every_language(line):
    assert title_of(line) == "Bora"


def test_lines_that_go_on_belong_to_their_message(tmp_path):
    found = messages(tmp_path / "chat.txt", day('10:00\tAnna\t"one', "", "12:00 noon", 'three"', "10:01\tBora\tfour"))
    assert [message.content.text.plain for message in found] == ["one\n\n12:00 noon\nthree", "four"]


@pytest.mark.parametrize(
    "line",
    ["Alice joined the group.", "Aliceがグループに参加しました。", "Alice已加入群組", "Alice님이 그룹에 참여했습니다."],
)
def test_who_came_is_understood_in_many_languages(tmp_path, line):
    (message,) = messages(tmp_path / "chat.txt", day(f"10:00\t{line}"))
    assert message.content.change is Change.JOINED
    assert message.sender == "name:Alice"


def test_the_same_text_twice_is_two_messages(tmp_path):
    assert [message.id for message in messages(tmp_path / "chat.txt", day("10:00\tAnna\tok", "10:00\tAnna\tok"))] == [
        "1",
        "2",
    ]
