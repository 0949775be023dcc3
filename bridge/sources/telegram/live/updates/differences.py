"""Asking Telegram for what was missed, and reading its answers: https://core.telegram.org/api/updates#recovering-gaps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from telethon.tl import functions, types

from bridge.sources.telegram.live.line import Line
from bridge.sources.telegram.live.updates.positions import Account
from bridge.sources.telegram.live.updates.sorting import COMMON, SECRET, Ask, Cast, Step, cast_of, placed, seconds

CHANNEL_LIMIT, BOT_CHANNEL_LIMIT = 100, 1000


@dataclass(frozen=True)
class Difference:
    """A slice of what was missed. ``account`` or ``pts`` is where it leads; ``seq`` only when it says so.

    ``too_long``: Telegram does not tell all that happened; ``found`` is empty then.
    """

    found: tuple[Step | Ask, ...] = ()
    final: bool = True
    account: Account | None = None
    seq: int | None = None
    pts: int | None = None
    too_long: bool = False


async def of_account(line: Line, position: Account) -> Difference:
    """What was missed in private chats and basic groups, and some of what has no sequence."""
    answer = await line.ask(
        functions.updates.GetDifferenceRequest(pts=position.pts, date=position.date or 1, qts=position.qts)
    )
    if isinstance(answer, types.updates.DifferenceEmpty):
        return Difference(account=Account(position.pts, position.qts, seconds(answer.date)), seq=answer.seq)
    if isinstance(answer, types.updates.DifferenceTooLong):
        return Difference(account=Account(answer.pts, position.qts, position.date), too_long=True)
    final = isinstance(answer, types.updates.Difference)
    state = answer.state if final else answer.intermediate_state
    account = Account(state.pts, state.qts, seconds(state.date))
    found = tuple(_found(answer, cast_of(answer, account.date), {COMMON, SECRET}))
    return Difference(found, final, account, state.seq if final else None)


async def of_channel(line: Line, channel: Any, pts: int) -> Difference:
    """What was missed in one channel or supergroup (an InputChannel)."""
    answer = await line.ask(
        functions.updates.GetChannelDifferenceRequest(
            channel=channel,
            filter=types.ChannelMessagesFilterEmpty(),
            pts=pts,
            limit=BOT_CHANNEL_LIMIT if line.account.is_bot else CHANNEL_LIMIT,
        )
    )
    if isinstance(answer, types.updates.ChannelDifferenceTooLong):
        return Difference(pts=answer.dialog.pts, final=bool(answer.final), too_long=True)
    if isinstance(answer, types.updates.ChannelDifferenceEmpty):
        return Difference(pts=answer.pts, final=bool(answer.final))
    own = f"channel{channel.channel_id}"
    found = tuple(_found(answer, cast_of(answer, _latest(answer.new_messages)), {own}))
    return Difference(found, bool(answer.final), pts=answer.pts)


def _latest(messages: Iterable[Any]) -> int:
    """Telegram's time of a channel's difference, which it does not give itself; 0: nothing tells it."""
    return max((seconds(getattr(message, "date", None)) for message in messages), default=0)


def _found(answer: Any, cast: Cast, asked: Collection[str]) -> Iterator[Step | Ask]:
    """What a difference tells: new messages first, then what happened to messages."""
    for message in answer.new_messages:
        yield Step(as_new(message), cast)
    for update in answer.other_updates:
        yield from (_out_of_sequence(step, asked) for step in placed(update, cast))


def _out_of_sequence(step: Step | Ask, asked: Collection[str]) -> Step | Ask:
    """What belongs to the sequences that were asked for is in order as it stands; another's keeps its place."""
    if isinstance(step, Step) and step.stream in asked:
        return Step(step.update, step.cast)
    return step


def as_new(message: Any) -> Any:
    """The update that would have brought this message."""
    if isinstance(getattr(message, "peer_id", None), types.PeerChannel):
        return types.UpdateNewChannelMessage(message, pts=0, pts_count=0)
    return types.UpdateNewMessage(message, pts=0, pts_count=0)


def as_edited(message: Any) -> Any:
    """The update that would have told of the edit of this message."""
    if isinstance(message.peer_id, types.PeerChannel):
        return types.UpdateEditChannelMessage(message, pts=0, pts_count=0)
    return types.UpdateEditMessage(message, pts=0, pts_count=0)


async def present_state(line: Line) -> Account:
    """Where the account's own sequences are now."""
    state = await line.ask(functions.updates.GetStateRequest())
    return Account(state.pts, state.qts, seconds(state.date))
