"""Ten thousand damaged exports for each reader: items or one ArchiveError, soon, and in little memory."""

from __future__ import annotations

import random
import resource
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bridge.errors import ArchiveError
from bridge.model.codec import encode
from bridge.model.parts import parts
from bridge.sources.archive import Archive
from bridge.sources.discovery import readers
from bridge.sources.interfaces import Reader
from bridge.sources.neutral import fault
from tests.sources.cases import Case, cases
from tests.sources.mutation import mutated

SEEDS = range(4)
INPUTS = 2_500
"""Damaged exports for each seed: 10,000 for each reader."""
HANG = 5
"""s that reading one of them may take."""
GROWTH = 200_000
"""KiB by which the process may grow over all of a seed's exports."""
SMALL = 6_000
"""Bytes of the records of a case that is damaged often; larger ones have their turn now and then."""
SELDOM = 50
CLOSELY = 4
"""Every so many inputs, each item is held to the rules of the model, too; all are written as JSON."""


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.name)
def test_a_damaged_export_gives_items_or_one_archive_error(reader, seed, tmp_path):
    chance = random.Random(f"{reader.name} {seed}")
    copies = [Copy(case, tmp_path / case.name) for case in cases() if case.reader == reader.name]
    small = [copy for copy in copies if copy.weight <= SMALL] or copies
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(INPUTS):
        copy = chance.choice(copies if number % SELDOM == 0 else small)
        with copy.damaged(chance) as described, soon(f"seed {seed}, input {number}: {described}"):
            read(reader, copy, closely=number % CLOSELY == 0)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH


def read(reader: Reader, copy: Copy, *, closely: bool) -> None:
    with suppress(ArchiveError), Archive.open(copy.path) as archive:
        reader.identify(archive)
        for item in reader.read(archive, copy.case.hints):
            encode(item)
            assert not closely or fault(parts(item)) is None


class Copy:
    """A fixture's export in a place where it may be damaged."""

    def __init__(self, case: Case, folder: Path) -> None:
        folder.mkdir()
        self.case = case
        self.path = folder / case.input.name
        if case.input.is_dir():
            shutil.copytree(case.input, self.path)
        else:
            shutil.copy(case.input, self.path)
        files = sorted(file for file in self.path.rglob("*") if file.is_file()) if self.path.is_dir() else [self.path]
        self.files = [file for file in files if is_record(file)] or files
        self.weight = sum(file.stat().st_size for file in self.files)

    @contextmanager
    def damaged(self, chance: random.Random) -> Iterator[str]:
        """One of its files is damaged meanwhile."""
        file = chance.choice(self.files)
        whole = file.read_bytes()
        file.write_bytes(mutated(whole, chance))
        try:
            yield f"{self.case}, {file.name}"
        finally:
            file.write_bytes(whole)


def is_record(file: Path) -> bool:
    """Pictures and sounds are not read by readers."""
    return file.suffix.lower() not in {".jpg", ".jpeg", ".png", ".webp", ".opus", ".ogg", ".mp4", ".m4a", ".pdf"}


@contextmanager
def soon(what: str) -> Iterator[None]:
    """Whatever goes wrong within is told with what it was about; too long is wrong as well."""

    def late(_signal: int, _frame: object) -> None:
        raise TimeoutError(f"longer than {HANG} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, HANG)
    try:
        yield
    except BaseException as error:
        error.add_note(what)
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
