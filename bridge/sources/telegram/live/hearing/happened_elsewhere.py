"""Service actions about accounts, bots and communities rather than the chat itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bridge.model.message import Content
from bridge.sources.telegram.live.hearing.saying import Fields, Kind, Saying, as_happened
from bridge.sources.telegram.live.hearing.told import always, sentence, told
from bridge.sources.telegram.live.peers import name_of

_WORD_BEGINS = re.compile(r"(?<!^)(?=[A-Z])")


def _bot_allowed(action: Any, saying: Saying) -> Sequence[Content]:
    if action.attach_menu:
        return as_happened("attach_menu_bot_allowed", {}, saying)
    if action.from_request:
        return as_happened("web_app_bot_allowed", {}, saying)
    fields = {"reason_app_name": getattr(action.app, "title", None), "reason_domain": action.domain}
    return as_happened("allow_sending_messages", fields, saying)


def _documents(action: Any, _: Saying) -> Fields:
    values = getattr(action, "types", None) or [value.type for value in getattr(action, "values", ())]
    return {"values": [snake(type(value).__name__.removeprefix("SecureValueType")) for value in values]}


def _near(action: Any, saying: Saying) -> Fields:
    return {"to": saying.name(str(name_of(action.to_id))), "distance": action.distance}


def _data(action: Any, _: Saying) -> Fields:
    return {"text": action.text}


def _birthday(action: Any, _: Saying) -> Fields:
    return {"day": action.birthday.day, "month": action.birthday.month, "year": action.birthday.year}


def _new_bot(action: Any, saying: Saying) -> Fields:
    return {"bot": saying.name(f"user{action.bot_id}")}


def _words_of_a_bot(action: Any, _: Saying) -> Fields:
    return {"information_text": action.message}


def _community(action: Any, _: Saying) -> str:
    return "made this chat a part of a community" if action.community_id else "took this chat out of its community"


def snake(name: str) -> str:
    """``paid_media`` of ``PaidMedia``: as the network's own names are written in the model."""
    return _WORD_BEGINS.sub("_", name).lower()


ELSEWHERE = {
    "MessageActionCustomAction": told("custom_action", _words_of_a_bot),
    "MessageActionBotAllowed": Kind("Notice", _bot_allowed),
    "MessageActionScreenshotTaken": always("take_screenshot"),
    "MessageActionContactSignUp": always("joined_telegram"),
    "MessageActionSecureValuesSent": told("send_passport_values", _documents),
    "MessageActionSecureValuesSentMe": told(
        "send_passport_values", _documents, remark="which documents; never what is in them"
    ),
    "MessageActionGeoProximityReached": told("proximity_reached", _near),
    "MessageActionWebViewDataSent": told("send_webview_data", _data),
    "MessageActionWebViewDataSentMe": told("send_webview_data", _data, remark="as a bot hears it"),
    "MessageActionRequestedPeer": always("requested_peer"),
    "MessageActionRequestedPeerSentMe": always("requested_peer", remark="as a bot hears it"),
    "MessageActionSuggestBirthday": told("suggest_birthday", _birthday),
    "MessageActionManagedBotCreated": told("managed_bot_created", _new_bot),
    "MessageActionChangeCommunity": sentence("change_community", _community),
}
