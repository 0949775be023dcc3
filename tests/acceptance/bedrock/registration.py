"""The appservice of these tests, and a Synapse that has the module and knows it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from demo.synapse import OTHER_SYNAPSE, Synapse, bedrock

DOMAIN = "demo.localhost"
AS_TOKEN = "as-token-of-the-tests-0123456789abcdef"
OTHER_TOKEN = "as-token-of-another-appservice-0123456789"
BOT = f"@beringia_bot:{DOMAIN}"
OTHER_BOT = f"@other_bot:{DOMAIN}"
MODULE = "beringia_bedrock.Bedrock" if os.environ.get(OTHER_SYNAPSE) else "registration.bedrock.Bedrock"
"""With another Synapse the module is the one that was installed in its environment by pip."""


def ghost(name: str) -> str:
    """``anna`` gives ``@beringia_test_annaaaaa…:domain``."""
    return f"@beringia_test_{name:a<26}:{DOMAIN}"


def registration(**changes: Any) -> dict[str, Any]:
    """What Synapse reads of an appservice."""
    return {
        "id": "beringia",
        "url": None,
        "as_token": AS_TOKEN,
        "hs_token": f"hs-{changes.get('as_token', AS_TOKEN)}",
        "sender_localpart": "beringia_bot",
        "rate_limited": False,
        "namespaces": {
            "users": [{"exclusive": True, "regex": r"^@beringia_[a-z0-9]+_[a-z2-7]{26}:demo\.localhost$"}],
            "aliases": [],
            "rooms": [],
        },
        **changes,
    }


def other() -> dict[str, Any]:
    """Of another appservice, which is none of the module's business."""
    return registration(id="other", as_token=OTHER_TOKEN, sender_localpart="other_bot", namespaces={"users": []})


def homeserver(
    folder: Path,
    *,
    database: str | None = None,
    module: str = MODULE,
    extra: Mapping[str, Any] | None = None,
    kind: type[Synapse] = Synapse,
    **config: Any,
) -> Synapse:
    """Not started yet. ``config`` is that of the module."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for one in (registration(), other()):
        path = folder / f"{one['id']}.yaml"
        path.write_text(json.dumps(one))
        paths.append(path)
    modules = [bedrock(module, **config)]
    return kind(folder / "data", registrations=paths, database=database, extra={"modules": modules, **(extra or {})})
