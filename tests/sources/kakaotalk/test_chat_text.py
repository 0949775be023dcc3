"""KakaoTalk's lines of text."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.model.message import Message
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.kakaotalk.chat_text import KakaoTalkText
from bridge.sources.kakaotalk.history import title_of

QUARTER_PAST_NINE = 1_710_184_500_000  # 11 March 2024, 19:15 UTC


def messages(path, *lines, head="Bora 님과 카카오톡 대화") -> Any:
    path.write_text("\n".join((head, "", *lines)), encoding="utf-8")
    with Archive.open(path) as archive:
        return [item for item in KakaoTalkText().read(archive, Hints()) if isinstance(item, Message)]


@pytest.mark.parametrize(
    "line",
    ["2024년 3월 11일 오후 7:15, Anna : Beans", "2024. 3. 11. 오후 7:15, Anna : Beans", "2024. 3. 11. 19:15, Anna : Beans",
     "March 11, 2024, 7:15 PM, Anna : Beans", "Mar 11, 2024 at 7:15\u202fPM, Anna : Beans", "11 Mar 2024 19:15, Anna : Beans",
     "2024年3月11日 午後7:15, Anna : Beans", "2024/03/11 19:15, Anna : Beans"],
)  # fmt: skip
def test_a_phones_line_is_read_in_every_language(tmp_path, line):
    (message,) = messages(tmp_path / "chat.txt", line)
    assert (message.time, message.sender, message.content.text.plain) == (QUARTER_PAST_NINE, "name:Anna", "Beans")


@pytest.mark.parametrize(
    "day",
    [
        "--------------- 2024년 3월 11일 월요일 ---------------",
        "--------------- Monday, March 11, 2024 ---------------",
    ],
)
@pytest.mark.parametrize("time", ["오후 7:15", "7:15 PM", "PM 7:15", "19:15"])
def test_a_computers_line_takes_its_day_from_above(tmp_path, day, time):
    (message,) = messages(tmp_path / "chat.txt", day, f"[Anna] [{time}] Beans")
    assert (message.time, message.content.text.plain) == (QUARTER_PAST_NINE, "Beans")


@pytest.mark.parametrize(
    ("line", "told"),
    [("Garden 4 님과 카카오톡 대화", ("Garden", True)), ("Bora with KakaoTalk Chats", ("Bora", None)),
     ("KakaoTalk Chats with Bora", ("Bora", None)), ("Hello", None)],
)  # fmt: skip
def test_the_title_tells_whether_it_is_a_group(line, told):
    assert title_of(line) == told


def test_half_past_midnight_is_not_noon(tmp_path):
    midnight, noon = messages(
        tmp_path / "chat.txt", "2024년 3월 11일 오전 12:05, Anna : a", "2024년 3월 11일 오후 12:05, Anna : b"
    )
    assert noon.time - midnight.time == 12 * 3_600_000
