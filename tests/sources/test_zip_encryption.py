"""Zips that are sealed with a password."""

from __future__ import annotations

import pytest
import pyzipper

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive

PASSWORD = b"twine and beans"
TEXT = b"Shall we plant the beans today?\n" * 5_000


def sealed(path, *, bits=256, packed=pyzipper.ZIP_DEFLATED, text=TEXT):
    with pyzipper.AESZipFile(path, "w", compression=packed, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(PASSWORD)
        archive.setencryption(pyzipper.WZ_AES, nbits=bits)
        archive.writestr("contacts.csv", text)
    return path


def content(path, password):
    with Archive.open(path) as archive:
        archive.unlock(password)
        with archive.open_file("contacts.csv") as stream:
            return stream.read()


@pytest.mark.parametrize("bits", [128, 192, 256])
@pytest.mark.parametrize("packed", [pyzipper.ZIP_DEFLATED, pyzipper.ZIP_STORED])
def test_a_sealed_file_opens_with_its_password(tmp_path, bits, packed):
    assert content(sealed(tmp_path / "backup.zip", bits=bits, packed=packed), PASSWORD) == TEXT


@pytest.mark.parametrize("size", [0, 1, 10, 16, 17])
def test_short_files_open_too(tmp_path, size):
    assert content(sealed(tmp_path / "backup.zip", text=TEXT[:size]), PASSWORD) == TEXT[:size]


def test_another_password_is_told_from_the_right_one(tmp_path):
    with pytest.raises(ArchiveError, match="another password"):
        content(sealed(tmp_path / "backup.zip"), b"something else")


def test_without_a_password_names_are_known_and_contents_are_not(tmp_path):
    with Archive.open(sealed(tmp_path / "backup.zip")) as archive:
        assert archive.locked
        assert archive.names() == ("contacts.csv",)
        with pytest.raises(ArchiveError, match="--key-file"):
            archive.open_file("contacts.csv")


def test_a_changed_byte_is_noticed(tmp_path):
    path = sealed(tmp_path / "backup.zip", packed=pyzipper.ZIP_STORED)
    changed = bytearray(path.read_bytes())
    changed[1_000] ^= 1
    path.write_bytes(changed)
    with pytest.raises(ArchiveError, match=r"changed or damaged|checksum"):
        content(path, PASSWORD)
