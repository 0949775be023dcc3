"""What holds for every reader, on every fixture and on every real sample at hand."""

from __future__ import annotations

import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.errors import ArchiveError
from bridge.model.chat import Chat
from bridge.model.codec import Item, decode, encode
from bridge.model.ids import ChatId, MediaId
from bridge.model.media import Media, MediaState
from bridge.model.message import Forward, Message, Reaction, Reactor
from bridge.model.parts import parts
from bridge.model.person import Person
from bridge.model.text import Span, Text
from bridge.model.unreadable import Unreadable, Withheld
from bridge.sources.archive import Archive
from bridge.sources.discovery import readers
from bridge.sources.neutral import people_in
from tests.sources.cases import SAMPLES, Case, cases, samples

FIXTURES = cases()
EVERYTHING = [*FIXTURES, *samples()]
THERE = {MediaState.PRESENT, MediaState.RENAMED, MediaState.REMOTE}
A_DAY_AFTER_NOW = 4_102_444_800_000  # 2100-01-01 in ms: no honest export is from later

every_fixture = pytest.mark.parametrize("case", FIXTURES, ids=str)
every_unpacked_fixture = pytest.mark.parametrize(
    "case", [case for case in FIXTURES if case.input.suffix != ".zip"], ids=str
)
every_export = pytest.mark.parametrize("case", EVERYTHING, ids=str)


@every_export
def test_exactly_one_reader_says_it_is_its_own(case):
    with Archive.open(case.input) as archive:
        assert len([reader for reader in readers() if reader.identify(archive)]) == 1


@every_fixture
def test_the_reader_is_the_one_the_fixture_was_made_for(case):
    with Archive.open(case.input) as archive:
        assert [reader.name for reader in readers() if reader.identify(archive)] == [case.reader]


@every_fixture
def test_the_items_are_those_of_the_golden_file(case):
    assert [encode(item).decode() for item in items_of(case)] == [encode(item).decode() for item in case.expected()]


@every_export
def test_reading_twice_gives_equal_items(case):
    assert case.read() == items_of(case)


@every_export
def test_ids_are_unique_within_their_chat(case):
    counted = Counter(
        (item.chat, item.id) for item in items_of(case) if isinstance(item, Message | Unreadable | Withheld)
    )
    assert [key for key, count in counted.items() if count > 1] == []


@every_export
def test_a_chat_comes_before_its_messages(case):
    introduced: set[ChatId] = set()
    for item in items_of(case):
        if isinstance(item, Chat):
            introduced.add(item.id)
        elif isinstance(item, Message | Unreadable):
            assert item.chat in introduced


@every_export
def test_a_person_comes_before_whatever_names_them(case):
    introduced = set()
    for item in items_of(case):
        if isinstance(item, Person):
            introduced.add(item.id)
        assert set(people_in(parts(item))) <= introduced


@every_export
def test_times_are_sane(case):
    assert [time for time in times(items_of(case)) if not 0 <= time < A_DAY_AFTER_NOW] == []


@every_export
def test_places_ascend_with_time_so_that_order_is_certain(case):
    for messages in by_chat(items_of(case)).values():
        places = [(message.time, message.place) for message in messages]
        assert len(set(places)) == len(places)


@every_fixture
def test_what_a_message_answers_is_known_or_was_seen_to_be_missing(case):
    assert gaps(items_of(case)) == gaps(case.expected())


@every_export
def test_every_file_opens_or_is_said_to_be_missing(case):
    with Archive.open(case.input) as archive:
        for item in items_of(case):
            for part in parts(item):
                if isinstance(part, Media) and part.state is not MediaState.REMOTE:
                    assert part.reason if part.reference is None else archive.exists(part.reference)
                for picture in pictures(part):
                    assert archive.exists(picture)


@every_export
def test_a_file_has_a_reference_exactly_when_it_is_there(case):
    media = [part for item in items_of(case) for part in parts(item) if isinstance(part, Media)]
    assert [part for part in media if (part.state in THERE) != (part.reference is not None)] == []


@every_export
def test_spans_lie_inside_their_text(case):
    texts = [part for item in items_of(case) for part in parts(item) if isinstance(part, Text)]
    assert all(0 <= span.start < span.end <= len(text.plain) for text in texts for span in text.spans)


@every_export
def test_the_round_trip_through_json_is_the_identity(case):
    for item in items_of(case):
        assert decode(encode(item)) == item


@every_unpacked_fixture
def test_a_zip_gives_what_its_folder_gives(case, tmp_path):
    zipped = tmp_path / "export.zip"
    pack(case.input, zipped)
    assert case.read(zipped) == items_of(case)


@every_unpacked_fixture
def test_folders_around_an_export_change_only_where_its_files_lie(case, tmp_path):
    zipped = tmp_path / "export.zip"
    pack(case.input, zipped, around="Downloads/Export/")
    around = [encode(item).replace(b'"Downloads/Export/', b'"') for item in case.read(zipped)]
    assert around == [encode(item) for item in items_of(case)]


@pytest.mark.parametrize("case", [case for case in FIXTURES if case.input.is_dir()], ids=str)
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damage_gives_items_or_one_archive_error(case, data):
    with TemporaryDirectory() as folder:
        damaged = Path(folder) / "input"
        shutil.copytree(case.input, damaged)
        damage(data.draw(st.sampled_from(records_of(damaged))), data)
        with suppress(ArchiveError):
            assert all(decode(encode(item)) == item for item in case.read(damaged))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no real exports at {SAMPLES.name}/ beside the project")
def test_there_are_real_samples_among_the_exports_above():
    assert len(EVERYTHING) > len(FIXTURES)


@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.name)
def test_every_reader_has_a_fixture(reader):
    assert reader.name in {case.reader for case in FIXTURES}


@cache
def items_of(case: Case) -> list[Item]:
    return case.read()


def times(items: list[Item]) -> Iterator[int]:
    for item in items:
        for part in parts(item):
            if isinstance(part, Message | Unreadable | Forward | Reactor) and part.time is not None:
                yield part.time
            if isinstance(part, Message) and part.edited is not None:
                yield part.edited


def by_chat(items: list[Item]) -> dict[ChatId, list[Message]]:
    chats: dict[ChatId, list[Message]] = {}
    for item in items:
        if isinstance(item, Message):
            chats.setdefault(item.chat, []).append(item)
    return chats


def gaps(items: list[Item]) -> Counter[str]:
    """What messages refer to that is not in the export: begun before it, or deleted since."""
    known = {(item.chat, item.id) for item in items if isinstance(item, Message | Unreadable)}
    missing: Counter[str] = Counter()
    for item in items:
        if isinstance(item, Message):
            reply = item.reply and (item.reply.chat or item.chat, item.reply.message)
            thread = item.thread and (item.chat, item.thread)
            missing.update(str(target) for target in (reply, thread) if target and target not in known)
    return missing


def pictures(part: object) -> Iterator[MediaId]:
    named = (part.thumbnail,) if isinstance(part, Media) else (part.media,) if isinstance(part, Span | Reaction) else ()
    return (picture for picture in named if picture is not None)


def pack(source: Path, target: Path, around: str = "") -> None:
    files = sorted(source.rglob("*")) if source.is_dir() else [source]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            if file.is_file():
                name = file.relative_to(source if source.is_dir() else source.parent).as_posix()
                archive.write(file, around + name)


def records_of(folder: Path) -> list[Path]:
    records = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix
        in {".json", ".jsonl", ".demo", ".txt", ".html", ".csv", ".db", ".sqlite", ".crypt15", ".bson", ".mbox", ""}
    ]
    assert records, "this case has no file of records that the test knows by its ending"
    return records


def damage(file: Path, data: st.DataObject) -> None:
    """Cuts a file somewhere, or turns some of its bytes into others."""
    content = bytearray(file.read_bytes())
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    else:
        for place in data.draw(st.lists(st.integers(0, max(0, len(content) - 1)), max_size=5)):
            content[place] = data.draw(st.integers(0, 255))
    file.write_bytes(content)
