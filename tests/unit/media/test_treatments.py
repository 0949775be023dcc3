"""What is done with a file follows from what it is and how it was posted."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.media.missing import LOST, NOT_EXPORTED, UNREADABLE_HERE, Missing, at_source
from bridge.media.signatures import TGS
from bridge.media.treatments import Treatment, treatment
from bridge.model.media import Media, MediaKind, MediaState


def posted(kind: MediaKind, **more: Any) -> Media:
    return Media(kind=kind, state=MediaState.LOST, **more)


@pytest.mark.parametrize(
    ("mime", "kind", "expected"),
    [
        ("image/jpeg", MediaKind.IMAGE, Treatment.IMAGE),
        ("image/jpeg", MediaKind.FILE, Treatment.IMAGE),
        ("image/webp", MediaKind.STICKER, Treatment.IMAGE),
        (TGS, MediaKind.STICKER, Treatment.LOTTIE_STICKER),
        (TGS, MediaKind.FILE, Treatment.PLAIN),
        ("video/webm", MediaKind.STICKER, Treatment.WEBM_STICKER),
        ("video/webm", MediaKind.VIDEO, Treatment.VIDEO),
        ("video/mp4", MediaKind.ANIMATION, Treatment.VIDEO),
        ("audio/ogg", MediaKind.VOICE, Treatment.VOICE),
        ("audio/ogg", MediaKind.AUDIO, Treatment.SOUND),
        ("application/pdf", MediaKind.FILE, Treatment.PLAIN),
        ("application/octet-stream", MediaKind.VOICE, Treatment.PLAIN),
    ],
)
def test_each_kind_of_file_has_its_treatment(mime: str, kind: MediaKind, expected: Treatment):
    assert treatment(mime, posted(kind), convert_stickers=True) is expected


def test_a_waveform_that_is_known_is_not_measured():
    voice = posted(MediaKind.VOICE, waveform=(1, 2, 3))
    assert treatment("audio/ogg", voice, convert_stickers=True) is Treatment.SOUND


def test_an_operator_may_want_no_stickers_converted():
    assert treatment(TGS, posted(MediaKind.STICKER), convert_stickers=False) is Treatment.UNCONVERTED_STICKER


@pytest.mark.parametrize(("state", "code"), [(MediaState.NOT_EXPORTED, NOT_EXPORTED), (MediaState.LOST, LOST)])
def test_a_file_that_the_source_lacks_has_a_reason(state: MediaState, code: str):
    assert at_source(Media(kind=MediaKind.FILE, state=state)).code == code
    assert at_source(Media(kind=MediaKind.FILE, state=state, reason="expired")).reason == "expired"


def test_a_missing_file_is_remembered_with_its_reason():
    assert Missing.from_memo(UNREADABLE_HERE.memo) == UNREADABLE_HERE
    assert Missing.from_memo("0f" * 32 + ":image") is None
