"""What is said to people while they link an account."""

from __future__ import annotations

import base64
from typing import Any

from telethon.tl import types

from bridge.sources.connector import Ask

PHONE = Ask("phone", "Which phone number does the account have? With the country's code, such as +49 151 2345678.")
TOKEN = Ask("token", "What is the bot's token? BotFather has it.")

WRONG = {
    "PHONE_NUMBER_INVALID": "That is no phone number that Telegram knows. Write it with the country's code, such as"
    " +49 151 2345678.",
    "PHONE_CODE_EMPTY": "That is no code. Write the digits that Telegram has sent.",
    "PHONE_CODE_INVALID": "That is not the code. Write the one that Telegram has sent last.",
    "PASSWORD_HASH_INVALID": "That is not the password.",
    "ACCESS_TOKEN_INVALID": "That is no bot's token. It looks like 123456:ABC-DEF.",
    "ACCESS_TOKEN_EXPIRED": "This token is no longer valid. Ask BotFather for a new one.",
}
"""After these the same is asked again."""

FINAL = {
    "PHONE_CODE_EXPIRED": "The code has run out. Begin again, and Telegram sends another.",
    "PHONE_NUMBER_BANNED": "Telegram has banned this phone number.",
    "PHONE_NUMBER_FLOOD": "Codes were asked for too often with this number. Wait a day, or scan the picture instead.",
    "PHONE_PASSWORD_FLOOD": "There were too many wrong passwords or codes. Wait a day.",
    "PHONE_NUMBER_UNOCCUPIED": "There is no Telegram account with this number. Make one in Telegram's own app first.",
    "PHONE_NUMBER_APP_SIGNUP_FORBIDDEN": "Telegram does not let this number be used here.",
    "EMAIL_SETUP_NEEDED": "Telegram wants an e-mail address for this account first: add it in Telegram's own app.",
    "API_ID_INVALID": "Telegram does not know this application: check api_id and api_hash in the configuration.",
    "API_ID_PUBLISHED_FLOOD": "This api_id is known to everybody, so that Telegram refuses it: use one of your own.",
    "UPDATE_APP_TO_LOGIN": "Telegram wants a newer program for this account. Scan the picture instead.",
    "AUTH_TOKEN_EXPIRED": "The picture has run out. Begin again.",
}
"""After these the login cannot succeed any more."""

_SENT = {
    types.auth.SentCodeTypeApp: "Telegram has sent a code to the Telegram app on your other devices.",
    types.auth.SentCodeTypeSms: "Telegram has sent a code by SMS.",
    types.auth.SentCodeTypeCall: "Telegram calls you and says a code.",
    types.auth.SentCodeTypeEmailCode: "Telegram has sent a code by e-mail.",
    types.auth.SentCodeTypeMissedCall: "Telegram calls you and hangs up: the last digits of its number are the code.",
    types.auth.SentCodeTypeFragmentSms: "Telegram has sent a code to fragment.com.",
    types.auth.SentCodeTypeSmsWord: "Telegram has sent a word by SMS.",
    types.auth.SentCodeTypeSmsPhrase: "Telegram has sent some words by SMS.",
}
_OF_WORDS = (types.auth.SentCodeTypeSmsWord, types.auth.SentCodeTypeSmsPhrase)


def code_ask(sent: Any) -> Ask:
    """Where the code went (an auth.SentCode), and what is to be written."""
    where = _SENT.get(type(sent.type), "Telegram has sent a code.")
    return Ask("code", f"{where} What is it?")


def is_of_words(sent: Any) -> bool:
    """Does the code consist of words rather than of digits?"""
    return isinstance(sent.type, _OF_WORDS)


def wants_email(sent: Any) -> bool:
    """Telegram sends no code before the account has an e-mail address."""
    return isinstance(sent.type, types.auth.SentCodeTypeSetUpEmailRequired)


def password_ask(hint: str | None, wrong: str | None) -> Ask:
    """The question for the second password, with the hint that its owner wrote."""
    parts = [wrong or "This account has a second password (two-step verification).", "What is it?"]
    return Ask("password", " ".join(parts) + (f" Hint: {hint}" if hint else ""))


def scan_ask(token: Any) -> Ask:
    """The picture (an auth.LoginToken): what it holds, and until when."""
    code = base64.urlsafe_b64encode(token.token).decode().rstrip("=")
    return Ask(
        "scan",
        "Open Telegram on your phone: Settings, Devices, Link Desktop Device. Then scan this.",
        code=f"tg://login?token={code}",
        expires=int(token.expires.timestamp() * 1000),
    )
