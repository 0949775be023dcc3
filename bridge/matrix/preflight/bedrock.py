"""Does the homeserver have the bedrock module, and does history that is laid with it come out right? Asked by laying some."""

from __future__ import annotations

import secrets
import time

from bridge.matrix.bedrock.calls import Status
from bridge.matrix.bedrock.choice import hindrance
from bridge.matrix.bedrock.writer import BedrockWriter
from bridge.matrix.events import Draft, Role
from bridge.matrix.preflight.findings import Check, Measured, NotApplicable, Unsound
from bridge.matrix.preflight.room import CANARY, MESSAGE, Scratch, abandon, enter, furnish
from bridge.matrix.preflight.server import Acquaintance
from bridge.matrix.writing import Script
from bridge.model.ids import MessageId

LAID = 200
"""Messages that are laid to see how it goes."""
WITHOUT = (
    "messages will be appended one by one, tens of times slower; rooms in which people talk already cannot be given"
    " older history; and people are to be invited only when a room is finished (docs/administrators.md, Bedrock)"
)


async def lays_history(tried: Acquaintance) -> Measured:
    """Lay some messages beneath a room, and read them as somebody who came later."""
    status = await tried.homeserver.bedrock.status()
    obstacle = hindrance(status, tried.subject.room_version, federate=tried.subject.federate)
    if status is None or obstacle:
        raise NotApplicable(f"{obstacle}; {WITHOUT}")
    scratch = await furnish(tried, beneath=True)
    try:
        rate = await _lay(scratch, status)
        await _see(scratch)
    finally:
        await abandon(scratch)
    version = f"bedrock {status.version} on Synapse {status.synapse} ({status.instance})"
    return Measured(f"{version} lays {rate:,.0f} messages/s beneath a room, and people who come later see them", rate)


async def _lay(scratch: Scratch, status: Status) -> float:
    ground = await scratch.homeserver.bedrock.open(scratch.room, [{"user_id": scratch.speaker}])
    bedrock, bot = scratch.homeserver.bedrock, scratch.homeserver.bot
    writer = BedrockWriter(bedrock, scratch.room, ground, bot, {}, _nothing, lambda _: {}, limits=status.limits)
    scripts = [writer.foresee(_script(scratch, number)) for number in range(LAID)]
    began = time.perf_counter()
    said = await writer.write(scripts)
    if any(one.refusal or one.again for one in said):
        raise Unsound("the module refuses what Beringia would lay")
    return LAID / (time.perf_counter() - began)


async def _see(scratch: Scratch) -> None:
    await enter(scratch, scratch.reader)
    page = await scratch.homeserver.messages(scratch.room, "b", None, LAID * 2, scratch.reader)
    seen = [event["origin_server_ts"] for event in page.events if event["type"] == MESSAGE]
    if seen != [scratch.subject.oldest + number for number in reversed(range(LAID))]:
        raise Unsound(f"of {LAID} messages that were laid, somebody who came later sees {len(seen)}, or not in order")


def _script(scratch: Scratch, number: int) -> Script:
    when = scratch.subject.oldest + number
    draft = Draft(scratch.speaker, MESSAGE, {**CANARY, "beringia.check": secrets.token_hex(8)}, when, 0, Role.MESSAGE)
    return Script(MessageId(str(number)), str(number), (when, number, ""), (draft,))


async def _nothing() -> None:
    """Nobody else speaks in a scratch room."""


BEDROCK = (
    Check(
        "bedrock",
        "see what the homeserver's log says about bedrock; until then import with --plain",
        lays_history,
    ),
)
