"""From Matrix to a network: what people said in a room is said in its chat, in order, each exactly once."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bridge.errors import (
    BeringiaError,
    HalfSaid,
    HomeserverError,
    LeaseLost,
    LoginLost,
    NetworkRefused,
    NetworkUnavailable,
    NetworkWait,
    Refused,
    StoreError,
)
from bridge.logs import place_of
from bridge.matrix.client import Homeserver
from bridge.matrix.events import RoomId
from bridge.matrix.from_event import Nothing, Understood, understand
from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.event import Pin
from bridge.model.ids import MediaId, MessageId
from bridge.model.message import Message
from bridge.portals.live.echoes import Echoes
from bridge.portals.live.files import download
from bridge.portals.live.knowing import Knowing, event_of
from bridge.portals.live.numbering import NotHeardYet, Numbers
from bridge.portals.live.pumps import Work
from bridge.portals.live.voices import Voice, Voices
from bridge.sources.connector import Connector, File, Spoken, Utterance
from bridge.store import SAID_IN_MATRIX, InboxRow, Login, OutboxRow, OutboxState, Portal, State, Store

log = logging.getLogger(__name__)

PAGE = 20
KEY_IS_GONE = "it was stored under another session key, and cannot be read any more; please say it again."
UNAVAILABLE = 5.0
A_MOMENT = 1.0
"""s until the ear is asked again whether it has heard what is spoken of."""
FindLine = Callable[[int], Awaitable[Connector]]
"""A login's connection; raises NetworkUnavailable while it has none."""


ANOTHER_NUMBER = (
    "in this small group every account numbers the messages for itself, and your account's number of that message is not"
    " known here."
)
STOPPED = "this chat is no longer bridged."
REST_REFUSED = "rest-refused"
"""Noted of an event of which the network took a part only."""
THE_REST = "the rest of it was refused there."


MISTAKE = "the bridge made a mistake with it. Whether it arrived is not known: look there before you write it again."


@dataclass(frozen=True)
class Delivered:
    """How saying an event on the network ended, if not well. ``words`` are for whoever said it."""

    state: OutboxState
    reason: str
    words: str | None = None


@dataclass(frozen=True)
class ToNetwork:
    """Says what people said. ``said`` is told after each event: what waited for its echo may go on.

    ``again``: s until a network that could not be reached is tried again.
    """

    store: Store
    homeserver: Homeserver
    knowing: Knowing
    voices: Voices
    echoes: Echoes
    numbers: Numbers
    find_line: FindLine
    clock: Callable[[], int]
    said: Callable[[int], None]
    again: float = UNAVAILABLE
    open_words: Callable[[str, str], str] = lambda words, _event_id: words
    """Decrypts a stored event, given its id."""

    @asynccontextmanager
    async def open(self, portal_id: int) -> AsyncIterator[Work]:
        """The work of one portal."""

        async def work() -> float | None:
            while rows := await self.store.outbox.next(portal_id, PAGE):
                for row in rows:
                    pause = await self._handle(row)
                    if pause is not None:
                        return pause
            return None

        yield work

    async def _handle(self, row: OutboxRow) -> float | None:
        """Bring one event over. A number: it cannot be said yet, and is to be tried again in so many seconds."""
        early = row.not_before - self.clock()
        if early > 0:
            return early / 1000
        portal = await self.store.portals.get(row.portal)
        assert portal is not None, "portals are never removed"
        try:
            ended = await self._carry(portal, row, self._event(row))
        except NetworkWait as wait:
            unsaid = row.state is OutboxState.WAITING and not isinstance(wait, HalfSaid)
            await self.store.outbox.postpone(row, self.clock() + wait.seconds * 1000, unsaid=unsaid)
            return float(wait.seconds)
        except (NetworkUnavailable, LoginLost) as error:
            log.info("portal %d: %s; %s waits", portal.id, type(error).__name__, row.event_id)
            return min(self.again, A_MOMENT) if isinstance(error, NotHeardYet) else self.again
        except NetworkRefused as refusal:
            ended = Delivered(OutboxState.FAILED, refusal.code or refusal.detail, refusal.detail or refusal.code)
        except BeringiaError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever one event does to us, the next ones are said
            log.error("%s: %s", row.event_id, place_of(error))  # noqa: TRY400 - a traceback may quote
            ended = Delivered(OutboxState.FAILED, type(error).__name__, MISTAKE)
        if ended is not None:
            await self._give_up(portal, row, ended)
        self.said(portal.id)
        return None

    def _event(self, row: OutboxRow) -> dict[str, Any]:
        """Raises NetworkRefused when it was stored under a key that is gone: nothing will ever open it."""
        try:
            return event_of(self.open_words(row.body, row.event_id))
        except StoreError as error:
            raise NetworkRefused(KEY_IS_GONE, code="sealed") from error

    async def _carry(self, portal: Portal, row: OutboxRow, event: Mapping[str, Any]) -> Delivered | None:
        """Raises the network's errors."""
        understood = understand(event, await self.knowing.of(portal, event))
        if isinstance(understood, Nothing):
            state = OutboxState.UNSUPPORTED if understood.is_loss else OutboxState.IGNORED
            return Delivered(state, understood.code, understood.words if understood.is_loss else None)
        if portal.ear is None and row.state is OutboxState.WAITING:
            raise NetworkRefused(STOPPED, code="not-bridged")
        voice = await self.voices.of(portal, row, str(event["sender"]))
        line = await self.find_line(voice.login.id)
        messages = [
            said for one in understood.messages if (said := voice.words(one, is_emote=understood.is_emote)) is not None
        ]
        if not messages:
            return Delivered(OutboxState.IGNORED, "nothing-to-tell")
        for message in messages:
            if await self.numbers.is_awaited(voice.login, portal, message, self.clock()):
                raise NotHeardYet
        with TemporaryDirectory(prefix="beringia-") as folder:
            files = await self._files(understood, Path(folder))
            await self._say(portal, row, event, voice, line, understood, messages, files)
        return None

    async def _files(self, understood: Understood, folder: Path) -> dict[MediaId, File]:
        """Raises NetworkRefused for a file that the homeserver does not have."""
        files: dict[MediaId, File] = {}
        for number, (reference, uri) in enumerate(understood.files.items()):
            try:
                files[reference] = await download(self.homeserver, uri, folder / str(number))
            except Refused as refusal:
                raise NetworkRefused("the file is not on the homeserver", code=refusal.code) from refusal
        return files

    async def _say(
        self,
        portal: Portal,
        row: OutboxRow,
        event: Mapping[str, Any],
        voice: Voice,
        line: Connector,
        understood: Understood,
        messages: list[Message],
        files: Mapping[MediaId, File],
    ) -> None:
        repeated = row.state is OutboxState.SENDING
        after = await self._newest_of(portal, voice.login) if repeated else None
        await self._begin(row, voice)
        spoken: list[tuple[Message, Spoken]] = []
        losses = list(understood.losses)
        for message in messages:
            item, whole = await self.numbers.leaving(voice.login, portal, message)
            losses += [] if whole else ["target-of-another-account"]
            utterance = Utterance(
                key=f"{row.event_id}/{message.id}",
                item=item,
                files=files,
                repeated=repeated,
                also=understood.also,
                after=after,
            )
            if not whole and isinstance(item.content, Revision | Deletion | ReactionChange | Vote | Pin):
                raise NetworkRefused(ANOTHER_NUMBER, code="target-of-another-account")
            try:
                spoken.append((message, await line.say(utterance)))
            except NetworkWait as wait:
                if not spoken:
                    raise
                raise HalfSaid(seconds=wait.seconds) from wait
            except NetworkRefused as refusal:
                if not spoken:
                    raise
                losses.append(REST_REFUSED)
                await self._tell(portal, row, refusal.detail or refusal.code)
                break
        if any(REST_REFUSED in said.losses for _, said in spoken):
            await self._tell(portal, row, THE_REST)
        await self.echoes.expect(portal, row, event, voice.login, spoken, tuple(losses))

    async def _begin(self, row: OutboxRow, voice: Voice) -> None:
        """Raises LeaseLost when it is no longer as it was read."""
        if not await self.store.outbox.start(row, login=voice.login.id, person=voice.login.person):
            raise LeaseLost(f"{row.event_id}: another process says it.")

    async def _newest_of(self, portal: Portal, login: Login) -> MessageId | None:
        """What this login is known to have said last: whatever it may have said since lies behind that."""
        said = await self.store.live_inbox.said_by(portal.id, login.person, [SAID_IN_MATRIX], State.DONE)
        own = await self.store.aliases.own(login.export, portal.id, [row.message for row in said])
        return next((MessageId(own[row.message]) for row in said if row.message in own and not _is_event(row)), None)

    async def _give_up(self, portal: Portal, row: OutboxRow, ended: Delivered) -> None:
        """Record it, and tell whoever said it."""
        if ended.words is not None:
            await self._tell(portal, row, ended.words)
        await self.store.outbox.end(row, ended.state, ended.reason)

    async def _tell(self, portal: Portal, row: OutboxRow, why: str) -> None:
        if portal.room_id is None:
            return
        room = RoomId(portal.room_id)
        content = {
            "msgtype": "m.notice",
            "body": f"Not sent to {portal.chat.network_name}: {why}",
            "m.mentions": {},
            "m.relates_to": {"m.in_reply_to": {"event_id": row.event_id}},
        }
        try:
            await self.homeserver.send(room, self.homeserver.bot, "m.room.message", f"unsent-{row.event_id}", content)
        except HomeserverError as error:
            log.warning("%s: nobody could be told that it was not sent: %s", row.event_id, type(error).__name__)


def _is_event(row: InboxRow) -> bool:
    """Is it something that has no message of its own on the network?"""
    return row.message.startswith("$")
