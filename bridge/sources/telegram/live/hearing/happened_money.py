"""Payments, gifts and prizes among the service actions. Receipts and codes are not repeated."""

from __future__ import annotations

from typing import Any

from telethon.tl import types

from bridge.sources.telegram.live.hearing.saying import Fields, Saying
from bridge.sources.telegram.live.hearing.texts import rich
from bridge.sources.telegram.live.hearing.times import seconds
from bridge.sources.telegram.live.hearing.told import sentence, told
from bridge.sources.telegram.live.peers import name_of
from bridge.sources.telegram.spoken import money, plural, quoted

_NANO = 10**9


def _paid(action: Any, _: Saying) -> Fields:
    recurring = "used" if action.recurring_used else "init" if action.recurring_init else None
    return {"amount": action.total_amount, "currency": action.currency, "recurring": recurring}


def _refunded(action: Any, saying: Saying) -> Fields:
    peer = saying.name(str(name_of(action.peer)))
    return {"amount": action.total_amount, "currency": action.currency, "peer_name": peer}


def _premium(action: Any, _: Saying) -> Fields:
    return {"cost": money(action.amount, action.currency), "days": action.days}


def _code(action: Any, _: Saying) -> Fields:
    return {"days": action.days, "via_giveaway": bool(action.via_giveaway), "unclaimed": bool(action.unclaimed)}


def _stars(action: Any, _: Saying) -> Fields:
    return {"cost": money(action.amount, action.currency), "amount_whole": action.stars}


def _ton(action: Any, _: Saying) -> Fields:
    whole, nano = divmod(action.crypto_amount, _NANO)
    return {"cost": money(action.amount, action.currency), "amount_whole": whole, "amount_nano": nano}


def _won(action: Any, saying: Saying) -> Fields:
    giver = saying.name(str(name_of(action.boost_peer)))
    return {"stars": action.stars, "boost_peer_name": giver, "is_unclaimed": bool(action.unclaimed)}


def _gift(action: Any, _: Saying) -> Fields:
    return {
        "stars": getattr(action.gift, "stars", None),
        "is_limited": bool(getattr(action.gift, "limited", False)),
        "is_anonymous": bool(action.name_hidden),
        "gift_text": rich(action.message).plain,
    }


def _unique_gift(action: Any, _: Saying) -> str:
    verb = "turned a gift into" if action.upgrade else "handed on" if action.transferred else "sent"
    words = rich(getattr(action, "message", None)).plain
    return f"{verb} the collectible gift{_titled(action.gift)}{f': {words}' if words else ''}"


def _offer(action: Any, _: Saying) -> str:
    ending = ", which was accepted" if action.accepted else ", which was declined" if action.declined else ""
    return f"offered {_price(action.price)} for the collectible gift{_titled(action.gift)}{ending}"


def _declined(action: Any, _: Saying) -> str:
    verb = "did not answer in time" if action.expired else "declined"
    return f"{verb} an offer of {_price(action.price)} for the collectible gift{_titled(action.gift)}"


def _titled(gift: Any) -> str:
    title, number = getattr(gift, "title", None), getattr(gift, "num", None)
    return f" {quoted(f'{title} #{number}' if number else title)}" if title else ""


def _price(price: Any) -> str:
    if isinstance(price, types.StarsTonAmount):
        return f"{price.amount / _NANO:g} TON"
    return plural(price.amount, "Telegram Star")


def _launched(action: Any, _: Saying) -> Fields:
    return {"stars": action.stars}


def _ended(action: Any, _: Saying) -> Fields:
    return {"winners": action.winners_count, "unclaimed": action.unclaimed_count, "stars": bool(action.stars)}


def _message_price(action: Any, _: Saying) -> Fields:
    return {"price_stars": action.stars}


def _messages_refunded(action: Any, _: Saying) -> Fields:
    return {"messages_count": action.count, "stars_count": action.stars}


def _decided(action: Any, _: Saying) -> Fields:
    when = {"scheduled_date": seconds(action.schedule_date)} if action.schedule_date else {}
    comment = {"comment": action.reject_comment} if action.reject_comment else {}
    return {"rejected": bool(action.rejected), **comment, **when, **_amount(action.price)}


def _earned(action: Any, _: Saying) -> Fields:
    return _amount(action.price)


def _given_back(action: Any, _: Saying) -> Fields:
    return {"user_initiated": bool(action.payer_initiated)}


def _amount(price: Any) -> Fields:
    if price is None:
        return {}
    if isinstance(price, types.StarsTonAmount):
        whole, nano = divmod(price.amount, _NANO)
        return {"price_amount_whole": whole, "price_amount_nano": nano, "price_currency": "TON"}
    return {"price_amount_whole": price.amount, "price_amount_nano": price.nanos, "price_currency": "Stars"}


MONEY = {
    "MessageActionPaymentSent": told("send_payment", _paid),
    "MessageActionPaymentSentMe": told("send_payment", _paid, remark="as a bot hears it"),
    "MessageActionPaymentRefunded": told("refunded_payment", _refunded),
    "MessageActionPaidMessagesPrice": told("paid_messages_price_change", _message_price),
    "MessageActionPaidMessagesRefunded": told("paid_messages_refund", _messages_refunded),
    "MessageActionSuggestedPostApproval": told("process_suggested_post", _decided),
    "MessageActionSuggestedPostSuccess": told("suggested_post_success", _earned),
    "MessageActionSuggestedPostRefund": told("suggested_post_refund", _given_back),
    "MessageActionGiftPremium": told("send_premium_gift", _premium),
    "MessageActionGiftCode": told("gift_code_prize", _code, remark="the code itself is not repeated"),
    "MessageActionGiftStars": told("send_stars_gift", _stars),
    "MessageActionGiftTon": told("send_ton_gift", _ton),
    "MessageActionPrizeStars": told("stars_prize", _won),
    "MessageActionGiveawayLaunch": told("giveaway_launch", _launched),
    "MessageActionGiveawayResults": told("giveaway_results", _ended),
    "MessageActionStarGift": told("send_star_gift", _gift),
    "MessageActionStarGiftUnique": sentence("star_gift_unique", _unique_gift),
    "MessageActionStarGiftPurchaseOffer": sentence("star_gift_purchase_offer", _offer),
    "MessageActionStarGiftPurchaseOfferDeclined": sentence("star_gift_purchase_offer_declined", _declined),
}
