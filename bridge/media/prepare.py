"""From a file as the source has it to what will be uploaded: measured, maybe converted, with a thumbnail."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bridge.errors import MediaError
from bridge.media.findings import NOT_MEASURED, STICKER_AS_FILE, STICKER_AS_PICTURE, Findings
from bridge.media.sniffing import sniff
from bridge.media.spool import Spooled, measure
from bridge.media.treatments import CONVERSIONS, DECODERS, Treatment
from bridge.media.workers import Workers

_SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
"""Types that every client shows, so that they may stand for something else."""


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A file that is ready to be uploaded."""

    file: Spooled
    mime_type: str
    findings: Findings = field(default_factory=Findings)
    thumbnail: Prepared | None = None


@dataclass(frozen=True)
class Preparer:
    """Prepares one file; whatever it makes goes into ``folder``."""

    workers: Workers
    folder: Path

    async def prepare(self, original: Spooled, mime: str, treatment: Treatment, still: Spooled | None) -> Prepared:
        """``still`` is the small picture that the source gives along with the file, if it does.

        Never raises because of what is in the file: then it is carried over as it is, with a note.
        """
        picture = await self._still(still)
        if treatment in CONVERSIONS:
            return await self._sticker(original, mime, treatment, picture)
        target = None if picture and treatment is Treatment.VIDEO else self.folder / "thumbnail"
        findings = await self._findings(original, treatment, target)
        thumbnail = self._made(target, findings) or picture
        if treatment is Treatment.IMAGE and findings.picture is None and not findings.notes:
            thumbnail = None  # the picture itself is small enough
        return Prepared(file=original, mime_type=mime, findings=findings, thumbnail=thumbnail)

    async def _findings(self, original: Spooled, treatment: Treatment, target: Path | None) -> Findings:
        decoder = DECODERS.get(treatment)
        if decoder is None:
            return Findings()
        try:
            return await self.workers.examine(decoder, original.path, target)
        except MediaError as error:
            return Findings().noting(NOT_MEASURED, error.detail)

    async def _sticker(self, original: Spooled, mime: str, treatment: Treatment, still: Prepared | None) -> Prepared:
        try:
            return await self._converted(original, treatment)
        except MediaError as error:
            if still is not None:
                findings = still.findings.noting(STICKER_AS_PICTURE, error.detail)
                return Prepared(file=still.file, mime_type=still.mime_type, findings=findings)
            findings = Findings().noting(STICKER_AS_FILE, error.detail)
            return Prepared(file=original, mime_type=mime, findings=findings)

    async def _converted(self, original: Spooled, treatment: Treatment) -> Prepared:
        decoder = DECODERS.get(treatment)
        if decoder is None:
            raise MediaError("The configuration says not to convert stickers.")
        target = self.folder / "sticker"
        findings = await self.workers.examine(decoder, original.path, target)
        made = self._made(target, findings)
        assert made is not None, "a conversion makes a picture, or raises"
        return Prepared(file=made.file, mime_type=made.mime_type, findings=findings)

    async def _still(self, still: Spooled | None) -> Prepared | None:
        """The source's own small picture, if it is one, and made smaller if it is not small."""
        mime = sniff(still.head) if still else ""
        if still is None or mime not in _SHOWN:
            return None
        target = self.folder / "still"
        try:
            findings = await self.workers.examine(DECODERS[Treatment.IMAGE], still.path, target)
        except MediaError:
            return None  # nothing is lost: the file itself is carried over, and gets another picture or none
        made = self._made(target, findings)
        size = Findings(width=findings.width, height=findings.height)
        return made or Prepared(file=still, mime_type=mime, findings=size)

    def _made(self, target: Path | None, findings: Findings) -> Prepared | None:
        """The picture that a decoder drew."""
        if target is None or findings.picture is None:
            return None
        drawn = findings.picture
        size = Findings(width=drawn.width, height=drawn.height)
        return Prepared(file=measure(target), mime_type=drawn.mime_type, findings=size)
