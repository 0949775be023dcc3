"""What logins remember, encrypted before it is stored, with a key that is not in the database.

AES-256-GCM, with login and key name as authenticated data: a value moved to another place does not open. See
https://csrc.nist.gov/pubs/sp/800/38/d/final
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bridge.errors import StoreError
from bridge.store import Logins

KEY_SIZE = 32
"""Bytes."""
_NONCE = 12
_SEALED = "sealed:"


@dataclass(frozen=True)
class Vault:
    """Seals and opens values. The key never shows."""

    key: bytes = field(repr=False)

    def seal(self, value: bytes, place: str) -> bytes:
        """The value, to be opened at this place only."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self.key).encrypt(nonce, value, place.encode())

    def seal_words(self, words: str, place: str) -> str:
        """Words, as a line of text that says nothing."""
        return _SEALED + base64.b64encode(self.seal(words.encode(), place)).decode()

    def open_words(self, sealed: str, place: str) -> str:
        """What was sealed so; what was not is given back as it is. Raises StoreError as :meth:`open` does."""
        if not sealed.startswith(_SEALED):
            return sealed
        return self.open(base64.b64decode(sealed.removeprefix(_SEALED)), place).decode()

    def sealed(self, login: int, entries: Mapping[str, bytes]) -> dict[str, bytes]:
        """What a login remembers, each at its place."""
        return {key: self.seal(value, f"{login}/{key}") for key, value in entries.items()}

    def open(self, sealed: bytes, place: str) -> bytes:
        """Raises StoreError when it was sealed with another key, for another place, or was changed."""
        try:
            return AESGCM(self.key).decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise StoreError(
                "What a login remembers cannot be opened: the key of the sessions is another one than when it was"
                " written. Put the right key back, or link the account again."
            ) from error


@dataclass(frozen=True)
class LoginMemory:
    """The memory of one login (``bridge.sources.connector.Memory``), as long as this process has its lease."""

    vault: Vault
    logins: Logins
    login: int
    lease: str

    async def recall(self, prefix: str) -> dict[str, bytes]:
        """Everything whose key begins with this."""
        sealed = await self.logins.recall(self.login, prefix)
        return {key: self.vault.open(value, f"{self.login}/{key}") for key, value in sealed.items()}

    async def remember(self, entries: Mapping[str, bytes | None]) -> None:
        """Write these down in one commit."""
        sealed = {
            key: None if value is None else self.vault.seal(value, f"{self.login}/{key}")
            for key, value in entries.items()
        }
        await self.logins.remember(self.login, sealed, lease=self.lease)


class Draft:
    """The memory of a login that is being linked: nothing is stored before it has succeeded."""

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}

    async def recall(self, prefix: str) -> dict[str, bytes]:
        """Everything whose key begins with this."""
        return {key: value for key, value in self.entries.items() if key.startswith(prefix)}

    async def remember(self, entries: Mapping[str, bytes | None]) -> None:
        """Keep these until the login succeeds."""
        for key, value in entries.items():
            if value is None:
                self.entries.pop(key, None)
            else:
                self.entries[key] = value
