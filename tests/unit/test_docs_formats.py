"""The README's table of formats says what the readers say of themselves."""

from __future__ import annotations

import pytest

from bridge.sources.discovery import readers
from bridge.sources.interfaces import Guide
from tests.support.formats_table import PAGE, page_of, rows, written
from tests.support.source_code import ROOT

TEXT = PAGE.read_text(encoding="utf-8")
NOT_EXPORTED_BY_PEOPLE = {"demo", "jsonl"}
SHOWN = [reader for reader in readers() if reader.name not in NOT_EXPORTED_BY_PEOPLE]


def test_the_table_is_that_of_the_readers():
    assert written(TEXT) == TEXT, "python -m tests.support.formats_table"


def test_another_word_of_a_reader_is_found(monkeypatch):
    monkeypatch.setattr(type(SHOWN[0]), "guide", Guide("Pigeons", "whistle", "letters", "the weather"))
    assert "the weather" in written(TEXT) != TEXT


def test_a_page_without_its_marks_is_no_page():
    with pytest.raises(ValueError, match="formats"):
        written(TEXT.replace("<!-- end of formats -->", ""))


@pytest.mark.parametrize("reader", SHOWN, ids=lambda reader: reader.name)
def test_every_format_says_how_to_get_it_and_what_it_lacks(reader):
    assert reader.guide is not None
    assert all((reader.guide.network, reader.guide.export, reader.guide.kept, reader.guide.lost))


@pytest.mark.parametrize("reader", SHOWN, ids=lambda reader: reader.name)
def test_every_format_has_a_page(reader):
    assert (ROOT / page_of(reader)).is_file()


def test_every_format_has_its_row():
    assert len(list(rows())) == len(SHOWN) + 2
