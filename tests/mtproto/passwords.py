"""Two-step verification: the server's half of SRP (core.telegram.org/api/srp)."""

from __future__ import annotations

import hashlib
import os
from typing import Any

from telethon import types
from telethon.password import compute_digest

from tests.mtproto.errors import Refusal
from tests.mtproto.keys import DH_PRIME

GENERATOR = 3
SIZE = 256


def _sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def _wide(number: int) -> bytes:
    return number.to_bytes(SIZE, "big")


class Password:
    """An account's password: kept as a verifier, checked by one proof per challenge."""

    def __init__(self, password: str, hint: str | None = None) -> None:
        self.hint = hint
        self._algo = types.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow(
            os.urandom(40), os.urandom(16), GENERATOR, _wide(DH_PRIME)
        )
        self._verifier = int.from_bytes(compute_digest(self._algo, password), "big")
        self._challenges: dict[int, tuple[int, int]] = {}

    def challenge(self) -> Any:
        """``account.password``, good for one attempt."""
        secret = int.from_bytes(os.urandom(SIZE), "big")
        factor = int.from_bytes(_sha(_wide(DH_PRIME), _wide(GENERATOR)), "big")
        public = (factor * self._verifier + pow(GENERATOR, secret, DH_PRIME)) % DH_PRIME
        number = int.from_bytes(os.urandom(7), "little")
        self._challenges[number] = secret, public
        return types.account.Password(
            new_algo=self._algo,
            new_secure_algo=types.SecurePasswordKdfAlgoUnknown(),
            secure_random=os.urandom(32),
            has_password=True,
            current_algo=self._algo,
            srp_B=_wide(public),
            srp_id=number,
            hint=self.hint,
        )

    def check(self, proof: Any) -> None:
        """Refuses a proof that was not made from the password."""
        if not isinstance(proof, types.InputCheckPasswordSRP):
            raise Refusal("PASSWORD_HASH_INVALID")
        secret, public = self._challenges.pop(proof.srp_id, (0, 0))
        if not secret:
            raise Refusal("SRP_ID_INVALID")
        offered = int.from_bytes(proof.A, "big")
        if not 1 < offered < DH_PRIME - 1:
            raise Refusal("SRP_A_INVALID")
        scramble = int.from_bytes(_sha(_wide(offered), _wide(public)), "big")
        shared = pow(offered * pow(self._verifier, scramble, DH_PRIME), secret, DH_PRIME)
        mixed = bytes(a ^ b for a, b in zip(_sha(_wide(DH_PRIME)), _sha(_wide(GENERATOR)), strict=True))
        salts = _sha(self._algo.salt1), _sha(self._algo.salt2)
        expected = _sha(mixed, *salts, _wide(offered), _wide(public), _sha(_wide(shared)))
        if expected != proof.M1:
            raise Refusal("PASSWORD_HASH_INVALID")


def none() -> Any:
    """``account.password`` of an account without one."""
    algo = types.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow(
        os.urandom(8), os.urandom(16), GENERATOR, _wide(DH_PRIME)
    )
    return types.account.Password(algo, types.SecurePasswordKdfAlgoUnknown(), os.urandom(32))
