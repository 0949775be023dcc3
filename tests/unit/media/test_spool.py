"""Bytes are copied once, weighed on the way, and never without end."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.errors import SpoolError
from bridge.media.sniffing import HEAD
from bridge.media.spool import CHUNK, TooLarge, measure, spool, weigh


class Endless(io.BytesIO):
    """A file that never ends."""

    def read(self, size: int | None = -1) -> bytes:
        return b"a" * (size or 0)


def test_a_file_arrives_whole(tmp_path):
    content = bytes(range(256)) * 2000
    spooled = spool(lambda: io.BytesIO(content), tmp_path / "f", len(content))
    assert (tmp_path / "f").read_bytes() == content
    assert (spooled.size, spooled.head) == (len(content), content[:HEAD])
    assert spooled.sha256 == hashlib.sha256(content).hexdigest()


async def test_its_chunks_are_its_bytes(tmp_path):
    content = b"ab" * CHUNK
    spooled = spool(lambda: io.BytesIO(content), tmp_path / "f", len(content))
    assert b"".join([chunk async for chunk in spooled.chunks()]) == content


def test_an_endless_file_ends_at_the_limit(tmp_path):
    with pytest.raises(TooLarge, match="more than 1000000 bytes"):
        spool(Endless, tmp_path / "f", 1_000_000)
    assert (tmp_path / "f").stat().st_size <= 1_000_000


def test_a_file_of_just_the_limit_passes(tmp_path):
    assert spool(lambda: io.BytesIO(b"12345"), tmp_path / "f", 5).size == 5


def test_a_failing_source_is_not_mistaken_for_our_own_disk(tmp_path):
    def broken() -> BinaryIO:
        raise OSError("the export's disk")

    with pytest.raises(OSError, match="the export's disk"):
        spool(broken, tmp_path / "f", 5)


def test_our_own_disk_failing_stops_the_work(tmp_path):
    with pytest.raises(SpoolError):
        spool(lambda: io.BytesIO(b"12345"), tmp_path / "missing" / "f", 5)


def test_a_full_disk_stops_the_work(monkeypatch, tmp_path):
    with Path("/dev/full").open("wb") as full:
        monkeypatch.setattr(Path, "open", lambda _path, _mode: full)
        with pytest.raises(SpoolError, match="No space left"):
            spool(lambda: io.BytesIO(b"12345"), tmp_path / "f", 5)


@settings(max_examples=30)
@given(st.lists(st.binary(max_size=3000), max_size=6))
def test_pieces_of_any_size_are_weighed_as_one_file(tmp_path_factory, pieces: list[bytes]):
    path = tmp_path_factory.mktemp("pieces") / "f"
    assert weigh(iter(pieces), path, 20_000) == measure(path)
