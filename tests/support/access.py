"""How to reach a homeserver under test, real or in memory, as its application service."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.matrix.client import Homeserver
from bridge.matrix.events import UserId
from bridge.matrix.retries import RetryPolicy
from tests.support.homeserver import FakeHomeserver

AS_TOKEN = "as-token-of-the-tests-0123456789abcdef"
HS_TOKEN = "hs-token-of-the-tests-0123456789abcdef"
DOMAIN = "demo.localhost"
BOT = UserId(f"@beringia_bot:{DOMAIN}")
EAGER = RetryPolicy(patience=20, first_wait=0.02, longest_wait=0.2)
"""For homeservers that fail on purpose: nobody wants to wait for them."""


@dataclass(frozen=True)
class Access:
    """An address and who we are there."""

    address: str
    as_token: str = AS_TOKEN
    domain: str = DOMAIN
    bot: UserId = BOT

    def client(self, retries: RetryPolicy = EAGER) -> Homeserver:
        """To be closed by the caller."""
        return Homeserver(self.address, self.as_token, self.domain, self.bot, retries=retries)

    def ghost(self, name: str) -> UserId:
        """A ghost's id: ``anna`` gives ``@beringia_test_annaaaaa…:domain``."""
        return UserId(f"@beringia_test_{name:a<26}:{self.domain}")

    def alias(self, name: str) -> str:
        """An alias that is ours: ``#beringia_test_harbouraaa…:domain``."""
        return f"#beringia_test_{name:a<26}:{self.domain}"


def access_to(fake: FakeHomeserver) -> Access:
    """As the settings of a homeserver in memory have it."""
    settings = fake.settings
    return Access(fake.address, settings.as_token, settings.domain, UserId(settings.bot))


def registration(**changes: Any) -> dict[str, Any]:
    """What Synapse reads of us; everything may be replaced, ``prefix`` and ``domain`` of the namespaces too."""
    prefix, domain = changes.pop("prefix", "beringia"), changes.pop("domain", DOMAIN).replace(".", r"\.")
    ours = rf"{prefix}_[a-z][a-z0-9_-]*_[a-z2-7]{{26}}:{domain}$"
    namespaces = {
        "users": [{"exclusive": True, "regex": f"^@{ours}"}],
        "aliases": [{"exclusive": True, "regex": f"^#{ours}"}],
        "rooms": [],
    }
    return {
        "id": "beringia",
        "url": None,
        "as_token": AS_TOKEN,
        "hs_token": HS_TOKEN,
        "sender_localpart": "beringia_bot",
        "rate_limited": False,
        "namespaces": namespaces,
        **changes,
    }


def write_registration(path: Path, **changes: Any) -> Path:
    """A registration file. Synapse reads YAML, of which JSON is a part."""
    path.write_text(json.dumps(registration(**changes)))
    return path
