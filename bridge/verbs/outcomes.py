"""What ``import`` and ``verify`` say of each chat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
from rich.console import Console

from bridge.errors import BeringiaError
from bridge.history.plan import ChatPlan, Plan
from bridge.history.proof import ChatProof, Found, Proof
from bridge.store import State
from bridge.words import counted, plain

SHOWN = 20
"""Findings shown for each chat; the report has all."""


def show_result(chat: ChatPlan, counts: Mapping[tuple[State, str], int], error: Exception | None) -> None:
    """How the import of one chat ended."""
    console = Console()
    outcomes: Counter[State] = Counter()
    for (state, _kind), count in counts.items():
        outcomes[state] += count
    told = ", ".join(f"{state} {count:,}" for state, count in sorted(outcomes.items()))
    style = "red" if error is not None or outcomes[State.FAILED] else "green"
    console.print(f"{plain(chat.title)}: {told or 'nothing to say'}", style=style, markup=False, highlight=False)
    if error is not None:
        message = error.message if isinstance(error, BeringiaError) else type(error).__name__
        console.print(f"  stopped: {plain(message)}", style="red", markup=False, highlight=False)


def show_proof(plan: Plan, proof: Proof, *, as_json: bool) -> None:
    """What verification found in all rooms of a plan."""
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(proof), indent=2).decode())
        return
    titles = {chat.portal: plain(chat.title) for chat in plan.chats}
    for chat in proof.chats:
        _show_chat(titles[chat.portal], chat)
    if proof.files is not None:
        wrong = len(proof.file_findings)
        told = (
            f"files: {proof.files:,} compared, {wrong:,} differ"
            if wrong
            else f"files: {proof.files:,} compared, all equal"
        )
        Console().print(told, style="red" if wrong else "green", highlight=False)
        _show_findings(proof.file_findings)


def _show_chat(title: str, chat: ChatProof) -> None:
    if chat.sound:
        compared = f"{counted(chat.items, 'item')}, {counted(chat.events, 'event')}"
        told = f"sound: {compared}, nothing missing, extra, altered or out of order"
    else:
        unsaid = f"{chat.waiting:,} of {counted(chat.items, 'item')} not said yet"
        told = f"{counted(len(chat.findings), 'finding')}, {counted(chat.failed, 'item')} refused, {unsaid}"
    style = "green" if chat.sound else "red"
    Console().print(f"{title}: {told}", style=style, markup=False, highlight=False)
    _show_findings(chat.findings)


def _show_findings(findings: Sequence[Found]) -> None:
    console = Console()
    for finding in findings[:SHOWN]:
        place = " ".join(word for word in (finding.message and f"item {finding.message}", finding.event_id) if word)
        console.print(f"  {finding.difference}: {place} {finding.detail}", markup=False, highlight=False)
    if len(findings) > SHOWN:
        console.print(f"  and {len(findings) - SHOWN:,} more: see beringia report", markup=False)
