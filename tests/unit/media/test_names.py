"""A saved file gets a name that cannot hurt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.media.names import download_name
from bridge.model.media import Media, MediaKind, MediaState


def named(name: str | None) -> Media:
    return Media(kind=MediaKind.FILE, state=MediaState.LOST, file_name=name)


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("протокол 2.pdf", "протокол 2.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\plan.doc", "plan.doc"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\n.txt", "ab.txt"),
        ("..", ".."),
        ("", None),
        (None, None),
        ("a" * 500 + ".jpeg", "a" * 195 + ".jpeg"),
    ],
)
def test_a_name_is_kept_without_what_could_hurt(name: str | None, saved: str | None):
    assert download_name(named(name)) == saved


@given(st.text(max_size=400))
def test_any_name_is_short_visible_and_in_no_folder(name: str):
    saved = download_name(named(name)) or "a"
    assert len(saved) <= 200
    assert "/" not in saved
    assert saved.encode()
