"""What ``inspect`` shows."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console
from rich.table import Table

from bridge.history.inventory import ChatInventory, Inventory, foreseeable_losses
from bridge.words import day, plain, size


def show(title: str, inventory: Inventory) -> None:
    """For people."""
    console = Console()
    console.print(f"{title}: {len(inventory.chats)} chats, {len(inventory.people)} people", highlight=False)
    for chat in inventory.chats.values():
        console.print(_table(chat, inventory))
        for warning in chat.chat.warnings:
            console.print(f"  ! {plain(warning)}", style="yellow", markup=False, highlight=False)
        for reason in chat.unreadable:
            console.print(f"  unreadable: {plain(reason)}", style="red", markup=False, highlight=False)


def _table(chat: ChatInventory, inventory: Inventory) -> Table:
    table = Table(title=plain(chat.chat.title or "Unnamed chat"), title_justify="left", show_header=False)
    table.add_row("kind", f"{chat.chat.network_name} {chat.chat.kind}, id {plain(chat.chat.id)}")
    table.add_row("items", f"{chat.items:,} from {day(chat.first)} to {day(chat.last)}")
    table.add_row("by kind", ", ".join(f"{kind} {count:,}" for kind, count in chat.kinds.most_common()) or "–")
    table.add_row("people", _people(chat, inventory))
    table.add_row("files", ", ".join(f"{state} {count:,}" for state, count in sorted(chat.media.items())) or "–")
    table.add_row("size of files", size(chat.bytes))
    table.add_row("reactions", f"{chat.reactions:,}")
    for reason, count in foreseeable_losses(chat).items():
        table.add_row("cannot be carried", f"{reason}: {count:,}")
    return table


def _people(chat: ChatInventory, inventory: Inventory) -> str:
    most = [f"{plain(_name(inventory, person))} {count:,}" for person, count in chat.senders.most_common(8)]
    more = len(chat.senders) - len(most)
    return ", ".join(most) + (f" and {more:,} more" if more > 0 else "") if most else "–"


def _name(inventory: Inventory, person: Any) -> str:
    known = inventory.people.get(person)
    return (known.name if known is not None else None) or "(no name)"


def as_json(title: str, inventory: Inventory) -> None:
    """For programs."""
    print(
        json.dumps(
            {
                "format": title,
                "people": len(inventory.people),
                "chats": [_chat(chat) for chat in inventory.chats.values()],
            },
            indent=2,
        )
    )


def _chat(chat: ChatInventory) -> dict[str, Any]:
    return {
        "network": chat.chat.network,
        "id": chat.chat.id,
        "title": chat.chat.title,
        "kind": chat.chat.kind,
        "items": chat.items,
        "first_ms": chat.first,
        "last_ms": chat.last,
        "kinds": dict(chat.kinds),
        "files": dict(chat.media),
        "bytes": chat.bytes,
        "people": dict(chat.senders),
        "reactions": chat.reactions,
        "losses": foreseeable_losses(chat),
        "warnings": list(chat.chat.warnings),
        "unreadable": chat.unreadable,
    }
