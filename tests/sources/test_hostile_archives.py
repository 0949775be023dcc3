"""Archives made to do harm: each is refused in one clear sentence, and nothing is left behind."""

from __future__ import annotations

import pytest

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.json_stream import walk
from bridge.sources.limits import Limits
from tests.sources.hostile import FILES, FOLDERS, ZIPS, Hostile, Member, zip_bytes

RECORDS = {"messages.item"}


@pytest.mark.parametrize("hostile", ZIPS.values(), ids=ZIPS)
def test_a_hostile_zip_is_refused(hostile, tmp_path):
    assert_refused(hostile, tmp_path)


@pytest.mark.parametrize("hostile", FOLDERS.values(), ids=FOLDERS)
def test_a_hostile_folder_is_refused(hostile, tmp_path):
    assert_refused(hostile, tmp_path)


@pytest.mark.parametrize("hostile", FILES.values(), ids=FILES)
def test_a_hostile_file_is_refused(hostile, tmp_path):
    assert_refused(hostile, tmp_path)


@pytest.mark.parametrize("hostile", FILES.values(), ids=FILES)
def test_a_hostile_file_in_a_folder_is_refused_or_only_carried(hostile, tmp_path):
    """Packed files in a folder are somebody's attachments; only what is read as records must be sound."""
    path = hostile.build(tmp_path)
    with Archive.open(tmp_path, hostile.limits) as archive, archive.open_file(path.name) as stream:
        assert stream.read() == path.read_bytes()


def test_a_zip_in_a_zip_is_a_file_like_any_other(tmp_path):
    inner = zip_bytes(Member(name=b"../evil"))
    (tmp_path / "export.zip").write_bytes(zip_bytes(Member(name=b"inner.zip", content=inner)))
    with Archive.open(tmp_path / "export.zip") as archive, archive.open_file("inner.zip") as stream:
        assert stream.read() == inner


@pytest.mark.parametrize(
    "reference",
    [
        "../secret.json",
        "/etc/passwd",
        "photos/../../secret.json",
        "link.jpg",
        "linked/x.jpg",
        "pipe",
        "",
        ".",
        "x" * 5000,
        "a\0b",
    ],
)
def test_a_reference_never_leads_out(reference, tmp_path):
    (tmp_path / "secret.json").write_text("{}")
    export = tmp_path / "export"
    (export / "photos").mkdir(parents=True)
    (export / "result.json").write_text("{}")
    (export / "link.jpg").symlink_to(tmp_path / "secret.json")
    (export / "linked").symlink_to(tmp_path)
    (tmp_path / "x.jpg").write_text("")
    with Archive.open(export / "result.json") as archive:
        assert archive.resolve(reference, "result.json") is None


def test_a_file_that_became_a_link_is_not_followed(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "x.jpg").write_text("beans")
    with Archive.open(tmp_path) as archive:
        (tmp_path / "photos" / "x.jpg").unlink()
        (tmp_path / "photos" / "x.jpg").symlink_to("/etc/passwd")
        with pytest.raises(ArchiveError, match=r"photos/x\.jpg.*cannot be opened"):
            archive.open_file("photos/x.jpg")


def assert_refused(hostile: Hostile, folder):
    path = hostile.build(folder)
    before = tree(folder)
    with pytest.raises(ArchiveError) as refusal:
        read_all(path, hostile.limits)
    assert hostile.words in refusal.value.detail
    assert path.name in refusal.value.detail
    assert tree(folder) == before


def read_all(path, limits: Limits):
    with Archive.open(path, limits) as archive:
        for name in archive.names():
            with archive.open_file(name) as stream:
                assert list(walk(stream, RECORDS, limits, name=name))


def tree(folder):
    return sorted((str(path), path.lstat().st_size) for path in folder.rglob("*"))
