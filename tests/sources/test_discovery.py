from __future__ import annotations

import pytest

from bridge.errors import ArchiveError
from bridge.model.ids import Network
from bridge.sources.archive import Archive
from bridge.sources.discovery import identify, readers
from bridge.sources.interfaces import Reader


class Silent(Reader):
    name = title = "silent"
    network = Network("test")

    def identify(self, archive):
        return False

    def read(self, archive, hints):
        return iter(())


class First(Silent):
    name = title = "first"

    def identify(self, archive):
        return True


class Second(First):
    name = title = "second"


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path) as opened:
        yield opened


def test_every_reader_below_the_package_is_found():
    assert {"demo", "jsonl", "telegram-desktop-json"} <= {reader.name for reader in readers()}


def test_names_are_unique_since_fixtures_and_the_store_use_them():
    assert len({reader.name for reader in readers()}) == len(readers())


def test_the_one_that_claims_an_archive_reads_it(archive):
    assert identify(archive, [Silent(), First()]).name == "first"


def test_an_archive_that_nobody_claims_is_refused_with_what_is_known(archive):
    with pytest.raises(ArchiveError, match=r"no format that is known.*\*\.jsonl.*Telegram"):
        identify(archive)


def test_an_archive_that_two_claim_is_refused_with_both_names(archive):
    with pytest.raises(ArchiveError, match="first and second"):
        identify(archive, [First(), Silent(), Second()])
