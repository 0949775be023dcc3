"""A guest who looks at the rooms of a demonstration."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ruamel.yaml import YAML

from demo.synapse import Account


def invite_to_rooms(address: str, registration: Path, guest: Account) -> list[str]:
    """Let the guest into every room that the appservice's bot made; returns their ids."""
    token = YAML(typ="safe").load(registration)["as_token"]
    rooms: list[str] = _call("GET", f"{address}/_matrix/client/v3/joined_rooms", token)["joined_rooms"]
    for room in rooms:
        path = f"{address}/_matrix/client/v3/rooms/{quote(room)}"
        _call("POST", f"{path}/invite", token, {"user_id": guest.user_id})
        _call("POST", f"{path}/join", guest.access_token, {})
    return rooms


def _call(method: str, url: str, token: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - our own http address
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - likewise
        found: dict[str, Any] = json.load(answer)
    return found
