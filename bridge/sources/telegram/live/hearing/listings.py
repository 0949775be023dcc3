"""The chats that an account is in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any

from telethon.tl import functions, types

from bridge.sources.connector import Listing
from bridge.sources.telegram.live.hearing.reading import PAGE
from bridge.sources.telegram.live.hearing.scene import by_name
from bridge.sources.telegram.live.hearing.times import milliseconds
from bridge.sources.telegram.live.hearing.who import chat_of
from bridge.sources.telegram.live.line import Line
from bridge.sources.telegram.live.peers import NEVER, name_of

_FOLDERS = (0, 1)
"""The list of chats, and the archive."""


async def listings(line: Line) -> AsyncIterator[Listing]:
    """The latest first. Chats that the account has left or that are closed to it, and those with codes, are left out.

    Telegram shows a bot no list of its chats, so there is none.
    """
    if line.account.is_bot:
        return
    found: dict[str, Listing] = {}
    for folder in _FOLDERS:
        async for listing in _in_folder(line, folder):
            found.setdefault(listing.chat.id, listing)
    for listing in sorted(found.values(), key=lambda listing: listing.last or 0, reverse=True):
        yield listing


async def _in_folder(line: Line, folder: int) -> AsyncIterator[Listing]:
    date, number, peer = None, 0, types.InputPeerEmpty()
    seen: set[str] = set()
    while True:
        answer = await line.ask(
            functions.messages.GetDialogsRequest(
                offset_date=date, offset_id=number, offset_peer=peer, limit=PAGE, hash=0, folder_id=folder,
                exclude_pinned=bool(seen),
            )
        )  # fmt: skip
        dialogs = [dialog for dialog in answer.dialogs if str(name_of(dialog.peer)) not in seen]
        for listing in _of_page(dialogs, answer):
            yield listing
        seen |= {str(name_of(dialog.peer)) for dialog in dialogs}
        last = _last(dialogs, answer)
        if last is None or isinstance(answer, types.messages.Dialogs):
            return
        date, number, peer = last.date, last.id, await line.peer(str(name_of(last.peer_id)))


def _of_page(dialogs: Iterable[Any], answer: Any) -> Iterable[Listing]:
    peers, tops = by_name(answer.users, answer.chats), _tops(answer)
    for dialog in dialogs:
        name = str(name_of(dialog.peer))
        if isinstance(dialog, types.Dialog) and name not in NEVER and is_open(peers.get(name)):
            top = tops.get((name, dialog.top_message))
            yield _listing(peers[name], top)


def _listing(peer: Any, top: Any | None) -> Listing:
    return Listing(
        chat=chat_of(peer),
        members=getattr(peer, "participants_count", None),
        last=milliseconds(top.date) or None if top is not None else None,
        can_speak=_can_speak(peer),
    )


def _tops(answer: Any) -> dict[tuple[str, int], Any]:
    return {(str(name_of(message.peer_id)), message.id): message for message in answer.messages}


def _last(dialogs: list[Any], answer: Any) -> Any | None:
    """The message from which the next page goes on: the newest one of the last chat that has any."""
    tops = _tops(answer)
    for dialog in reversed(dialogs):
        top = tops.get((str(name_of(dialog.peer)), dialog.top_message))
        if top is not None and top.date:
            return top
    return None


def is_open(peer: Any) -> bool:
    """Is the account in this chat, and is the chat still what it was? A group that became a supergroup is not."""
    if isinstance(peer, types.User):
        return True
    if isinstance(peer, types.Chat):
        return not (peer.left or peer.deactivated or peer.migrated_to)
    return isinstance(peer, types.Channel) and not peer.left


def _can_speak(peer: Any) -> bool:
    if isinstance(peer, types.User):
        return not peer.deleted
    rules = bool(peer.creator or peer.admin_rights)
    if getattr(peer, "broadcast", False):
        return bool(peer.creator or (peer.admin_rights and peer.admin_rights.post_messages))
    silenced = getattr(getattr(peer, "banned_rights", None), "send_messages", False)
    return not silenced and (rules or not getattr(peer.default_banned_rights, "send_messages", False))
