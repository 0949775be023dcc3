"""What ``plan`` shows."""

from __future__ import annotations

import msgspec
from rich.console import Console
from rich.table import Table

from bridge.history.plan import ChatPlan, Plan
from bridge.verbs.fits import told
from bridge.words import counted, duration, plain, size


def show(plan: Plan) -> None:
    """For people."""
    console = Console()
    for chat in plan.chats:
        console.print(_table(chat))
        for warning in chat.warnings:
            console.print(f"  ! {plain(warning)}", style="yellow", markup=False, highlight=False)
    chosen = [chat for chat in plan.chosen if chat.items]
    console.print(
        f"Rooms {len(chosen)}, ghosts at most {sum(chat.people for chat in chosen):,}, "
        f"items {sum(chat.items for chat in chosen):,}, events about {sum(chat.events for chat in chosen):,}, "
        f"files {size(sum(chat.bytes for chat in chosen))}.",
        highlight=False,
    )
    console.print(_estimate(plan), highlight=False)
    if any(fit.people for chat in plan.chosen for fit in chat.fits):
        console.print("Some may be one person under two names: look at beringia people before the import.")
    console.print(f"Plan {plan.id} is recorded. Nothing was sent. Next: beringia import {plan.id}", highlight=False)


def _estimate(plan: Plan) -> str:
    if plan.seconds is None or plan.rate is None:
        return "How long it takes is not known: no speed was measured here yet; beringia check measures one."
    return f"About {duration(plan.seconds)} at the measured {plan.rate:.0f} events per second, and files on top."


def _table(chat: ChatPlan) -> Table:
    table = Table(title=plain(chat.title), title_justify="left", show_header=False)
    table.add_row("kind", f"{chat.network} {chat.kind}")
    if not chat.chosen:
        table.add_row("not imported", chat.why_not)
    table.add_row(
        "to say",
        f"{chat.items:,} of {counted(chat.total, 'item')}, by {counted(chat.people, 'person', 'people')}, "
        f"about {counted(chat.events, 'event')}",
    )
    table.add_row("staged now", _staged(chat))
    for words in (words for fit in chat.fits for words in told(fit)):
        table.add_row(*words)
    table.add_row("files", size(chat.bytes))
    for reason, count in chat.losses.items():
        table.add_row("cannot be carried", f"{reason}: {count:,}")
    return table


def _staged(chat: ChatPlan) -> str:
    if not (chat.new or chat.same) and chat.total:
        return "nothing: this very export was staged before"
    parts = [f"{chat.new:,} new", f"{chat.same:,} known"]
    for count, words in (
        (chat.improved, "of them better here"),
        (chat.changed_after_sent, "changed since they were imported (kept as imported)"),
        (
            chat.late,
            "older than what the room already holds (with bedrock, import --new-rooms gives the chat another room)",
        ),
    ):
        parts += [f"{count:,} {words}"] if count else []
    return ", ".join(parts)


def as_json(plan: Plan) -> None:
    """For programs."""
    print(msgspec.json.format(msgspec.json.encode(plan), indent=2).decode())
