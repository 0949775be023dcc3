"""One worker per portal: says its waiting items in the room, in order, each exactly once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bridge.errors import Refused
from bridge.matrix.events import Draft, UserId
from bridge.matrix.source_key import SourceKeys
from bridge.matrix.to_content import Converted, convert
from bridge.matrix.writing import Said, Script, Taken, Writer
from bridge.people.cast import Cast
from bridge.people.ghosts import Ghosts
from bridge.portals.lease import Lease
from bridge.portals.refusals import MOST_IN_A_ROW, too_many
from bridge.portals.scene import Cue, Scene, event_rows
from bridge.store import LATE, Ending, Foreseen, InboxRow, Span, State, Store

log = logging.getLogger(__name__)

SAID_LATE = "said-late"
"""Noted of items that stand after what follows them in the source."""

Progress = Callable[[int, int], None]
"""Told after each span: how many source items it stood for, and how many events it took."""


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


@dataclass(frozen=True)
class Ready:
    """An item that can be written."""

    cue: Cue
    converted: Converted
    script: Script


class Worker:
    """Says the items of one portal. Stop it anywhere, start another, and the room is the same."""

    def __init__(self, store: Store, ghosts: Ghosts, stage: Stage, cursor: str | None, progress: Progress) -> None:
        self._store = store
        self._ghosts = ghosts
        self._stage = stage
        self._writer = stage.writer
        self._cursor = cursor
        self._progress = progress
        self._refused = 0

    async def run(self) -> None:
        """Say all that waits. Raises when it cannot go on; the items it stopped at are then said by the next run."""
        while rows := await self._store.inbox.next(self._stage.portal, self._writer.page):
            scene = self._stage.scene
            cues = await scene.cues(rows)
            await scene.find_files(cues)
            await scene.look_up(cues)
            await scene.resume_threads(cues)
            await self._say_page(cues)

    async def _say_page(self, cues: Sequence[Cue]) -> None:
        """Until the page has ended, or is no longer what comes next."""
        if self._writer.foresees:
            await self._foresee_page(cues)
        spans = self._spans(cues)
        span: list[Cue] | None = next(spans)
        ready: list[Ready] | None = None
        begun = False
        while span is not None:
            ready = ready or await self._make_ready(span)
            if not begun and not await self._store.sending.start(_span(ready), lease=self._stage.lease.name):
                return
            span = next(spans, None)
            said, prepared = await self._write(ready, span)
            if self._writer.foresees and any(one.refusal or one.again for one in said):
                await self._finish(ready, said, None)
                return  # what was foreseen of the others is not what came about
            begun = await self._finish(ready, said, _following(prepared, span))
            ready = prepared

    def _spans(self, cues: Sequence[Cue]) -> Iterator[list[Cue]]:
        """What is written at one go. Interrupted items stand by themselves, since they are in ``sending`` already."""
        interrupted = [cue for cue in cues if cue.row.state is State.SENDING]
        waiting = cues[len(interrupted) :]
        if interrupted:
            yield interrupted
        for start in range(0, len(waiting), self._writer.span):
            yield list(waiting[start : start + self._writer.span])

    async def _foresee_page(self, cues: Sequence[Cue]) -> None:
        """Learn which places are taken, and wake all who act, many at a time."""
        moments = sorted({cue.row.time for cue in cues})
        depths = await self._store.events.depths_at(self._stage.portal, moments)
        self._writer.learn([Taken((one.time, one.place, one.message), one.first, one.last) for one in depths])
        actors = (person for cue in cues for person in cue.references.actors)
        await self._stage.cast.awaken_all(actors, self._ghosts, self._stage.scene.avatar)

    async def _make_ready(self, cues: Sequence[Cue]) -> list[Ready]:
        return [await self._ready(cue) for cue in cues]

    async def _ready(self, cue: Cue) -> Ready:
        with self._at(cue):
            converted = await self._converted(cue)
            key = self._stage.keys.key(cue.item.id)
            script = self._writer.foresee(Script(cue.item.id, key, cue.row.order, converted.drafts))
        if self._writer.foresees:
            self._stage.scene.said(cue, script.drafts, script.event_ids)
        return Ready(cue, converted, script)

    async def _write(
        self, ready: Sequence[Ready], following: Sequence[Cue] | None
    ) -> tuple[list[Said], list[Ready] | None]:
        """Write a span; and meanwhile make the following one ready, where it does not depend on the answer."""
        if not self._writer.foresees or following is None:
            return await self._written(ready), None
        writing = asyncio.create_task(self._written(ready))
        try:
            prepared = await self._make_ready(following)
        except BaseException:
            await asyncio.gather(writing, return_exceptions=True)
            raise
        return await writing, prepared

    async def _written(self, ready: Sequence[Ready]) -> list[Said]:
        with self._at(ready[0].cue):
            said = await self._writer.write([one.script for one in ready])
        if not self._writer.foresees:
            for one, what in zip(ready, said, strict=True):
                self._stage.scene.said(one.cue, what.drafts, what.event_ids)
        return said

    async def _finish(self, ready: Sequence[Ready], said: Sequence[Said], following: Span | None) -> bool:
        pairs = list(zip(ready, said, strict=True))
        ended = [(one, what) for one, what in pairs if not what.again]
        drafts = [draft for _, what in ended for draft in what.drafts]
        went_on = await self._store.sending.finish(
            [_ending(one, what) for one, what in ended],
            lease=self._stage.lease.name,
            cursor=self._cursor,
            again=[one.cue.row for one, what in pairs if what.again],
            **({} if self._writer.foresees else self._changed_state(drafts)),
            following=following,
        )
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
        converted = convert(cue.item, self._stage.scene.surroundings(cue), self._stage.keys)
        if await self._awaken(converted.drafts):
            return convert(cue.item, self._stage.scene.surroundings(cue), self._stage.keys)
        return converted

    async def _awaken(self, drafts: Sequence[Draft]) -> bool:
        """Make every ghost of these events ready; tells whether one looks otherwise than the events say."""
        cast, find_avatar = self._stage.cast, self._stage.scene.avatar
        return any([await cast.awaken(user, self._ghosts, find_avatar) for user in _ghosts_of(drafts, self._stage.bot)])

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


def _following(prepared: Sequence[Ready] | None, cues: Sequence[Cue] | None) -> Span | None:
    if prepared is not None:
        return _span(prepared)
    return None if cues is None else Span(rows=[cue.row for cue in cues])


def _span(ready: Sequence[Ready]) -> Span:
    foreseen = [
        Foreseen(
            one.script.message,
            draft.part,
            one.script.event_ids[draft.part],
            draft.sender,
            draft.type,
            draft.state_key,
            one.script.depths.get(draft.part),
        )
        for one in ready
        for draft in one.script.drafts
        if draft.part in one.script.event_ids
    ]
    return Span(rows=[one.cue.row for one in ready], foreseen=foreseen)


def _ending(one: Ready, said: Said) -> Ending:
    outcome, reason = _outcome(one.converted, said)
    return Ending(
        row=one.cue.row,
        outcome=outcome,
        reason=reason,
        notes=(*_lateness(one.cue.row), *one.converted.losses, *said.notes),
        events=event_rows(said.drafts, said.event_ids, one.cue.item, one.script.depths),
    )


def _ghosts_of(drafts: Sequence[Draft], bot: UserId) -> list[UserId]:
    """Whose accounts these events need, each once."""
    users = [draft.sender for draft in drafts]
    users += [UserId(draft.state_key) for draft in drafts if draft.type == "m.room.member" and draft.state_key]
    return [user for user in dict.fromkeys(users) if user != bot]


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
