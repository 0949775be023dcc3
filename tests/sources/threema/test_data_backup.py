"""Threema's data backups."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.errors import ArchiveError
from bridge.model.chat import Chat
from bridge.model.media import MediaKind, MediaState
from bridge.model.message import Message
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.threema.data_backup import ThreemaBackup
from tests.sources.cases import FIXTURES
from tests.sources.threema.make_fixtures import BORA, COLUMNS, contacts, said, table

SEALED = FIXTURES / "threema-backup" / "sealed"


def read(folder, *rows, name=f"message_{BORA}.csv", **told) -> Any:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "contacts.csv").write_text(contacts((BORA, "Bora", "", "")))
    (folder / name).write_text(table(COLUMNS, rows))
    with Archive.open(folder) as archive:
        return list(ThreemaBackup().read(archive, Hints(**told)))


def message(folder, *rows) -> Any:
    (found,) = [item for item in read(folder, *rows) if isinstance(item, Message)]
    return found


def test_the_files_name_tells_whose_backup_it_is(tmp_path):
    items = read(tmp_path / "threema-backup_ANNA0001_1714557600000_1", said(1, isoutbox="1"))
    assert [item.id for item in items if isinstance(item, Chat)] == ["ANNA0001+BORA0002"]
    assert [item.sender for item in items if isinstance(item, Message)] == ["ANNA0001"]


def test_backslashes_are_what_they_were(tmp_path):
    assert message(tmp_path, said(1, body="C:\\new\nline")).content.text.plain == "C:\\new\nline"


@pytest.mark.parametrize(
    ("mime", "look", "kind"),
    [("image/jpeg", 1, MediaKind.IMAGE), ("image/jpeg", 0, MediaKind.FILE), ("image/gif", 1, MediaKind.ANIMATION),
     ("audio/aac", 1, MediaKind.VOICE), ("video/mp4", 1, MediaKind.VIDEO), ("image/png", 2, MediaKind.STICKER)],
)  # fmt: skip
def test_a_file_is_shown_as_it_was_sent(tmp_path, mime, look, kind):
    body = ["blob", "key", mime, 1, "name", look, True, "", "", {}]
    assert message(tmp_path, said(1, "FILE", body)).content.media.kind is kind


@pytest.mark.parametrize(
    "body", ["", "no JSON", "[" * 5_000, [], {}, [None] * 12, ["a", "b", 1, "x", {}, [], 2, 3, 4, 5]]
)
@pytest.mark.parametrize("kind", ["FILE", "VIDEO", "LOCATION", "BALLOT", "VOIP_STATUS", "GROUP_STATUS", "WONDER"])
def test_bodies_that_make_no_sense_lose_nothing_but_themselves(tmp_path, kind, body):
    assert message(tmp_path, said(1, kind, body)).id == f"{1:016x}"


def test_media_that_were_left_out_by_choice_are_told_from_lost_ones(tmp_path):
    assert message(tmp_path / "none", said(1, "IMAGE")).content.media.state is MediaState.NOT_EXPORTED
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "message_media_other").write_bytes(b"x")
    assert message(tmp_path / "some", said(1, "IMAGE")).content.media.state is MediaState.LOST


def test_a_sealed_backup_asks_for_its_password():
    with Archive.open(SEALED / "input.zip") as archive:
        assert ThreemaBackup().identify(archive)
        with pytest.raises(ArchiveError, match="--key-file"):
            list(ThreemaBackup().read(archive, Hints()))


def test_another_password_is_told(tmp_path):
    (tmp_path / "password.txt").write_text("wrong")
    with Archive.open(SEALED / "input.zip") as archive, pytest.raises(ArchiveError, match="another password"):
        list(ThreemaBackup().read(archive, Hints(key_file=tmp_path / "password.txt")))


def test_files_of_a_sealed_backup_open_later_too():
    with Archive.open(SEALED / "input.zip") as archive:
        ThreemaBackup().unlock(archive, Hints(key_file=SEALED / "password.txt"))
        with archive.open_file("message_media_uid-3") as stream:
            assert stream.read() == b"\xff\xd8\xff\xe0"


def test_no_keys_are_kept(tmp_path):
    secret = "5ec2e7" * 10
    found = message(tmp_path, said(1, "FILE", [secret, secret, "image/png", 1, "a", 1, True, "", "", {}]))
    assert secret not in str(found)
    assert secret not in str(message(tmp_path, said(1, "WONDER", [secret, "words"])))
