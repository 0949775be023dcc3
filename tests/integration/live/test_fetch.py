"""A chat's history is fetched into a folder; whatever interrupts that, the end is the same."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bridge.errors import NetworkUnavailable
from bridge.history.fetch import FILES_AT_A_TIME, HISTORY, Fetch
from bridge.model.chat import Chat
from bridge.model.codec import decode
from bridge.model.content import Attachment
from bridge.model.ids import ChatId, MediaId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Message
from bridge.model.parts import parts
from bridge.sources.archive import Archive
from bridge.sources.discovery import identify
from bridge.sources.hints import Hints
from tests.support.campfire import PIECE, Campfire, CampfireConnector

CREW = ChatId("crew")
FILES = 6


class NoMemory:
    """Fetching remembers nothing."""

    async def recall(self, _prefix):
        return {}

    async def remember(self, _entries):
        raise AssertionError("nothing is to be remembered")


def a_file(name: str, **values) -> Media:
    """A file on the network."""
    defaults = {"kind": MediaKind.FILE, "state": MediaState.PRESENT, "reference": MediaId(name), "size": 11}
    return Media(**defaults | values)  # type: ignore[arg-type]  # the test says what it changes


@pytest.fixture
async def campfire() -> Campfire:
    campfire = Campfire()
    campfire.add_chat(CREW, "anna", "bora")
    for number in range(FILES):
        campfire.files[MediaId(f"file-{number}")] = f"content {number:03}".encode()
        await campfire.say(CREW, "bora", f"words {number}")
        await campfire.say(CREW, "anna", Attachment(media=a_file(f"file-{number}")))
    return campfire


def a_fetch(campfire: Campfire, folder: Path, largest: int = 1_000) -> Fetch:
    return Fetch(CampfireConnector(campfire, NoMemory(), PersonId("anna")), CREW, folder, largest)


async def fetched(campfire: Campfire, folder: Path, **values) -> int:
    return await a_fetch(campfire, folder, **values).run(None, lambda _: None)


def items(folder: Path) -> list:
    return [decode(line) for line in (folder / HISTORY).read_bytes().splitlines()[1:]]


def messages(folder: Path) -> list[Message]:
    return [item for item in items(folder) if isinstance(item, Message)]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "files").iterdir()}


async def test_everything_is_there_in_its_order(campfire, tmp_path):
    assert await fetched(campfire, tmp_path) == 2 * FILES
    assert isinstance(items(tmp_path)[0], Chat)
    assert [message.id for message in messages(tmp_path)] == [message.id for message in campfire.log]
    assert sorted(contents(tmp_path).values()) == sorted(campfire.files.values())


async def test_the_folder_is_an_export_that_can_be_read(campfire, tmp_path):
    await fetched(campfire, tmp_path)
    with Archive.open(tmp_path) as archive:
        read = [item for item in identify(archive).read(archive, Hints()) if isinstance(item, Message)]
    media = [part for item in read for part in parts(item) if isinstance(part, Media)]
    assert len(read) == 2 * FILES
    assert {one.state for one in media} == {MediaState.PRESENT}


async def test_a_history_that_was_cut_anywhere_is_completed_to_the_same(campfire, tmp_path):
    whole = tmp_path / "whole"
    await fetched(campfire, whole)
    expected = (whole / HISTORY).read_bytes()
    for length in range(0, len(expected), 37):
        (whole / HISTORY).write_bytes(expected[:length])
        await fetched(campfire, whole)
        told = messages(whole)
        assert [one.id for one in told] == [one.id for one in campfire.log], length
        assert {one.sender for one in told} <= {getattr(item, "id", None) for item in items(whole)}, length


@pytest.mark.parametrize("page", range(1, 5))
async def test_a_fetch_that_breaks_on_a_page_goes_on_after_it(campfire, tmp_path, page):
    asked = []

    def breaks():
        asked.append(1)
        if len(asked) == page:
            raise NetworkUnavailable("the line broke")

    campfire.before_page = breaks
    with pytest.raises(NetworkUnavailable):
        await fetched(campfire, tmp_path)
    assert await fetched(campfire, tmp_path) == 2 * FILES
    assert [message.id for message in messages(tmp_path)] == [message.id for message in campfire.log]
    assert len(asked) == 5


async def test_a_file_that_breaks_in_the_middle_goes_on_at_its_offset(campfire, tmp_path):
    pieces = []

    def breaks(reference, offset):
        pieces.append((reference, offset))
        if reference == "file-0" and offset == PIECE and pieces.count((reference, offset)) == 1:
            raise NetworkUnavailable("the line broke")

    campfire.before_piece = breaks
    with pytest.raises(NetworkUnavailable):
        await fetched(campfire, tmp_path)
    await fetched(campfire, tmp_path)
    assert [offset for reference, offset in pieces if reference == "file-0"] == [0, PIECE, PIECE, 2 * PIECE]
    assert sorted(contents(tmp_path).values()) == sorted(campfire.files.values())


async def test_what_runs_on_when_another_file_breaks_writes_nothing_afterwards(campfire, tmp_path):
    """The next try begins while nobody else writes into its files."""
    campfire.files[MediaId("long")] = bytes(range(256)) * 4
    for name in ("long", "broken"):
        await campfire.say(CREW, "anna", Attachment(media=a_file(name, size=None)))
    campfire.files[MediaId("broken")] = b"never mind"

    def breaks(reference, _offset):
        if reference == "broken":
            raise NetworkUnavailable("the line broke")

    campfire.before_piece = breaks
    with pytest.raises(NetworkUnavailable):
        await fetched(campfire, tmp_path)
    campfire.before_piece = lambda *_: None
    await fetched(campfire, tmp_path)
    assert campfire.files[MediaId("long")] in contents(tmp_path).values()
    running = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    assert running == []


async def test_only_so_many_files_come_at_a_time(campfire, tmp_path):
    under_way, most = set[str](), 0

    def watched(reference, offset):
        nonlocal most
        (under_way.discard if offset > PIECE else under_way.add)(reference)
        most = max(most, len(under_way))

    campfire.before_piece = watched
    await fetched(campfire, tmp_path)
    assert 1 <= most <= FILES_AT_A_TIME


async def test_the_same_file_in_two_messages_of_a_page_comes_once_and_whole(campfire, tmp_path):
    campfire.files[MediaId("twice")] = b"the same for both"
    for _ in range(2):
        await campfire.say(CREW, "anna", Attachment(media=a_file("twice", size=17)))
    pieces = []
    campfire.before_piece = lambda reference, offset: pieces.append((reference, offset))
    await fetched(campfire, tmp_path)
    assert b"the same for both" in contents(tmp_path).values()
    assert len(contents(tmp_path)) == FILES + 1
    assert [offset for reference, offset in pieces if reference == "twice"] == list(range(0, 17, PIECE))


async def test_files_that_are_gone_or_too_large_are_told(campfire, tmp_path):
    await campfire.say(CREW, "anna", Attachment(media=a_file("gone")))
    await campfire.say(CREW, "anna", Attachment(media=a_file("file-0", size=5_000)))
    await campfire.say(CREW, "anna", Attachment(media=a_file("file-1", size=None)))
    campfire.files[MediaId("file-2-large")] = b"x" * 5_000
    await campfire.say(CREW, "anna", Attachment(media=a_file("file-2-large", size=5_000)))
    await fetched(campfire, tmp_path)
    said = [message.content for message in messages(tmp_path)[-4:]]
    media = [one.media for one in said if isinstance(one, Attachment)]
    assert [one.state is MediaState.LOST for one in media] == [True, False, False, True]
    assert len(contents(tmp_path)) == FILES


async def test_nothing_of_titles_or_names_is_in_the_names_of_files(campfire, tmp_path):
    await fetched(campfire, tmp_path)
    assert not [name for name in contents(tmp_path) if "file" in name or "crew" in name]
