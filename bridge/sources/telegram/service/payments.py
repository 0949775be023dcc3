"""Payments, refunds, and posts suggested for money. Receipts and codes are not repeated.

Where the export names nobody who acts, the sentence has a subject of its own.
"""

from __future__ import annotations

from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene
from bridge.sources.telegram.service.action import by_whom, told
from bridge.sources.telegram.spoken import fraction, moment, money, plural

_PRICE = ("price_amount_whole", "price_amount_nano", "price_currency")


def _paid(record: Record, scene: Scene) -> str:
    again = {"used": "another payment", "init": "the first of several payments"}
    payment = again.get(record.text("recurring") or "", "a payment") + _amount(record)
    return by_whom(scene, f"made {payment}", f"{payment[:1].upper()}{payment[1:]} was made")


def _refunded(record: Record, scene: Scene) -> str:
    to = record.text("peer_name")
    payment = f"payment{_amount(record)}{f' from {to}' if to else ''}"
    return by_whom(scene, f"refunded a {payment}", f"A {payment} was refunded")


def _amount(record: Record) -> str:
    amount = record.whole("amount")
    return f" of {money(amount, record.text('currency') or '')}" if amount is not None else ""


def _messages_refunded(record: Record, _: Scene) -> str:
    stars, messages = record.whole("stars_count"), record.whole("messages_count")
    what = plural(stars, "Telegram Star") if stars is not None else "the price"
    return f"refunded {what} for {plural(messages, 'message')}" if messages else f"refunded {what}"


def _decided(record: Record, _: Scene) -> str:
    if record.flag("rejected"):
        comment = record.text("comment")
        return f"rejected the suggested post{f': {comment}' if comment else ''}"
    seconds = record.whole("scheduled_date")
    when = moment(seconds) if seconds else None
    return f"accepted the suggested post{_price(record)}{f', to appear on {when}' if when else ''}"


def _earned(record: Record, _: Scene) -> str:
    return f"received the price of the suggested post{_price(record)}"


def _given_back(record: Record, _: Scene) -> str:
    asked = " at the payer's wish" if record.flag("user_initiated") else ""
    return f"gave back the price of the suggested post{asked}"


def _price(record: Record) -> str:
    units, nano = record.whole("price_amount_whole") or 0, record.whole("price_amount_nano") or 0
    return (
        f" ({fraction(units, nano)} {record.text('price_currency') or ''})".replace(" )", ")") if units or nano else ""
    )


ACTIONS = {
    "send_payment": told(_paid, "amount", "currency", "invoice_message_id", "reply_to_peer_id", "recurring"),
    "refunded_payment": told(_refunded, "amount", "currency", "peer_name", "peer_id", "charge_id"),
    "paid_messages_refund": told(_messages_refunded, "messages_count", "stars_count"),
    "process_suggested_post": told(_decided, "rejected", "comment", "scheduled_date", *_PRICE),
    "suggested_post_success": told(_earned, *_PRICE),
    "suggested_post_refund": told(_given_back, "user_initiated"),
}
