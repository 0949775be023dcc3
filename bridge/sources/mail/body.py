"""What is in a mail: its words, and the files that it brings. Nothing but words is kept in memory."""

from __future__ import annotations

import binascii
import quopri
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field

from bridge.sources.limits import MIB
from bridge.sources.mail.headers import Head, decoded, head_of

_MOST_WORDS = 4 * MIB
"""Bytes of text that are kept of one mail."""
_MOST_PARTS = 1000
_DEEPEST = 50
_ESCAPED = re.compile(rb">+From ")
_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_WORDS = frozenset({"text/plain", "text/html", "text/enriched", "text"})
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


@dataclass
class Part:
    """A part that holds no other parts. ``size``: bytes as they stand in the mail."""

    head: Head
    kind: str
    charset: str | None
    name: str | None
    is_file: bool
    encoding: str
    choice: int | None
    """The part around it in which the same is said in several ways; None: there is no such."""
    flowed: bool = False
    lines: list[bytes] = field(default_factory=list)
    size: int = 0

    @property
    def is_signature(self) -> bool:
        """A digital signature: proof for programs, and nothing to read."""
        return self.kind in _SIGNATURES

    def text(self) -> str:
        """Its words."""
        raw = b"".join(self.lines)
        if self.encoding == "base64":
            raw = _from_base64(raw)
        elif self.encoding == "quoted-printable":
            raw = quopri.decodestring(raw)
        return decoded(raw, self.charset).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


@dataclass(frozen=True)
class _Container:
    boundary: bytes
    choice: int | None
    nested: bool
    """A digest: its parts are mails, unless they say something else."""


@dataclass
class Mail:
    """A mail, taken line by line."""

    head: Head
    parts: list[Part] = field(default_factory=list)
    cut: bool = False
    """There was more text than is kept."""
    _open: list[_Container] = field(default_factory=list)
    _kept: int = 0
    _choices: int = 0

    def words(self) -> list[Part]:
        """The parts to be read: of several ways to say the same the plainest one that says anything."""
        spoken = [part for part in self.parts if not part.is_file and part.kind in _WORDS]
        plain = {part.choice for part in spoken if part.kind != "text/html" and _says_something(part)}
        return [part for part in spoken if part.choice is None or part.kind != "text/html" or part.choice not in plain]

    def files(self) -> list[Part]:
        """Everything else, but for signatures."""
        return [part for part in self.parts if (part.is_file or part.kind not in _WORDS) and not part.is_signature]

    def read(self, lines: Iterator[bytes]) -> None:
        """Takes everything after the head."""
        part = self._begin(self.head, None, nested=False, depth=0, lines=lines)
        for line in lines:
            if line[:2] == b"--" and self._open and (closed := self._boundary(line)) is not None:
                part = None if closed else self._next_part(lines)
            elif part is not None:
                self._keep(part, line)

    def _next_part(self, lines: Iterator[bytes]) -> Part | None:
        around = self._open[-1]
        return self._begin(head_of(lines), around.choice, nested=around.nested, depth=len(self._open), lines=lines)

    def _begin(
        self, head: Head, choice: int | None, *, nested: bool, depth: int, lines: Iterator[bytes]
    ) -> Part | None:
        kind, options = head.parameters("content-type")
        disposition, more = head.parameters("content-disposition")
        kind = kind or ("message/rfc822" if nested else "text/plain")
        boundary = options.get("boundary", "").encode("utf-8", "replace").rstrip()
        if kind.startswith("multipart/") and boundary and depth < _DEEPEST:
            self._choices += kind == "multipart/alternative"
            choice = self._choices if kind == "multipart/alternative" else choice
            self._open.append(_Container(boundary, choice, kind == "multipart/digest"))
            return None
        if kind == "message/rfc822" and depth < _DEEPEST and len(self.parts) < _MOST_PARTS:
            return self._forwarded(choice, depth, lines)
        if kind.startswith("multipart/"):  # without a boundary it is one text
            kind = "text/plain"
        name = more.get("filename") or options.get("name") or None
        is_file = disposition == "attachment" or (name is not None and kind not in {"text/html", "text/plain"})
        encoding = head.words("content-transfer-encoding").lower()
        flowed = options.get("format", "").lower() == "flowed"
        part = Part(head, kind, options.get("charset"), name, is_file, encoding, choice, flowed)
        if len(self.parts) >= _MOST_PARTS:
            self.cut = True
            return None
        self.parts.append(part)
        return part

    def _forwarded(self, choice: int | None, depth: int, lines: Iterator[bytes]) -> Part | None:
        """A mail within this one: who wrote it is said in a line, and then its own parts follow."""
        head = head_of(lines)
        said = ", ".join(filter(None, (head.words("from"), head.words("date"), head.words("subject"))))
        note = Part(head, "text/plain", "utf-8", None, is_file=False, encoding="", choice=None)
        note.lines.append(f"[{said or 'a mail'}]\n".encode("utf-8", "replace"))
        self.parts.append(note)
        return self._begin(head, choice, nested=False, depth=depth + 1, lines=lines)

    def _boundary(self, line: bytes) -> bool | None:
        """True: a container ends here; False: a part begins; None: it is a line like any other."""
        mark = line.rstrip()[2:]
        for place in range(len(self._open) - 1, -1, -1):
            boundary = self._open[place].boundary
            if mark == boundary:
                del self._open[place + 1 :]
                return False
            if mark == boundary + b"--":
                del self._open[place:]
                return True
        return None

    def _keep(self, part: Part, line: bytes) -> None:
        part.size += len(line)
        if part.is_file or part.kind not in _WORDS:
            return
        if self._kept + len(line) > _MOST_WORDS:
            self.cut = True
            return
        self._kept += len(line)
        part.lines.append(line[1:] if line[:1] == b">" and _ESCAPED.match(line) else line)


def mail_of(lines: Iterator[bytes]) -> Mail:
    """A mail from its first header on."""
    mail = Mail(head_of(lines))
    mail.read(lines)
    return mail


def _says_something(part: Part) -> bool:
    return any(line.strip() for line in part.lines)


def _from_base64(raw: bytes) -> bytes:
    # Footers that servers append are no base64; what stands before them is whole.
    compact = _NOT_BASE64.sub(b"", raw.partition(b"=")[0])
    compact = compact[: len(compact) - 1] if len(compact) % 4 == 1 else compact
    try:
        return b64decode(compact + b"=" * (-len(compact) % 4))
    except (binascii.Error, ValueError):
        return raw
