"""The making of an authorisation key, as the server does it (core.telegram.org/mtproto/auth_key)."""

from __future__ import annotations

import hashlib
import os
import time
from typing import Any

from telethon import functions, helpers, types
from telethon.crypto import AES, AuthKey
from telethon.crypto.rsa import get_byte_array
from telethon.extensions import BinaryReader

from tests.mtproto import keys

PRODUCT = 1073741827 * 1073741831
"""What the client has to factorise; below 2⁶³, since clients read it as a signed number."""
GENERATOR = 3


class Impossible(Exception):
    """The client has not kept to the protocol."""


class Handshake:
    """One exchange; each step answers what the client must be told, the last one leaves ``key``."""

    secret_bytes = 256

    def __init__(self) -> None:
        self.key: Any = None
        self._nonce = 0
        self._server_nonce = int.from_bytes(os.urandom(16), "little", signed=True)
        self._new_nonce = 0
        self._secret = int.from_bytes(os.urandom(self.secret_bytes), "big")
        self._temporary = (b"", b"")

    def step(self, request: Any) -> Any:
        if isinstance(request, functions.ReqPqMultiRequest | functions.ReqPqRequest):
            return self._challenge(request)
        if request.nonce != self._nonce or request.server_nonce != self._server_nonce:
            raise Impossible
        if isinstance(request, functions.ReqDHParamsRequest):
            return self._parameters(request)
        if isinstance(request, functions.SetClientDHParamsRequest):
            return self._agree(request)
        raise Impossible

    def _challenge(self, request: Any) -> Any:
        self._nonce = request.nonce
        return types.ResPQ(self._nonce, self._server_nonce, PRODUCT.to_bytes(8, "big"), [keys.FINGERPRINT])

    def _parameters(self, request: Any) -> Any:
        plain = keys.decrypt(request.encrypted_data)
        inner = BinaryReader(plain[20:]).tgread_object()
        if hashlib.sha1(bytes(inner)).digest() != plain[:20] or inner.nonce != self._nonce:  # noqa: S324 -- the protocol
            raise Impossible
        self._new_nonce = inner.new_nonce
        self._temporary = helpers.generate_key_data_from_nonce(self._server_nonce, self._new_nonce)
        answer = bytes(
            types.ServerDHInnerData(
                self._nonce,
                self._server_nonce,
                GENERATOR,
                get_byte_array(keys.DH_PRIME),
                get_byte_array(pow(GENERATOR, self._secret, keys.DH_PRIME)),
                int(time.time()),
            )
        )
        answer = hashlib.sha1(answer).digest() + answer  # noqa: S324 -- the protocol
        answer += os.urandom(-len(answer) % 16)
        return types.ServerDHParamsOk(self._nonce, self._server_nonce, AES.encrypt_ige(answer, *self._temporary))

    def _agree(self, request: Any) -> Any:
        inner = BinaryReader(AES.decrypt_ige(request.encrypted_data, *self._temporary)[20:]).tgread_object()
        shared = pow(int.from_bytes(inner.g_b, "big"), self._secret, keys.DH_PRIME)
        self.key = AuthKey(get_byte_array(shared))
        return types.DhGenOk(self._nonce, self._server_nonce, self.key.calc_new_nonce_hash(self._new_nonce, 1))
