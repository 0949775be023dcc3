"""Invoices, giveaways and media that had to be paid for."""

from __future__ import annotations

import re

import msgspec

from bridge.model.content import Attachment, Card
from bridge.model.media import Media, MediaKind, MediaState
from bridge.sources.telegram.posts.kind import one
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene
from bridge.sources.telegram.spoken import listed, money, plural

_CONTROL = re.compile(r"(?<!\\)((?:\\\\)*)\\x([01][0-9A-F])")

_PRIZES = ("additional_prize", "until_date", "months", "stars", "is_only_new_subscribers")
_GIVEAWAY = (*_PRIZES, "quantity", "channels", "countries")
_RESULTS = (
    *_PRIZES, "channel", "winners", "launch_message_id", "additional_peers_count", "winners_count", "unclaimed_count",
    "is_refunded",
)  # fmt: skip


def _invoice(record: Record, scene: Scene) -> Card:
    invoice = _part_or_json(record, "invoice_information")
    if invoice is None:
        raw = record.text("invoice_information") or ""
        return Card(label="Invoice", lines=(raw,) if raw else (), caption=scene.text)
    invoice.expect(("title", "description", "amount", "currency", "receipt_message_id"))
    amount, currency = invoice.whole("amount"), invoice.text("currency") or ""
    lines = [
        invoice.text("description"),
        money(amount, currency) if amount is not None else None,
        "Paid" if invoice.whole("receipt_message_id") else None,
    ]
    return Card(
        label="Invoice",
        title=invoice.text("title") or "",
        lines=tuple(line for line in lines if line),
        caption=scene.text,
    )


def _part_or_json(record: Record, key: str) -> Record | None:
    value = record.fields.get(key)
    if not isinstance(value, str):
        return record.part(key, must=True)
    try:
        # An object as JSON within a string, where control characters are written as they are in the export itself.
        fields = msgspec.json.decode(_CONTROL.sub(r"\1\\u00\2", value))
    except (ValueError, RecursionError):
        return None
    return record.within(fields, key) if isinstance(fields, dict) else None


def _giveaway(record: Record, scene: Scene) -> Card:
    giveaway = record.part("giveaway_information", must=True)
    if giveaway is None:
        return Card(label="Giveaway", caption=scene.text)
    giveaway.expect(_GIVEAWAY)
    until = giveaway.text("until_date")
    countries = [country for country in giveaway.rows("countries") if isinstance(country, str)]
    lines = [
        *_prizes(giveaway, giveaway.whole("quantity")),
        f"Until {until.replace('T', ' ')}" if until else None,
        f"For {listed(countries)}" if countries else None,
        "For new subscribers only" if giveaway.flag("is_only_new_subscribers") else None,
    ]
    return Card(label="Giveaway", lines=tuple(line for line in lines if line), caption=scene.text)


def _giveaway_results(record: Record, scene: Scene) -> Card:
    results = record.part("giveaway_results", must=True)
    if results is None:
        return Card(label="Giveaway results", caption=scene.text)
    results.expect(_RESULTS)
    winners, unclaimed = results.whole("winners_count"), results.whole("unclaimed_count")
    lines = [
        plural(winners, "winner") if winners is not None else None,
        *_prizes(results, None),
        f"{plural(unclaimed, 'prize')} not claimed" if unclaimed else None,
        "The prizes were refunded" if results.flag("is_refunded") else None,
    ]
    return Card(label="Giveaway results", lines=tuple(line for line in lines if line), caption=scene.text)


def _prizes(giveaway: Record, quantity: int | None) -> list[str | None]:
    months, stars = giveaway.whole("months"), giveaway.whole("stars")
    return [
        plural(quantity, "winner") if quantity else None,
        f"Telegram Premium for {plural(months, 'month')}" if months else None,
        plural(stars, "Telegram Star") if stars else None,
        giveaway.text("additional_prize"),
    ]


def _paid_media(record: Record, scene: Scene) -> Attachment:
    stars = record.whole("paid_stars_amount")
    price = f" ({plural(stars, 'Telegram Star')})" if stars is not None else ""
    reason = f"paid media{price}, which Telegram Desktop does not export"
    media = Media(kind=MediaKind.FILE, state=MediaState.NOT_EXPORTED, reason=reason)
    return Attachment(media=media, caption=scene.text)


KINDS = {
    "invoice_information": one(_invoice, "invoice_information"),
    "giveaway_information": one(_giveaway, "giveaway_information"),
    "giveaway_results": one(_giveaway_results, "giveaway_results"),
    "paid_stars_amount": one(_paid_media, "paid_stars_amount"),
}
