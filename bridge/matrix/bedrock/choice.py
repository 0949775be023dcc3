"""Which of the two ways history is written, and why, in words for people."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.matrix.bedrock.calls import PROTOCOL, Bedrock, Status

ONE_BY_ONE = "messages are appended one by one, at each room's end"


@dataclass(frozen=True)
class Way:
    """``bedrock``: the module, if history is laid with it; ``why`` says what was decided, and for what reason."""

    bedrock: Status | None
    why: str


async def choose_way(bedrock: Bedrock, room_version: str, *, federate: bool, plain: bool) -> Way:
    """Bedrock where the homeserver has it and can use it for rooms like ours, unless ``plain`` is wanted."""
    if plain:
        return Way(None, f"plain, as you wish: {ONE_BY_ONE}")
    status = await bedrock.status()
    obstacle = hindrance(status, room_version, federate=federate)
    if status is None or obstacle:
        return Way(None, f"plain, since {obstacle}: {ONE_BY_ONE}")
    return Way(status, f"bedrock {status.version}: history is laid beneath the rooms, many messages at a time")


def hindrance(status: Status | None, room_version: str, *, federate: bool) -> str:
    """Why history cannot be laid beneath rooms of this kind; empty: it can."""
    if status is None:
        return "the homeserver has no bedrock module that answers us"
    if status.protocol != PROTOCOL:
        return f"the bedrock module {status.version} speaks another protocol than this Beringia"
    if not status.ready:
        return f"the bedrock module is not ready: {status.reason.rstrip('.')}"
    if federate:
        return "history beneath a room that federates would never reach other servers (rooms.federate)"
    if room_version not in status.room_versions:
        return f"bedrock does not know rooms of version {room_version} (rooms.version)"
    return ""
