"""Making ``registration.yaml``: what the homeserver must know, and nothing that it need not."""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML

from config.schema import Config
from registration import namespaces

HEADER = """\
# The registration of Beringia at {domain}. It holds tokens that may speak as every ghost: keep it private.
# The homeserver reads its own copy; whenever this file changes, copy it again and restart the homeserver.
"""
TOKENS = ("as_token", "hs_token")


def generate(config: Config, earlier: Mapping[str, Any] | None = None, *, new_tokens: bool = False) -> dict[str, Any]:
    """A registration that agrees with the configuration.

    Of an ``earlier`` one the tokens stay, unless ``new_tokens``, and whatever the administrator has added.
    """
    kept = dict(earlier or {})
    tokens = {name: _token() if new_tokens else kept.get(name) or _token() for name in TOKENS}
    return kept | required(config) | tokens


def required(config: Config) -> dict[str, Any]:
    """All but the tokens, as the configuration wants it."""
    ours = config.appservice
    domain = config.homeserver.domain
    return {
        "id": ours.id,
        "url": ours.url,
        "sender_localpart": ours.bot,
        # History is sent as fast as the homeserver takes it; limits would only make it wait.
        "rate_limited": False,
        # Read receipts and the like, which reach us only where the homeserver sends us anything at all.
        "receive_ephemeral": ours.url is not None,
        "namespaces": {
            "users": [{"exclusive": True, "regex": namespaces.users(ours.prefix, domain)}],
            "aliases": [{"exclusive": True, "regex": namespaces.aliases(ours.prefix, domain)}],
            "rooms": [],
        },
    }


def text(registration: Mapping[str, Any], domain: str) -> str:
    """The file's content."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.width = 4096
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # the library's hint says None only
    out = io.StringIO()
    yaml.dump(dict(registration), out)
    return HEADER.format(domain=domain) + out.getvalue()


def _token() -> str:
    """48 random bytes, as text."""
    return secrets.token_urlsafe(48)
