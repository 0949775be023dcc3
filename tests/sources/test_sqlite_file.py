"""Databases of strangers: read within limits, and only what is a table."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.limits import DEFAULTS
from bridge.sources.sqlite_file import Beside, Database, opened, tables_seen

PLANTS = "CREATE TABLE plants (_id INTEGER PRIMARY KEY, name TEXT, grown AS (name || '!'))"


@pytest.fixture
def garden(tmp_path):
    def plant(*statements: str):
        with sqlite3.connect(tmp_path / "garden.db") as connection:
            for statement in (PLANTS, "INSERT INTO plants VALUES (1, 'bean'), (2, 'pea')", *statements):
                connection.execute(statement)
        connection.close()
        return tmp_path

    return plant


@contextmanager
def database(folder, limits=DEFAULTS) -> Iterator[Database]:
    with Archive.open(folder, limits) as archive, opened(archive, "garden.db") as found:
        yield found


def test_a_row_has_the_columns_that_were_asked_for(garden):
    with database(garden()) as found:
        assert list(found.rows("plants", ["name", "colour"], "_id")) == [
            {"name": "bean", "colour": None},
            {"name": "pea", "colour": None},
        ]


def test_only_real_tables_and_columns_are_there(garden):
    folder = garden("CREATE VIEW seen AS SELECT 1", "CREATE VIRTUAL TABLE found USING fts4(words)")
    with database(folder) as found:
        assert [found.has(name) for name in ("plants", "seen", "found", "weeds")] == [True, False, False, False]
        assert not found.has("plants", "grown")


def test_what_was_written_last_is_read_too(garden, tmp_path_factory):
    folder = garden()
    busy = sqlite3.connect(folder / "garden.db")
    busy.execute("PRAGMA journal_mode=WAL")
    busy.execute("CREATE TABLE herbs (name TEXT)")
    busy.commit()
    copy = shutil.copytree(folder, tmp_path_factory.mktemp("copied") / "export")
    busy.close()
    with Archive.open(copy) as archive, opened(archive, "garden.db") as found:
        assert found.has("herbs")
        assert {"plants", "herbs"} <= tables_seen(archive, "garden.db")


def test_the_export_is_not_touched(garden):
    folder = garden()
    before = (folder / "garden.db").read_bytes()
    with database(folder) as found:
        assert found.count("plants") == 2
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("garden.db", before)]


def test_text_that_is_no_text_is_read_as_far_as_it_goes(garden):
    with database(garden("INSERT INTO plants VALUES (3, CAST(x'ff41' AS TEXT))")) as found:
        assert [row["name"] for row in found.rows("plants", ["name"], "_id")][-1] == "\ufffdA"


def test_a_query_that_runs_away_is_ended(garden):
    crowd = ", ".join(f"plants AS p{number}" for number in range(40))
    with database(garden()) as found, pytest.raises(ArchiveError, match="takes longer"):
        list(found.query(f"SELECT count(*) FROM {crowd}"))


@pytest.mark.parametrize(
    "sql", ["SELECT randomblob(9)", "DELETE FROM plants", "ATTACH 'other.db' AS other", "PRAGMA user_version"]
)
def test_a_query_can_only_read(garden, sql):
    with database(garden()) as found, pytest.raises(ArchiveError):
        list(found.query(sql))


def test_a_database_beyond_the_limit_is_not_copied(garden):
    with pytest.raises(ArchiveError, match="limit `total`"), database(garden(), replace(DEFAULTS, total=100)):
        pass


def test_what_is_no_database_is_one_error(tmp_path):
    (tmp_path / "garden.db").write_bytes(b"SQLite format 3\0 and so on")
    with pytest.raises(ArchiveError, match="no database"), database(tmp_path):
        pass


def test_tables_are_seen_without_opening_the_database(garden, tmp_path):
    (garden("CREATE TABLE 'two words' (x)") / "note.txt").write_text("CREATE TABLE plants")
    with Archive.open(tmp_path) as archive:
        assert tables_seen(archive, "garden.db") >= {"plants"}
        assert tables_seen(archive, "note.txt") == frozenset()


@given(st.lists(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_rows_beside_are_those_of_their_number(keys, numbers):
    rows = [{"key": key, "at": place} for place, key in enumerate(sorted(keys))]
    beside = Beside(iter([{"key": None}, *rows, {"key": "text"}]), "key", DEFAULTS)
    for number in sorted(numbers):
        assert beside.of(number) == [row for row in rows if row["key"] == number]
