"""What a file really is. Names and declared types lie, so its first bytes decide."""

from __future__ import annotations

import codecs
import mimetypes

import puremagic

from bridge.media.signatures import SIGNATURES

HEAD = 4096
"""How many bytes from a file's beginning ``sniff`` wants to see."""
OPAQUE = "application/octet-stream"
"""Whatever must not be opened inside a browser, and whatever nobody knows."""

_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b")
_ACTIVE_NAMES = (".htm", ".html", ".xhtml", ".shtml", ".svg", ".svgz", ".xml", ".xsl", ".js", ".mjs", ".hta", ".mht")
_TEXTS = frozenset({"text/plain", "text/csv", "text/vcard", "text/calendar", "application/json"})
_VOUCHED = 0.4
"""puremagic's confidence from which on a guess is more than the accident of two bytes."""
_FAMILIES = ("image/", "audio/", "video/", "font/", "application/")
_ACTIVE = ("html", "xml", "svg", "script", "flash", "java", "xhtml", "hta", "mhtml")


def sniff(head: bytes, declared: str | None = None, name: str | None = None) -> str:
    """The file's MIME type, in lower case and without parameters.

    ``head`` is its first ``HEAD`` bytes. The declared type and the name only choose between types that look alike
    (a document and a zip, a film and a sound in one kind of container). Anything that a browser would run or
    render with scripts (HTML, SVG, XML, JavaScript) is ``application/octet-stream``.
    """
    declared = _plain_type(declared) or _plain_type(mimetypes.guess_type(name or "", strict=False)[0])
    for signature in SIGNATURES:
        found = signature(head, declared)
        if found:
            return found
    if _is_active(head, declared, name):
        return OPAQUE
    return _text_type(declared) if _is_text(head) else _guess(head)


def _plain_type(declared: str | None) -> str:
    return (declared or "").partition(";")[0].strip().lower()


def _is_text(head: bytes) -> bool:
    """An empty file is none: nothing says what it is."""
    if not head or _CONTROLS.intersection(head):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # a character may be cut in two at the end
    except UnicodeDecodeError:
        return False
    return True


def _is_active(head: bytes, declared: str, name: str | None) -> bool:
    """Of what no signature knows."""
    if head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<":
        return True
    return (name or "").lower().endswith(_ACTIVE_NAMES) or any(word in declared for word in _ACTIVE)


def _text_type(declared: str) -> str:
    return declared if declared in _TEXTS else "text/plain"


def _guess(head: bytes) -> str:
    """Ask puremagic, which knows hundreds of rare formats, some by two bytes only."""
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):  # its two ways to say: I do not know, and: this is empty
        return OPAQUE
    for guess in guesses:
        mime = _plain_type(guess.mime_type)
        if guess.confidence >= _VOUCHED and mime.startswith(_FAMILIES) and not any(word in mime for word in _ACTIVE):
            return mime
    return OPAQUE
