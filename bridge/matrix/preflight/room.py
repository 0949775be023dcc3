"""Checks that need a room: a scratch room, made for them and left behind empty."""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bridge.errors import HomeserverError, HomeserverUnavailable
from bridge.matrix.client import Homeserver
from bridge.matrix.events import EventId, RoomId, UserId
from bridge.matrix.preflight.findings import Check, Measured, Subject, Unsound
from bridge.matrix.preflight.server import Acquaintance
from bridge.matrix.retries import was_limited
from bridge.matrix.rooms import RoomSpec, ensure_room

ROOMS_CAN_BE_MADE = "rooms can be made"
log = logging.getLogger(__name__)

AN_HOUR = 3_600_000
"""ms; far enough from now to see that a date was kept, and near enough for any retention policy."""
RAPID = 20
MESSAGE = "m.room.message"
CANARY = {"msgtype": "m.notice", "body": "Beringia tries out this homeserver.", "m.mentions": {}}
CLOCKS_APART = 2_000
"""ms"""


@dataclass(frozen=True)
class Scratch:
    """The room in which things are tried out. ``run`` makes transaction ids unique."""

    homeserver: Homeserver
    subject: Subject
    room: RoomId
    alias: str
    speaker: UserId
    reader: UserId
    run: str = field(default_factory=lambda: secrets.token_hex(8))

    async def say(self, what: str, time: int | None = None) -> EventId:
        """Send a canary as the speaker."""
        return await self.homeserver.send(self.room, self.speaker, MESSAGE, f"{self.run}-{what}", CANARY, time)


async def furnish(tried: Acquaintance, *, beneath: bool = False) -> Scratch:
    """Make the room, with the speaker in it. Raises HomeserverError when rooms cannot be made as imports need them.

    It is a fresh one each time: one from an earlier check would not show what rooms are like today.
    """
    spec = replace(_spec(tried.subject), beneath=beneath)
    try:
        room = await ensure_room(tried.homeserver, spec)
        scratch = Scratch(tried.homeserver, tried.subject, room, spec.alias, tried.speaker, tried.reader)
        if not beneath:  # else whoever speaks is let in by the module
            await enter(scratch, tried.speaker)
    except HomeserverError:
        await _abandon_half_made(tried.homeserver, spec.alias)
        raise
    return scratch


async def made_as_asked(scratch: Scratch) -> str:
    """Is the room what we asked for? That it is not encrypted has been seen when it was made."""
    create = await scratch.homeserver.state_event(scratch.room, "m.room.create") or {}
    if create.get("room_version") != scratch.subject.room_version:
        raise Unsound(f"asked for version {scratch.subject.room_version}, made {create.get('room_version')}")
    if create.get("m.federate", True) != scratch.subject.federate:
        raise Unsound("the homeserver decides by itself whether rooms federate")
    return f"rooms of version {scratch.subject.room_version} can be made, unencrypted and with an alias of ours"


async def abandon(scratch: Scratch) -> None:
    """Everybody leaves and forgets the room, so that the homeserver may purge it.

    A room that cannot be left is a nuisance, and no reason not to import.
    """
    try:
        await scratch.homeserver.delete_alias(scratch.alias)
        for user in await _members(scratch):
            await _leave(scratch.homeserver, scratch.room, user)
    except HomeserverError as error:
        log.warning("scratch room %s stays behind: %s", scratch.room, error.detail)


def _spec(subject: Subject) -> RoomSpec:
    name = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(26))
    return RoomSpec(
        alias=f"#{subject.prefix}_check_{name}:{subject.domain}",
        name="Beringia check (may be deleted)",
        network="check",
        network_title="Check",
        version=subject.room_version,
        federate=subject.federate,
    )


async def _abandon_half_made(homeserver: Homeserver, alias: str) -> None:
    room = await homeserver.resolve_alias(alias)
    if room is not None:
        await homeserver.delete_alias(alias)
        await _leave(homeserver, room, homeserver.bot)


async def _leave(homeserver: Homeserver, room: RoomId, user: UserId) -> None:
    await homeserver.send_state(room, user, "m.room.member", user, {"membership": "leave"})
    await homeserver.forget(room, user)


async def _members(scratch: Scratch) -> list[UserId]:
    """Who is in the room or invited; the bot last, since the others' leaving is seen through its eyes."""
    state = await scratch.homeserver.state(scratch.room)
    inside = {event["state_key"] for event in state if event["content"].get("membership") in {"invite", "join"}}
    return [user for user in (scratch.speaker, scratch.reader, scratch.subject.bot) if user in inside]


async def enter(scratch: Scratch, user: UserId) -> None:
    """Invite a ghost and let it join, dated today."""
    for sender, membership in ((scratch.subject.bot, "invite"), (user, "join")):
        await scratch.homeserver.send_state(scratch.room, sender, "m.room.member", user, {"membership": membership})


async def dates_kept(scratch: Scratch) -> str:
    """Is an event dated as we ask, to the millisecond?"""
    asked = _now() - AN_HOUR
    sent = await scratch.say("date", asked)
    event = await scratch.homeserver.event(scratch.room, sent, scratch.speaker)
    if event is None:
        raise Unsound("an event dated an hour ago cannot be read back by its own sender")
    if event["origin_server_ts"] != asked:
        raise Unsound(f"an event for which we asked {asked} is dated {event['origin_server_ts']}")
    return "messages keep their dates, to the millisecond"


async def devices_count(scratch: Scratch) -> str:
    """Are our transaction ids written down, or only kept in memory?

    Two types of event have different addresses, so the homeserver's memory does not connect them; its table of
    transactions, which knows the device but no type, does.
    """
    first = await scratch.say("device")
    again = await scratch.homeserver.send(
        scratch.room, scratch.speaker, "beringia.check", f"{scratch.run}-device", CANARY
    )
    if first != again:
        raise Unsound("a message that is sent again after a restart of the homeserver would be there twice")
    return "a message that is sent twice is there once, even after a restart of the homeserver"


async def oldest_visible(scratch: Scratch) -> str:
    """Can somebody who comes later read what is as old as our oldest message?"""
    oldest = scratch.subject.oldest
    sent = await scratch.say("oldest", oldest)
    await enter(scratch, scratch.reader)
    if await scratch.homeserver.event(scratch.room, sent, scratch.reader) is None:
        raise Unsound(f"messages of {_date(oldest)} are accepted and then shown to nobody")
    page = await scratch.homeserver.messages(scratch.room, "b", limit=100, user=scratch.reader)
    if all(event["event_id"] != sent for event in page.events):
        raise Unsound(f"messages of {_date(oldest)} are left out when somebody scrolls back")
    return f"people who are invited later see messages of {_date(oldest)}"


async def clocks_agree(scratch: Scratch) -> str:
    """How far is its clock from ours? An event that we do not date tells, to within the time that sending it takes."""
    before = _now()
    sent = await scratch.say("clock")
    after = _now()
    event = await scratch.homeserver.event(scratch.room, sent, scratch.speaker)
    if event is None:
        raise Unsound("an event that was just sent cannot be read back")
    theirs = event["origin_server_ts"]
    apart = max(before - theirs, theirs - after, 0)
    if apart > CLOCKS_APART:
        raise Unsound(f"the homeserver's clock and ours are {apart / 1000:.1f} s apart")
    return f"the homeserver's clock is within {max(apart, after - before)} ms of ours"


async def unlimited(scratch: Scratch) -> Measured:
    """May we send as fast as we can?"""
    began = time.perf_counter()
    for number in range(RAPID):
        try:
            await scratch.say(f"rapid-{number}")
        except HomeserverUnavailable as error:
            if not was_limited(error):
                raise
            raise Unsound(f"after {number} messages the homeserver asks us to wait") from error
    rate = RAPID / (time.perf_counter() - began)
    return Measured(f"no rate limit; one room takes {rate:.0f} messages/s", rate)


def _now() -> int:
    return time.time_ns() // 1_000_000


def _date(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d")


ROOM = (
    Check(ROOMS_CAN_BE_MADE, "see what modules or rules of the homeserver change new rooms", made_as_asked),
    Check(
        "dates kept",
        "this homeserver ignores `ts` (https://spec.matrix.org/v1.17/application-service-api/#timestamp-massaging),"
        " so all history would be dated today: import into a Synapse",
        dates_kept,
    ),
    Check(
        "nothing doubled",
        "use a homeserver that knows `device_id` of appservices: a current Synapse",
        devices_count,
    ),
    Check(
        "oldest message visible",
        "a retention policy hides what is old by its date: remove default_policy from retention in homeserver.yaml,"
        " restart the homeserver, and check again before anything is imported",
        oldest_visible,
    ),
    Check("clocks agree", "let both machines take their time from the network (NTP)", clocks_agree),
    Check(
        "no rate limit",
        "set rate_limited: false in the registration, copy it to the homeserver, restart it; look for a rate limit"
        " in a proxy in front of it",
        unlimited,
    ),
)
