from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import ArchiveError
from bridge.model.chat import Chat
from bridge.model.codec import encode
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.message import Message
from bridge.model.person import Person, PersonKind
from bridge.model.unreadable import Unreadable, Withheld
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.jsonl import JsonlReader, write
from bridge.sources.limits import Limits

HEADER = {"format": "beringia", "version": 1}
CHAT = {"item": "chat", "network": "example", "id": "garden", "kind": "group"}
MESSAGE = {
    "item": "message",
    "chat": "garden",
    "id": "1",
    "time": 1_714_554_000_000,
    "place": 1,
    "sender": "anna",
    "content": {"kind": "text", "text": {"plain": "beans"}},
}


@pytest.fixture
def read(tmp_path):
    """Writes lines to a file and reads them as an archive."""

    def reading(*lines, limits=None):
        path = tmp_path / "chat.jsonl"
        path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
        with Archive.open(path, limits or Limits()) as archive:
            return list(JsonlReader().read(archive, Hints()))

    return reading


def test_what_is_written_can_be_read(read):
    items = read(HEADER, CHAT, MESSAGE)
    stream = io.BytesIO()
    assert write(items, stream) == 3
    assert read(*stream.getvalue().splitlines()) == items


def test_somebody_nobody_introduced_is_introduced_as_unknown(read):
    assert read(HEADER, CHAT, MESSAGE)[1] == Person(id=PersonId("anna"), kind=PersonKind.UNKNOWN)


def test_empty_lines_and_a_byte_order_mark_mean_nothing(read):
    header = b"\xef\xbb\xbf" + json.dumps(HEADER).encode() + b"\r"
    assert read(header, CHAT, b"", b"\r", MESSAGE, b"") == read(HEADER, CHAT, MESSAGE)


@pytest.mark.parametrize(
    "change",
    [
        {"time": "soon"},
        {"time": -1},
        {"time": 10**15},
        {"place": 2**70},
        {"thread": "1"},
        {"colour": "green"},
        {"content": {"kind": "hologram"}},
        {"content": {"kind": "text", "text": {"plain": "beans", "spans": [{"start": 0, "end": 6, "style": "bold"}]}}},
        {"content": {"kind": "text", "text": {"plain": "beans", "spans": [{"start": 2, "end": 2, "style": "bold"}]}}},
        {"content": {"kind": "media", "media": {"kind": "image", "state": "lost", "reference": "a.png"}}},
        {"content": {"kind": "media", "media": {"kind": "image", "state": "present"}}},
        {"reactions": [{"emoji": "👍", "count": 0}]},
        {"reactions": [{"emoji": "👍", "count": 1, "by": [{"person": "bora"}, {"person": "chidi"}]}]},
    ],
    ids=str,
)
def test_a_wrong_message_counts_as_unreadable(read, change):
    assert [type(item) for item in read(HEADER, CHAT, {**MESSAGE, **change})] == [Chat, Unreadable]


def test_an_unreadable_line_takes_its_neighbours_time_and_place(read):
    broken = {**MESSAGE, "id": 2, "time": "soon", "place": "next"}
    unreadable = read(HEADER, CHAT, MESSAGE, broken)[-1]
    assert (unreadable.id, unreadable.time, unreadable.place) == ("line 4", MESSAGE["time"], 1)


def test_an_unreadable_line_keeps_what_can_be_told_of_it(read):
    unreadable = read(HEADER, CHAT, {**MESSAGE, "content": None})[-1]
    assert (unreadable.id, unreadable.time, unreadable.place) == ("1", MESSAGE["time"], 1)
    assert "line 3" in unreadable.reason


@pytest.mark.parametrize(
    "line",
    [
        b'{"item": "message", "chat": "garden", "id": "1"',
        b"nonsense",
        b"[" * 100_000,
        b'{"chat": ' + b"[" * 100_000,
        {**MESSAGE, "chat": "elsewhere"},
        {**MESSAGE, "chat": "elsewhere", "time": -1},
        {"item": "person", "id": 5},
        {"item": "unheard of"},
    ],
    ids=lambda line: str(line)[:60],
)
def test_a_line_that_belongs_nowhere_refuses_the_file_and_names_the_line(read, line):
    with pytest.raises(ArchiveError, match=r"chat\.jsonl, line 3: "):
        read(HEADER, CHAT, line)


def test_a_later_version_is_refused(read):
    with pytest.raises(ArchiveError, match="version 2 of the neutral format"):
        read({"format": "beringia", "version": 2}, CHAT)


def test_bytes_that_are_no_text_cost_one_message_only(read):
    broken = json.dumps(MESSAGE).encode().replace(b"beans", b"\xff")
    assert [type(item) for item in read(HEADER, CHAT, broken)] == [Chat, Unreadable]


def test_a_line_too_long_is_refused(read):
    with pytest.raises(ArchiveError, match=r"line 3 \(limit `record`\)"):
        read(HEADER, CHAT, {**MESSAGE, "id": "x" * 500}, limits=Limits(record=400))


def test_withheld_items_need_no_chat(read):
    assert read(HEADER, {"item": "withheld", "chat": "777", "id": "all", "reason": "login codes", "count": 2}) == [
        Withheld(chat=ChatId("777"), id=MessageId("all"), reason="login codes", count=2)
    ]


@pytest.mark.parametrize("name", ["other.jsonl", "chat.txt"])
def test_lines_of_other_programs_are_not_ours(tmp_path, name):
    (tmp_path / name).write_text('{"version": 1, "backupTimeMs": "1"}\n')
    with Archive.open(tmp_path) as archive:
        assert not JsonlReader().identify(archive)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.builds(lambda text, place: {**MESSAGE, "place": place, "id": text}, TEXTS, st.integers(-(2**63), 2**63 - 1)))
def test_a_message_stays_what_it_is(tmp_path_factory, message):
    path = tmp_path_factory.mktemp("jsonl") / "chat.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in (HEADER, CHAT, message)))
    with Archive.open(path) as archive:
        last = list(JsonlReader().read(archive, Hints()))[-1]
    assert isinstance(last, Message)
    assert json.loads(encode(last)) == message
