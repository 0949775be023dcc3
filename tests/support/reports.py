"""Parts of reports, with a default for every field."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from bridge.history.proof import ChatProof, Found, Proof
from bridge.history.report.contents import ChatReport, ItemReport, KindReport, PersonReport, Report
from bridge.history.report.page import pieces
from bridge.history.report.tally import Books, Tally, close_books, keep_books
from bridge.history.report.verdict import Standing, judge

NOW = 1_700_000_000_000


def books(source: int | None = None, **items: int) -> Books:
    """Balanced books, unless another source is given."""
    found = Tally(**(items or {"done": 3}))
    return keep_books(found.total if source is None else source, found)


def chat_report(**fields: Any) -> ChatReport:
    """Anna's chat: three texts, all done."""
    kept: Books = fields.setdefault("books", books())
    defaults: dict[str, Any] = {
        "portal": 1,
        "title": "Ops",
        "network": "Campfire",
        "kind": "group",
        "chat": "ops",
        "room_id": "!ops:example.org",
        "state": "done",
        "error": None,
        "started_at": NOW,
        "finished_at": NOW,
        "first": NOW - 1000,
        "last": NOW,
        "kinds": (KindReport(kind="text", items=kept.items),),
        "people": (person_report(items=kept.items),),
        "losses": (),
        "reasons": (),
        "warnings": (),
        "brought": (),
        "proof": None,
    }
    return ChatReport(**{**defaults, **fields})


def person_report(**fields: Any) -> PersonReport:
    """Anna."""
    defaults: dict[str, Any] = {"person": "anna", "user_id": "@x:example.org", "name": "Anna (Campfire)"}
    return PersonReport(**{**defaults, "items": Tally(done=3), **fields})


def item_report(**fields: Any) -> ItemReport:
    """A picture of Anna's that is missing."""
    defaults: dict[str, Any] = {
        "id": "7",
        "time": NOW,
        "kind": "image",
        "sender": "anna",
        "name": "Anna (Campfire)",
        "outcome": "missing",
        "reason": "not in the export",
        "count": 1,
    }
    return ItemReport(**{**defaults, **fields})


def finding(**fields: str) -> Found:
    """An event that is not as it should be."""
    defaults = {"difference": "altered", "event_id": "$event", "message": "7", "detail": "content differs in body"}
    return Found(**{**defaults, **fields})


def chat_proof(**fields: Any) -> ChatProof:
    """What verification says of a chat whose three items are all there."""
    defaults: dict[str, Any] = {"portal": 1, "items": 3, "waiting": 0, "events": 5, "setup": 2, "findings": ()}
    return ChatProof(**{**defaults, **fields})


def proof(*chats: ChatProof, **fields: Any) -> Proof:
    """A verification that found nothing wrong."""
    defaults: dict[str, Any] = {"plan": "a1b2c3", "taken_at": NOW, "chats": chats or (chat_proof(),), "files": 2}
    return Proof(**{**defaults, **fields})


def standing(*kept: Books, **fields: Any) -> Standing:
    """A finished import, verified after its end."""
    each = kept or (books(),)
    proofs = tuple(chat_proof(items=one.items.total, waiting=one.items.not_said) for one in each)
    defaults: dict[str, Any] = {
        "books": close_books(each),
        "chats": each,
        "proof": proof(*proofs),
        "proofs": proofs,
        "changed_at": NOW - 1,
    }
    return Standing(**{**defaults, **fields})


def report(*chats: ChatReport, taken: Proof | None = None, **fields: Any) -> Report:
    """A report of these chats, with the verdict that follows."""
    each = chats or (chat_report(),)
    found = Standing(
        books=close_books(chat.books for chat in each),
        chats=[chat.books for chat in each],
        proof=taken,
        proofs=[chat.proof for chat in each],
        changed_at=NOW,
    )
    defaults: dict[str, Any] = {
        "made_by": "Beringia 1.2.3",
        "made_at": NOW,
        "plan": "a1b2c3",
        "planned_at": NOW,
        "state": "done",
        "verdict": judge(found),
        "books": found.books,
        "exports": (),
        "chats": each,
        "left_out": (),
        "proof": taken,
        "outdated": found.outdated,
        "differences": found.differences,
    }
    return Report(**{**defaults, **fields})


async def page(made: Report, *items: ItemReport) -> str:
    """The whole page, with these items for each chat."""

    async def items_of(_: ChatReport) -> AsyncGenerator[ItemReport, None]:
        for item in items:
            yield item

    return "".join([piece async for piece in pieces(made, items_of)])
