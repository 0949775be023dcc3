"""The error family. A class's docstring is its message; the arguments say where, and what to do."""

from __future__ import annotations


class BeringiaError(Exception):
    """Something went wrong."""

    exit_code = 1

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        super().__init__(detail)

    @property
    def message(self) -> str:
        """One paragraph for a person: what happened, then the detail, then where (the notes)."""
        summary = " ".join((type(self).__doc__ or "").split())
        parts = [f"{summary} {self.detail}".strip(), *getattr(self, "__notes__", ())]
        return "\n".join(parts)

    def __str__(self) -> str:
        return self.message


class ConfigError(BeringiaError):
    """The configuration has mistakes."""

    exit_code = 2


class AlreadyThere(BeringiaError):
    """Nothing was written, because something is there already."""

    exit_code = 2


class NotAnswered(BeringiaError):
    """Something must be known, and there is nobody to ask."""

    exit_code = 2


class NotWritten(BeringiaError):
    """A file cannot be written."""

    exit_code = 2


class ArchiveError(BeringiaError):
    """This export cannot be read; nothing of it was kept."""

    exit_code = 3


class Undecided(ArchiveError):
    """This export can be read in more than one way, and must not be guessed at."""


class ModelError(BeringiaError):
    """This is not an item of the neutral format."""

    exit_code = 3


class PlanError(BeringiaError):
    """This plan cannot be carried out."""

    exit_code = 4


class LeaseLost(BeringiaError):
    """Another worker has taken over this chat; this one stops without having changed anything."""


class HomeserverError(BeringiaError):
    """The homeserver did not do what was asked."""

    exit_code = 5


class HomeserverUnavailable(HomeserverError):
    """The homeserver cannot be reached, or asks to wait; run the same command again later, it goes on from here."""


class Refused(HomeserverError):
    """The homeserver refuses this request, and would refuse it again."""

    def __init__(self, detail: str = "", *, status: int = 0, code: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.code = code


class StoreError(BeringiaError):
    """The database does not do what was asked; nothing was acknowledged, and the same command goes on from here."""

    exit_code = 6


class MediaError(BeringiaError):
    """This file cannot be turned into something that Matrix clients show."""


class SpoolError(BeringiaError):
    """A temporary file cannot be written; nothing was lost, and the same command goes on from here."""

    exit_code = 6


class WebUnavailable(BeringiaError):
    """A host that has files of this export cannot be reached; nothing was lost, and the same command goes on from here."""

    exit_code = 5


class ExportGone(BeringiaError):
    """The export is no longer where it was; put it back, and the same command goes on from here."""

    exit_code = 3


class NetworkError(BeringiaError):
    """The chat network did not do what was asked."""

    exit_code = 7


class NetworkUnavailable(NetworkError):
    """The chat network cannot be reached; it is tried again."""


class NetworkWait(NetworkError):
    """The chat network asks to wait."""

    def __init__(self, detail: str = "", *, seconds: int) -> None:
        super().__init__(detail or f"{seconds} seconds.")
        self.seconds = seconds


class HalfSaid(NetworkWait):
    """The chat network asks to wait in the middle of what is being said."""


class NetworkRefused(NetworkError):
    """The chat network refuses this, and would refuse it again."""

    def __init__(self, detail: str = "", *, code: str = "") -> None:
        super().__init__(detail)
        self.code = code


class LoginLost(NetworkError):
    """The chat network no longer knows this login; link the account again."""
