"""Gifts, prizes and giveaways. Codes that can be redeemed are not repeated.

Where the export names nobody who acts, the sentence has a subject of its own.
"""

from __future__ import annotations

from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene
from bridge.sources.telegram.service.action import told
from bridge.sources.telegram.spoken import fraction, plural


def _premium(record: Record, _: Scene) -> str:
    return f"gave Telegram Premium{_period(record)}{_cost(record)}"


def _code(record: Record, _: Scene) -> str:
    reason = " in a giveaway" if record.flag("via_giveaway") else ""
    claimed = ", which nobody had claimed" if record.flag("unclaimed") else ""
    return f"A gift code for Telegram Premium{_period(record)} was won{reason}{claimed}"


def _launched(record: Record, _: Scene) -> str:
    stars = record.whole("stars")
    return f"A giveaway of {plural(stars, 'Telegram Star')} began" if stars else "A giveaway began"


def _ended(record: Record, _: Scene) -> str:
    winners, unclaimed = record.whole("winners"), record.whole("unclaimed")
    what = "A giveaway of Telegram Stars" if record.flag("stars") else "A giveaway"
    ended = f"{what} ended with {plural(winners, 'winner')}" if winners is not None else f"{what} ended"
    return f"{ended}; {plural(unclaimed, 'prize')} not claimed" if unclaimed else ended


def _stars(record: Record, _: Scene) -> str:
    return f"gave {_number(record)} Telegram Stars{_cost(record)}".replace("gave  ", "gave ")


def _ton(record: Record, _: Scene) -> str:
    return f"gave {_number(record)} TON{_cost(record)}".replace("gave  ", "gave ")


def _won_stars(record: Record, _: Scene) -> str:
    stars, giver = record.whole("stars"), record.text("boost_peer_name")
    prize = plural(stars, "Telegram Star") if stars is not None else "Telegram Stars"
    claimed = ", not yet claimed" if record.flag("is_unclaimed") else ""
    return f"won {prize}{f' in a giveaway of {giver}' if giver else ' in a giveaway'}{claimed}"


def _star_gift(record: Record, scene: Scene) -> str:
    stars = record.whole("stars")
    kind = "a limited gift" if record.flag("is_limited") else "a gift"
    words = scene.texts.read(record.fields.get("gift_text"), "gift_text").plain
    worth = f" worth {plural(stars, 'Telegram Star')}" if stars is not None else ""
    named = " without a name" if record.flag("is_anonymous") else ""
    return f"sent {kind}{worth}{named}{f': {words}' if words else ''}"


def _period(record: Record) -> str:
    days, months = record.whole("days"), record.whole("months")
    if months:
        return f" for {plural(months, 'month')}"
    return f" for {plural(days, 'day')}" if days else ""


def _number(record: Record) -> str:
    units, nano = record.whole("amount_whole") or 0, record.whole("amount_nano") or 0
    return fraction(units, nano) if units or nano else ""


def _cost(record: Record) -> str:
    cost = record.text("cost")
    return f" ({cost})" if cost else ""


ACTIONS = {
    "send_premium_gift": told(_premium, "cost", "months", "days"),
    "gift_code_prize": told(_code, "gift_code", "boost_peer_id", "months", "days", "unclaimed", "via_giveaway"),
    "giveaway_launch": told(_launched, "stars"),
    "giveaway_results": told(_ended, "winners", "unclaimed", "stars"),
    "send_stars_gift": told(_stars, "cost", "amount_whole", "amount_nano", "stars"),
    "send_ton_gift": told(_ton, "cost", "amount_whole", "amount_nano"),
    "stars_prize": told(
        _won_stars, "boost_peer_id", "boost_peer_name", "stars", "is_unclaimed", "giveaway_msg_id", "transaction_id"
    ),
    "send_star_gift": told(_star_gift, "gift_id", "stars", "is_limited", "is_anonymous", "gift_text"),
}
