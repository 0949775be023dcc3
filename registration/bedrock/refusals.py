"""The ways in which something is refused. The texts carry ids at most: Synapse logs what it answers."""

from __future__ import annotations

from synapse.module_api.errors import SynapseError

NO_GROUND = "BERINGIA_NO_GROUND"
ROOM_VERSION = "BERINGIA_ROOM_VERSION"
FEDERATED = "BERINGIA_FEDERATED"
ENCRYPTED = "BERINGIA_ENCRYPTED"
INHABITED = "BERINGIA_INHABITED"
DEPENDS = "BERINGIA_DEPENDS"
BAD_JSON = "M_BAD_JSON"
FORBIDDEN = "M_FORBIDDEN"
TOO_LARGE = "M_TOO_LARGE"
UNKNOWN = "M_UNKNOWN"


class Refused(Exception):
    """This event is not laid; its neighbours are."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def malformed(reason: str) -> SynapseError:
    """The request as a whole says something that cannot be understood."""
    return SynapseError(400, reason, BAD_JSON)


def forbidden(reason: str) -> SynapseError:
    """Not this caller, or not in this room."""
    return SynapseError(403, reason, FORBIDDEN)
