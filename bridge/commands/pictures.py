"""A code as a picture that a phone can scan."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno

SCALE = 8
"""Pixels for each square of the code."""
BORDER = 4
"""Squares; scanners need a quiet zone of this width."""


@dataclass(frozen=True)
class QrCode:
    """A picture in PNG; ``width`` in pixels, which is its height too."""

    png: bytes
    width: int


def qr_code(text: str) -> QrCode:
    """The QR code of a text."""
    code = segno.make(text, error="m", micro=False)
    file = io.BytesIO()
    code.save(file, kind="png", scale=SCALE, border=BORDER)
    return QrCode(file.getvalue(), int(code.symbol_size(scale=SCALE, border=BORDER)[0]))
