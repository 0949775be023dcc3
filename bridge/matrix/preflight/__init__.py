"""Before the first import: does this homeserver do what an import needs? Asked by trying it, not by reading versions."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bridge.errors import HomeserverError, Refused
from bridge.matrix.client import Homeserver
from bridge.matrix.preflight.bedrock import BEDROCK
from bridge.matrix.preflight.findings import Finding, Subject
from bridge.matrix.preflight.media import MEDIA
from bridge.matrix.preflight.room import ROOM, ROOMS_CAN_BE_MADE, Scratch, abandon, furnish
from bridge.matrix.preflight.server import FIRST, SERVER, Acquaintance
from bridge.matrix.retries import NO_RETRIES
from bridge.matrix.rooms import RoomEncrypted

__all__ = ["Finding", "Subject", "preflight", "sound"]

ROOM_REMEDIES = {
    "M_UNSUPPORTED_ROOM_VERSION": "set rooms.version to a version that this homeserver knows, or update it",
    "M_EXCLUSIVE": "let namespaces.aliases of the registration cover our aliases (`beringia init --force`), copy it to"
    " the homeserver, restart it",
    "M_LIMIT_EXCEEDED": "set rate_limited: false in the registration, copy it to the homeserver, restart it",
}
ENCRYPTED = "new rooms are encrypted, and nobody could read an encrypted history"
PLAIN = (
    "set encryption_enabled_by_default_for_room_type: off in homeserver.yaml, restart the homeserver, and check again"
)
OTHERWISE = "see what the homeserver's log says about this request"


async def preflight(subject: Subject) -> AsyncIterator[Finding]:
    """Each finding as soon as it is known. Stops early where the rest cannot be asked; that is never sound."""
    async with Homeserver(
        subject.address, subject.as_token, subject.domain, subject.bot, retries=NO_RETRIES
    ) as homeserver:
        async for finding in _look(Acquaintance(homeserver, subject)):
            yield finding


def sound(findings: list[Finding]) -> bool:
    """May an import begin?"""
    return all(finding.ok is not False for finding in findings)


async def _look(tried: Acquaintance) -> AsyncIterator[Finding]:
    for check in FIRST:
        finding = await check.find(tried)
        yield finding
        if not finding.ok:
            return
    for check in SERVER + MEDIA:
        yield await check.find(tried)
    scratch = await _scratch(tried)
    if isinstance(scratch, Finding):
        yield scratch
        return
    for look in ROOM:
        yield await look.find(scratch)
    await abandon(scratch)
    for check in BEDROCK:
        yield await check.find(tried)


async def _scratch(tried: Acquaintance) -> Scratch | Finding:
    """A room to try things out in, or why there is none."""
    try:
        return await furnish(tried)
    except RoomEncrypted:
        return Finding(ROOMS_CAN_BE_MADE, ok=False, detail=ENCRYPTED, remedy=PLAIN)
    except HomeserverError as error:
        code = error.code if isinstance(error, Refused) else ""
        return Finding(ROOMS_CAN_BE_MADE, ok=False, detail=error.detail, remedy=ROOM_REMEDIES.get(code, OTHERWISE))
