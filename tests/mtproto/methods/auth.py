"""Signing in and out."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from telethon import functions, types

from tests.mtproto import passwords, views
from tests.mtproto.calls import Call, Methods
from tests.mtproto.errors import Refusal, elsewhere
from tests.mtproto.model import Account
from tests.mtproto.session import Key

CODE = "12345"
CODE_LASTS, TOKEN_LASTS = 300, 30

methods = Methods()


@dataclass
class Code:
    phone: str
    hash: str
    until: int


@dataclass
class Token:
    """A QR code on some client's screen."""

    value: bytes
    key: Key
    until: int
    account: Account | None = None


def _by_phone(call: Call, phone: str) -> Account:
    digits = "".join(filter(str.isdigit, phone))
    found = next((each for each in call.world.accounts.values() if each.phone and each.phone == digits), None)
    if found is None:
        raise Refusal("PHONE_NUMBER_INVALID" if len(digits) < 3 else "PHONE_NUMBER_UNOCCUPIED")
    if found.dc != call.session.key.dc:
        raise elsewhere("PHONE", found.dc)
    return found


def _welcome(call: Call, account: Account) -> Any:
    call.server.sign_in(call.session.key, account)
    call.session.subscribed = True
    return types.auth.Authorization(views.user(call.world, account, account))


def _admit(call: Call, account: Account) -> Any:
    """Lets in who has shown the first factor, if there is no second one."""
    if account.password:
        call.session.key.pending = account
        raise Refusal("SESSION_PASSWORD_NEEDED", 401)
    return _welcome(call, account)


@methods.on(functions.auth.SendCodeRequest, signed_in=False)
def send_code(call: Call, request: Any) -> Any:
    if len("".join(filter(str.isdigit, request.phone_number))) < 3:
        raise Refusal("PHONE_NUMBER_INVALID")
    account = _by_phone(call, request.phone_number)
    code = Code(str(account.phone), os.urandom(9).hex(), call.world.now() + CODE_LASTS)
    call.server.codes[code.phone] = code
    return types.auth.SentCode(types.auth.SentCodeTypeApp(len(CODE)), code.hash, timeout=60)


def _current_code(call: Call, request: Any) -> Code:
    account = _by_phone(call, request.phone_number)
    code = call.server.codes.get(str(account.phone))
    if not isinstance(code, Code) or code.hash != request.phone_code_hash or code.until < call.world.now():
        raise Refusal("PHONE_CODE_EXPIRED")
    return code


@methods.on(functions.auth.ResendCodeRequest, signed_in=False)
def resend_code(call: Call, request: Any) -> Any:
    code = _current_code(call, request)
    return types.auth.SentCode(types.auth.SentCodeTypeSms(len(CODE)), code.hash, timeout=60)


@methods.on(functions.auth.CancelCodeRequest, signed_in=False)
def cancel_code(call: Call, request: Any) -> Any:
    del call.server.codes[_current_code(call, request).phone]
    return True


@methods.on(functions.auth.SignInRequest, signed_in=False)
def sign_in(call: Call, request: Any) -> Any:
    if not request.phone_code:
        raise Refusal("PHONE_CODE_EMPTY")
    code = _current_code(call, request)
    if request.phone_code != CODE:
        raise Refusal("PHONE_CODE_INVALID")
    del call.server.codes[code.phone]
    return _admit(call, _by_phone(call, request.phone_number))


@methods.on(functions.account.GetPasswordRequest, signed_in=False)
def get_password(call: Call, request: Any) -> Any:
    account = call.session.key.pending or call.account
    if account is None:
        raise Refusal("AUTH_KEY_UNREGISTERED", 401)
    return account.password.challenge() if account.password else passwords.none()


@methods.on(functions.auth.CheckPasswordRequest, signed_in=False)
def check_password(call: Call, request: Any) -> Any:
    account = call.session.key.pending
    if account is None:
        raise Refusal("AUTH_KEY_UNREGISTERED", 401)
    account.password.check(request.password)
    return _welcome(call, account)


@methods.on(functions.auth.ExportLoginTokenRequest, signed_in=False)
def export_login_token(call: Call, request: Any) -> Any:
    """A fresh QR code; or, once somebody has accepted the last one, the way in."""
    mine = [token for token in call.server.tokens.values() if token.key is call.session.key]
    accepted = next((token for token in mine if token.account), None)
    if accepted:
        return _redeem(call, accepted)
    call.session.subscribed = True
    token = Token(os.urandom(24), call.session.key, call.world.now() + TOKEN_LASTS)
    call.server.tokens[token.value] = token
    return types.auth.LoginToken(token.until, token.value)


def _redeem(call: Call, token: Token) -> Any:
    assert token.account
    if token.account.dc != call.session.key.dc:
        return types.auth.LoginTokenMigrateTo(token.account.dc, token.value)
    del call.server.tokens[token.value]
    return types.auth.LoginTokenSuccess(_admit(call, token.account))


@methods.on(functions.auth.ImportLoginTokenRequest, signed_in=False)
def import_login_token(call: Call, request: Any) -> Any:
    """The second half in the account's own data centre."""
    token = call.server.tokens.get(request.token)
    if token is None:
        raise Refusal("AUTH_TOKEN_INVALID")
    if token.account is None:
        raise Refusal("AUTH_TOKEN_EXPIRED" if token.until < call.world.now() else "AUTH_TOKEN_INVALID")
    return _redeem(call, token)


@methods.on(functions.auth.AcceptLoginTokenRequest, bots=False)
def accept_login_token(call: Call, request: Any) -> Any:
    key = call.server.accept_login_token(request.token, call.me)
    return authorization(call, key)


@methods.on(functions.auth.ImportBotAuthorizationRequest, signed_in=False)
def import_bot_authorization(call: Call, request: Any) -> Any:
    bots = (each for each in call.world.accounts.values() if each.bot)
    bot = next((each for each in bots if each.bot_token == request.bot_auth_token), None)
    if bot is None:
        raise Refusal("ACCESS_TOKEN_INVALID")
    if bot.dc != call.session.key.dc:
        raise elsewhere("USER", bot.dc)
    return _welcome(call, bot)


@methods.on(functions.auth.LogOutRequest, anywhere=True)
def log_out(call: Call, request: Any) -> Any:
    call.session.key.account = None
    return types.auth.LoggedOut()


@methods.on(functions.auth.ExportAuthorizationRequest)
def export_authorization(call: Call, request: Any) -> Any:
    if request.dc_id not in call.server.ports or request.dc_id == call.session.key.dc:
        raise Refusal("DC_ID_INVALID")
    secret = os.urandom(32)
    call.server.exports[secret] = call.me
    return types.auth.ExportedAuthorization(call.me.id, secret)


@methods.on(functions.auth.ImportAuthorizationRequest, signed_in=False, anywhere=True)
def import_authorization(call: Call, request: Any) -> Any:
    account = call.server.exports.pop(request.bytes, None)
    if account is None or account.id != request.id:
        raise Refusal("AUTH_BYTES_INVALID")
    call.server.sign_in(call.session.key, account, imported=True)
    return types.auth.Authorization(views.user(call.world, account, account))


@methods.on(functions.account.GetAuthorizationsRequest, bots=False)
def get_authorizations(call: Call, request: Any) -> Any:
    own = [key for key in call.server.keys_of(call.me) if not key.imported]
    return types.account.Authorizations(180, [authorization(call, key) for key in own])


@methods.on(functions.account.ResetAuthorizationRequest, bots=False)
def reset_authorization(call: Call, request: Any) -> Any:
    for key in call.server.keys_of(call.me):
        if key.hash == request.hash and key is not call.session.key:
            key.account = None
            return True
    raise Refusal("HASH_INVALID")


@methods.on(functions.auth.ResetAuthorizationsRequest, bots=False)
def reset_authorizations(call: Call, request: Any) -> Any:
    for key in call.server.keys_of(call.me):
        if key is not call.session.key:
            key.account = None
    return True


def authorization(call: Call, key: Key) -> Any:
    """A device in the list of those that are signed in."""
    device = key.introduced
    current = key is call.session.key
    return types.Authorization(
        hash=0 if current else key.hash,
        device_model=device.device_model,
        platform="",
        system_version=device.system_version,
        api_id=device.api_id,
        app_name="Test",
        app_version=device.app_version,
        date_created=key.created,
        date_active=call.world.now(),
        ip="127.0.0.1",
        country="",
        region="",
        current=current,
    )
