r"""Meta writes each byte of a UTF-8 text as a character of its own (``\u00c3\u00ab`` for ë); this turns it back."""

from __future__ import annotations


def mended(text: str) -> str:
    """The text that was meant. What was written rightly, as in newer parts of the same export, stays as it is."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text
