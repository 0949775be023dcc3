"""Texts in the encodings of phones and old computers."""

from __future__ import annotations

import pytest

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.limits import Limits
from bridge.sources.local_text import local_lines

THAI, KOREAN, JAPANESE = "สวัสดีครับ", "안녕하세요 여러분", "こんにちは、みなさん"


def lines(path, content, limits=None):
    path.write_bytes(content)
    with Archive.open(path, limits or Limits()) as archive:
        return list(local_lines(archive, path.name))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (THAI, "cp874"),
        (KOREAN, "cp949"),
        (JAPANESE, "cp932"),
        (THAI, "utf-8"),
        (JAPANESE, "utf-8-sig"),
        (KOREAN, "utf-16"),
    ],
)
def test_a_text_is_read_in_its_own_encoding(tmp_path, text, encoding):
    assert lines(tmp_path / "chat.txt", f"{text}\r\nHello\n".encode(encoding)) == [text, "Hello"]


def test_bytes_that_are_no_text_are_seen(tmp_path):
    assert lines(tmp_path / "chat.txt", ("Grüße " * 20_000).encode() + b"\n\xff")[-1] == "\ufffd"


def test_a_line_without_an_end_is_refused(tmp_path):
    with pytest.raises(ArchiveError, match="limit `string`"):
        lines(tmp_path / "chat.txt", b"x" * 2_000, Limits(string=1_000))
