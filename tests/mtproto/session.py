"""Keys and sessions: what the server remembers of clients, and the envelopes it sends them."""

from __future__ import annotations

import hashlib
import os
import struct
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from telethon import types
from telethon.crypto import AES
from telethon.network.mtprotostate import MTProtoState

from tests.mtproto.model import Account

VECTOR, TRUE, FALSE, RPC_RESULT, GZIP = 0x1CB5C415, 0x997275B5, 0xBC799737, 0xF35C6D01, 0x3072CFA1
WORTH_PACKING = 1024
INCOMPRESSIBLE = struct.pack("<I", types.upload.File.CONSTRUCTOR_ID)


@dataclass(eq=False, repr=False)
class Key:
    """An authorisation key in one data centre, and who has signed in with it."""

    auth: Any
    dc: int
    account: Account | None = None
    pending: Account | None = None
    """Has given the code, still owes the password."""
    imported: bool = False
    """Signed in by an authorisation exported elsewhere: good for files only."""
    introduced: Any = None
    """The client's ``initConnection``."""
    created: int = 0
    hash: int = field(default_factory=lambda: int.from_bytes(os.urandom(7), "little"))
    sessions: list[Session] = field(default_factory=list)

    @property
    def id(self) -> int:
        return int(self.auth.key_id)


@dataclass(eq=False, repr=False)
class Session:
    """A client's conversation under one key; pushes go to it while it is connected."""

    key: Key
    id: int
    salt: int
    write: Callable[[bytes], None] | None = None
    subscribed: bool = False
    pushed: int = 0
    known: set[int] = field(default_factory=set)
    """Users it has been shown: only of these it is told in the short forms."""
    _last_id: int = 0
    _sequence: int = 0

    def push(self, update: Any) -> None:
        if self.write:
            self.send(bytes(update))
            self.pushed += 1

    def answer(self, request_id: int, body: bytes) -> None:
        """The result of a request, packed where that is worth the while."""
        if len(body) >= WORTH_PACKING and not body.startswith(INCOMPRESSIBLE):
            body = _packed(body)
        self.send(struct.pack("<Iq", RPC_RESULT, request_id) + body, reply=True)

    def send(self, body: bytes, *, reply: bool = False, content: bool = True) -> None:
        """Sends one message; nothing happens when the client is away."""
        if not self.write:
            return
        head = (self.salt, self.id, self._next_id(reply), self._sequence * 2 + content, len(body))
        self._sequence += content
        plain = struct.pack("<qqqii", *head) + body
        plain += os.urandom(-(len(plain) + 12) % 16 + 12)
        secret = self.key.auth.key
        fingerprint = hashlib.sha256(secret[96:128] + plain).digest()[8:24]
        sealed = AES.encrypt_ige(plain, *MTProtoState._calc_key(secret, fingerprint, client=False))
        self.write(struct.pack("<Q", self.key.id) + fingerprint + sealed)

    def _next_id(self, reply: bool) -> int:
        self._last_id = max(int(time.time() * 2**32) & ~3, self._last_id + 4)
        return self._last_id | (1 if reply else 3)


def unseal(key: Key, packet: bytes) -> bytes | None:
    """What a client has sent, or nothing if it was not sealed with this key."""
    fingerprint = packet[8:24]
    plain: bytes = AES.decrypt_ige(packet[24:], *MTProtoState._calc_key(key.auth.key, fingerprint, client=True))
    honest = hashlib.sha256(key.auth.key[88:120] + plain).digest()[8:24] == fingerprint
    return plain if honest else None


def serialise(result: Any) -> bytes:
    """The bytes of an answer: an object, a flag, or a vector of objects."""
    if isinstance(result, bool):
        return struct.pack("<I", TRUE if result else FALSE)
    if isinstance(result, list):
        return struct.pack("<Ii", VECTOR, len(result)) + b"".join(bytes(item) for item in result)
    return bytes(result)


def _packed(body: bytes) -> bytes:
    squeezer = zlib.compressobj(level=1, wbits=31)
    squeezed = squeezer.compress(body) + squeezer.flush()
    return struct.pack("<I", GZIP) + bytes(types.RpcError.serialize_bytes(squeezed))
