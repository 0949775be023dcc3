"""One worker per portal: says its waiting items in the room, in order, each exactly once."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from bridge.errors import Refused
from bridge.matrix.events import Draft, Surroundings, UserId
from bridge.matrix.source_key import SourceKeys
from bridge.matrix.to_content import Converted, convert
from bridge.matrix.writing import Said, Script, Taken, Writer
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable
from bridge.people.cast import Cast
from bridge.people.ghosts import Ghosts
from bridge.portals.flights import Flights, Ready, foreseen_of
from bridge.portals.lease import Lease
from bridge.portals.refusals import MOST_IN_A_ROW, too_many
from bridge.portals.scene import Cue, Scene, event_rows
from bridge.store import LATE, Batch, Ending, InboxRow, Lane, Order, State, Store

log = logging.getLogger(__name__)

SAID_LATE = "said-late"
"""Noted of items that stand after what follows them in the source."""

MOST_TRIES = 25
"""How often an item is said that speaks of what is not there."""
BREATH = 10
"""Items that are made ready without letting anything else happen."""

Convert = Callable[[Message | Unreadable, Surroundings, SourceKeys], Converted]
Progress = Callable[[int, int], None]
"""Told after each batch: how many source items it stood for, and how many events it took."""


@dataclass(frozen=True)
class Stage:
    """Where a worker speaks: the lease that lets it, whose voices, and the way into the room."""

    portal: int
    bot: UserId
    lease: Lease
    keys: SourceKeys
    cast: Cast
    scene: Scene
    writer: Writer
    lane: Lane = Lane.HISTORY
    items: NextItems | None = None
    """Where the next items come from; None: from the lane's inbox."""
    convert: Convert = convert


class NextItems(Protocol):
    """Gives the next items to say, as ``Inbox.next`` does."""

    async def next(self, portal: int, limit: int, after: Order | None = None) -> list[InboxRow]: ...


class Worker:
    """Says the items of one portal. Stop it anywhere, start another, and the room is the same."""

    def __init__(self, store: Store, ghosts: Ghosts, stage: Stage, cursor: str | None, progress: Progress) -> None:
        self._store = store
        self._inbox: NextItems = stage.items or (store.inbox if stage.lane is Lane.HISTORY else store.live_inbox)
        self._sending = store.sending if stage.lane is Lane.HISTORY else store.live_sending
        self._ghosts = ghosts
        self._stage = stage
        self._writer = stage.writer
        self._cursor = cursor
        self._progress = progress
        self._refused = 0
        self._flights = Flights()
        self._tries: Counter[str] = Counter()

    async def run(self) -> None:
        """Say all that waits. Raises when it cannot go on; the items it stopped at are then said by the next run."""
        while rows := await self._inbox.next(self._stage.portal, self._writer.page):
            self._writer.restart()
            self._stage.scene.restart()
            try:
                await self._say_on(rows)
            except BaseException:
                await self._flights.abandon()
                raise

    async def _say_on(self, rows: Sequence[InboxRow]) -> None:
        """Until the end, or until what was prepared is no longer what comes next."""
        begun = False
        async for cues, following in self._batches(rows):
            ready = await self._make_ready(cues)
            if not begun and not await self._start(ready):
                break
            self._flights.launch(ready, self._written(ready))
            if len(self._flights) == self._writer.under_way:
                sound, begun = await self._land(following)
                if not sound:
                    break
        while self._flights:
            await self._land(None)

    async def _batches(self, rows: Sequence[InboxRow]) -> AsyncIterator[tuple[list[Cue], list[Cue] | None]]:
        """What is written at one go, page by page; each with the batch that follows it on its page."""
        furthest = max(row.order for row in rows)
        while rows:
            batches = list(self._cut(await self._look_up(rows)))
            for number, batch in enumerate(batches):
                yield batch, batches[number + 1] if number + 1 < len(batches) else None
            if rows[0].state is State.SENDING and self._writer.foresees:
                return  # what was interrupted is finished first, so that all that follows sees where it lies
            # Interrupted items may come after waiting ones; whatever is passed over here is seen when all is read again.
            furthest = max(furthest, *(row.order for row in rows))
            rows = await self._inbox.next(self._stage.portal, self._writer.page, furthest)

    def _cut(self, cues: Sequence[Cue]) -> Iterator[list[Cue]]:
        """Interrupted items stand by themselves, since they are in ``sending`` already."""
        interrupted = [cue for cue in cues if cue.row.state is State.SENDING]
        waiting = cues[len(interrupted) :]
        if interrupted:
            yield interrupted
            if self._writer.foresees:
                return
        for start in range(0, len(waiting), self._writer.batch):
            yield list(waiting[start : start + self._writer.batch])

    async def _look_up(self, rows: Sequence[InboxRow]) -> list[Cue]:
        scene = self._stage.scene
        cues = await scene.cues(rows)
        await scene.find_files(cues)
        await scene.look_up(cues)
        await scene.resume_threads(cues)
        if self._writer.foresees:
            await self._foresee_page(cues)
        return cues

    async def _foresee_page(self, cues: Sequence[Cue]) -> None:
        """Learn which places are taken, and wake all who act, many at a time."""
        moments = sorted({cue.row.time for cue in cues})
        depths = await self._store.events.depths_at(self._stage.portal, moments)
        taken = [Taken((one.time, one.place, one.message), one.first, one.last) for one in depths]
        self._writer.learn(taken, lambda: {self._stage.keys.key(cue.item.id): cue.row.order for cue in cues})
        actors = (person for cue in cues for person in cue.references.actors)
        await self._stage.cast.awaken_all(actors, self._ghosts, self._stage.scene.avatar)

    async def _make_ready(self, cues: Sequence[Cue]) -> list[Ready]:
        ready = []
        for number, cue in enumerate(cues):
            if number % BREATH == 0:
                await asyncio.sleep(0)  # so that what is under way is sent and heard meanwhile
            ready.append(await self._ready(cue))
        return ready

    async def _ready(self, cue: Cue) -> Ready:
        with self._at(cue):
            converted = await self._converted(cue)
            key = self._stage.keys.key(cue.item.id)
            script = self._writer.foresee(Script(cue.item.id, key, cue.row.order, converted.drafts))
        if self._writer.foresees:
            self._stage.scene.foresaw(cue, script.drafts, script.event_ids)
        return Ready(cue, converted, script)

    async def _start(self, ready: Sequence[Ready]) -> bool:
        """Bring the batch to ``sending``, unless that was done with the end of the one before."""
        foreseen = [*self._flights.foreseen(), *foreseen_of(ready)]
        batch = Batch(rows=[one.cue.row for one in ready], foreseen=foreseen)
        return await self._sending.start(batch, lease=self._stage.lease.name)

    async def _written(self, ready: Sequence[Ready]) -> list[Said]:
        with self._at(ready[0].cue):
            said = await self._writer.write([one.script for one in ready])
        if not self._writer.foresees:
            for one, what in zip(ready, said, strict=True):
                self._stage.scene.said(one.cue, what.drafts, what.event_ids)
        return said

    async def _land(self, following: Sequence[Cue] | None) -> tuple[bool, bool]:
        """Wait for the batch that has been under way longest, and end it.

        Tells whether all came about as it was foreseen, and whether the following batch has begun with this end.
        """
        ready, said = await self._flights.land()
        said = [self._insisted(one, what) for one, what in zip(ready, said, strict=True)]
        sound = not (self._writer.foresees and any(one.refusal or one.again for one in said))
        rows = None if following is None or self._writer.foresees else [cue.row for cue in following]
        return sound, await self._finish(ready, said, None if rows is None else Batch(rows=rows))

    def _insisted(self, one: Ready, said: Said) -> Said:
        """What cannot be said however often it is tried is refused.

        It is tried again when it speaks of a refused item, or when its batch has overtaken the one before; but an event
        that the room has lost does not come back.
        """
        if said.again:
            self._tries[one.script.message] += 1
        if not said.again or self._tries[one.script.message] < MOST_TRIES:
            return said
        refusal = Refused("it speaks of an event that the room does not have", code="M_UNKNOWN")
        return Said(said.drafts, said.event_ids, said.notes, refusal)

    async def _finish(self, ready: Sequence[Ready], said: Sequence[Said], following: Batch | None) -> bool:
        pairs = list(zip(ready, said, strict=True))
        ended = [(one, what) for one, what in pairs if not what.again]
        drafts = [draft for _, what in ended for draft in what.drafts]
        went_on = await self._sending.finish(
            [_ending(one, what) for one, what in ended],
            lease=self._stage.lease.name,
            cursor=self._cursor,
            again=[one.cue.row for one, what in pairs if what.again],
            foreseen=self._flights.foreseen(),
            gone=[draft.redacts for draft in drafts if draft.redacts is not None],
            following=following,
            **({} if self._writer.foresees else self._changed_state(drafts)),
        )
        self._stage.scene.recorded(one.cue for one in ready)
        self._cursor = ended[-1][0].cue.row.message if ended else self._cursor
        self._progress(sum(one.cue.row.count for one, _ in ended), len(drafts))
        for _, what in ended:
            self._count_refusal(what.refusal)
        return went_on

    async def _converted(self, cue: Cue) -> Converted:
        """The item as events, once all in it have their names, and all who speak in it are awake.

        A ghost's picture is known only then.
        """
        await self._stage.cast.settle(cue.references.people, self._ghosts)
        converted = self._stage.convert(cue.item, await self._stage.scene.as_it_is(cue), self._stage.keys)
        if await self._awaken(converted.drafts):
            return self._stage.convert(cue.item, await self._stage.scene.as_it_is(cue), self._stage.keys)
        return converted

    async def _awaken(self, drafts: Sequence[Draft]) -> bool:
        """Make every ghost of these events ready; tells whether one looks otherwise than the events say."""
        cast, find_avatar = self._stage.cast, self._stage.scene.avatar
        return any(
            [await cast.awaken(user, self._ghosts, find_avatar) for user in _users_of(drafts) if cast.is_of(user)]
        )

    def _count_refusal(self, refusal: Refused | None) -> None:
        """Raises HomeserverError when too many items in a row were refused."""
        self._refused = 0 if refusal is None else self._refused + 1
        if refusal is not None and self._refused >= MOST_IN_A_ROW:
            raise too_many(refusal)

    def _changed_state(self, drafts: Sequence[Draft]) -> dict[str, Any]:
        """What appended events make of the room, and the next items build upon."""
        changed: dict[str, Any] = {"memberships": _memberships(drafts)}
        if any(draft.type == "m.room.pinned_events" for draft in drafts):
            changed["pinned"] = self._stage.scene.state.pinned
        return changed

    @contextmanager
    def _at(self, cue: Cue) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            error.add_note(f"at item {cue.row.message} of portal {self._stage.portal}")
            raise


def _ending(one: Ready, said: Said) -> Ending:
    outcome, reason = _outcome(one.converted, said)
    return Ending(
        row=one.cue.row,
        outcome=outcome,
        reason=reason,
        notes=(*_lateness(one.cue.row), *one.converted.losses, *said.notes),
        events=event_rows(said.drafts, said.event_ids, one.cue.item, one.script.depths),
    )


def _users_of(drafts: Sequence[Draft]) -> list[UserId]:
    """Whose accounts these events need, each once: ghosts, and maybe the bot, and people who are removed."""
    users = [draft.sender for draft in drafts]
    users += [UserId(draft.state_key) for draft in drafts if draft.type == "m.room.member" and draft.state_key]
    return list(dict.fromkeys(users))


def _lateness(row: InboxRow) -> tuple[str, ...]:
    return (SAID_LATE,) if row.reason == LATE else ()


def _memberships(drafts: Sequence[Draft]) -> dict[str, str]:
    return {
        draft.state_key: draft.content["membership"]
        for draft in drafts
        if draft.type == "m.room.member" and draft.state_key is not None
    }


def _outcome(converted: Converted, said: Said) -> tuple[State, str | None]:
    if said.refusal is not None:
        return State.FAILED, f"the homeserver refuses it: {said.refusal.detail}"
    return State(converted.outcome), converted.reason or None
