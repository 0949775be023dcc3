from __future__ import annotations

import io
import unicodedata
import zipfile
from contextlib import ExitStack

import pytest

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive, Found
from bridge.sources.limits import Limits


@pytest.fixture
def export(tmp_path):
    """Writes files, and opens them as a folder, a zip or by one file's name."""

    def build(files, how="folder", main="result.json", limits=None):
        root = tmp_path / "export"
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if how == "zip":
            with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in files.items():
                    archive.writestr(name, content)
        path = {"folder": root, "zip": tmp_path / "export.zip", "file": root / main}[how]
        return opened.enter_context(Archive.open(path, limits or Limits()))

    with ExitStack() as opened:
        yield build


SMALL = {"result.json": b"{}", "photos/a.jpg": b"green beans" * 20_000}
every_way = pytest.mark.parametrize("how", ["folder", "zip", "file"])


@every_way
def test_bytes_come_out_as_they_went_in(export, how):
    archive = export(SMALL, how)
    with archive.open_file("photos/a.jpg") as stream:
        assert stream.read(5) + stream.read() == SMALL["photos/a.jpg"]


@every_way
def test_sizes_are_in_bytes(export, how):
    assert export(SMALL, how).size("photos/a.jpg") == 220_000


@every_way
def test_a_reference_leads_to_its_file(export, how):
    assert export(SMALL, how).resolve("photos/a.jpg", "result.json") == Found("photos/a.jpg", renamed=False)


@every_way
def test_a_reference_to_nothing_leads_nowhere(export, how):
    archive = export(SMALL, how)
    assert archive.resolve("photos/b.jpg") is None
    assert not archive.exists("photos/b.jpg")
    with pytest.raises(ArchiveError, match=r"photos/b\.jpg"):
        archive.size("photos/b.jpg")


@pytest.mark.parametrize("how", ["folder", "zip"])
def test_folders_around_the_export_do_not_matter(export, how):
    archive = export({f"Downloads/ChatExport/{name}": content for name, content in SMALL.items()}, how)
    assert archive.find("result.json") == ["Downloads/ChatExport/result.json"]
    assert archive.resolve("photos/a.jpg", "Downloads/ChatExport/result.json") is not None


@every_way
@pytest.mark.parametrize("stored", ["photos/A.JPG", "Photos/a.jpg"])
def test_letter_case_may_have_changed_on_the_way(export, how, stored):
    archive = export({"result.json": b"{}", stored: b""}, how)
    assert archive.resolve("photos/a.jpg", "result.json") == Found(stored, renamed=True)


@every_way
def test_unicode_forms_may_have_changed_on_the_way(export, how):
    composed, decomposed = unicodedata.normalize("NFC", "é.pdf"), unicodedata.normalize("NFD", "é.pdf")
    archive = export({"result.json": b"{}", decomposed: b""}, how)
    assert archive.resolve(composed, "result.json") == Found(decomposed, renamed=True)


@every_way
@pytest.mark.parametrize("written", ["utf-8", "cp866", "cp1251"])
def test_a_misread_encoding_of_names_is_seen_through(export, how, written):
    misread = "бобы.pdf".encode(written).decode("cp437")
    archive = export({"result.json": b"{}", misread: b""}, how)
    assert archive.resolve("бобы.pdf", "result.json") == Found(misread, renamed=True)


@every_way
def test_where_two_files_could_be_meant_none_is(export, how):
    archive = export({"result.json": b"{}", "A.jpg": b"", "a.JPG": b""}, how)
    assert archive.resolve("a.jpg", "result.json") is None


def test_two_names_for_the_export_itself_are_refused(export):
    with pytest.raises(ArchiveError, match="two names for one file"):
        export({"result.json": b"{}", "Result.JSON": b"[]"}).find("result.json")


def test_files_that_macos_adds_to_zips_are_no_exports(export):
    archive = export({"chat.jsonl": b"", "__MACOSX/chat.jsonl": b"", "._chat.jsonl": b""}, "zip")
    assert archive.find("*.jsonl") == ["chat.jsonl"]


def test_one_file_is_an_archive_of_one_name_whatever_lies_beside_it(export):
    archive = export({**SMALL, "private/diary.txt": b""}, "file")
    assert archive.names() == ("result.json",)
    assert archive.find("*.txt") == []


def test_a_strange_neighbour_does_not_spoil_one_file(export, tmp_path):
    archive = export(SMALL, "file")
    (tmp_path / "export" / "link").symlink_to("/etc")
    assert archive.resolve("photos/A.jpg") == Found("photos/a.jpg", renamed=True)
    assert archive.fingerprint()


@every_way
def test_the_fingerprint_is_the_same_for_the_same_export(export, how):
    assert export(SMALL, how).fingerprint() == export(SMALL, how).fingerprint()


@pytest.mark.parametrize("how", ["folder", "zip"])
@pytest.mark.parametrize("change", [{"result.json": b"[]"}, {"photos/b.jpg": b""}, {"photos/a.jpg": b"red"}])
def test_the_fingerprint_changes_with_the_export(export, how, change):
    before = export(SMALL, how).fingerprint()
    assert export({**SMALL, **change}, how).fingerprint() != before


def test_the_fingerprint_of_one_file_is_that_of_its_records(export):
    before = export(SMALL, "file").fingerprint()
    assert export({**SMALL, "somebody's.txt": b""}, "file").fingerprint() == before
    assert export({**SMALL, "result.json": b"[]"}, "file").fingerprint() != before


def test_our_own_database_beside_the_export_does_not_change_its_fingerprint(export):
    before = export(SMALL).fingerprint()
    assert export({**SMALL, "beringia.db": b"rows", "beringia.db-wal": b"more"}).fingerprint() == before


def test_several_files_of_a_zip_are_read_at_once(export):
    archive = export({"a": b"anna" * 50_000, "b": b"bora" * 50_000}, "zip")
    with archive.open_file("a") as first, archive.open_file("b") as second:
        pieces = [(first.read(3_000), second.read(3_000)) for _ in range(67)]
    assert b"".join(first for first, _second in pieces) == b"anna" * 50_000
    assert b"".join(second for _first, second in pieces) == b"bora" * 50_000


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 1_000_000])
def test_files_of_any_size_come_out_of_a_zip(tmp_path, method, size):
    with zipfile.ZipFile(tmp_path / "export.zip", "w", method) as written:
        written.writestr("x", bytes(size))
    with Archive.open(tmp_path / "export.zip") as archive, archive.open_file("x") as stream:
        assert stream.read() == bytes(size)


def test_a_zip_written_to_a_pipe_is_read_too(tmp_path):
    class Pipe(io.BytesIO):
        """Cannot seek, so sizes stand behind each file instead of before it."""

        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("x", b"beans" * 100)
    (tmp_path / "export.zip").write_bytes(pipe.getvalue())
    with Archive.open(tmp_path / "export.zip") as archive, archive.open_file("x") as stream:
        assert stream.read() == b"beans" * 100


def test_a_zip64_is_read_too(tmp_path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as written, written.open("x", "w", force_zip64=True) as file:
        file.write(b"beans")
    with Archive.open(tmp_path / "export.zip") as archive, archive.open_file("x") as stream:
        assert stream.read() == b"beans"
