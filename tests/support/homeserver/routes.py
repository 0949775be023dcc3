"""Which endpoint answers what. The names are those that faults are asked for by."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from tests.support.homeserver import accounts, bedrock, events, living, media, reading, rooms
from tests.support.homeserver.call import Call

Endpoint = Callable[[Call], Awaitable[Any]]
CLIENT = "/_matrix/client/v3"
BEDROCK = "/_synapse/client/beringia/bedrock/v1"

ROUTES: tuple[tuple[str, str, str, Endpoint], ...] = (
    # The busiest first: aiohttp tries them in this order.
    ("send", "PUT", f"{CLIENT}/rooms/{{room}}/send/{{kind}}/{{transaction}}", events.send),
    ("state", "PUT", f"{CLIENT}/rooms/{{room}}/state/{{kind}}/{{state_key:[^/]*}}", events.send_state),
    ("bedrock_lay", "POST", f"{BEDROCK}/rooms/{{room}}/lay", bedrock.lay),
    ("messages", "GET", f"{CLIENT}/rooms/{{room}}/messages", reading.messages),
    ("event", "GET", f"{CLIENT}/rooms/{{room}}/event/{{event}}", reading.event),
    ("context", "GET", f"{CLIENT}/rooms/{{room}}/context/{{event}}", reading.context),
    ("get_state", "GET", f"{CLIENT}/rooms/{{room}}/state", rooms.state),
    ("get_state", "GET", f"{CLIENT}/rooms/{{room}}/state/{{kind}}/{{state_key:[^/]*}}", rooms.state_event),
    ("forget", "POST", f"{CLIENT}/rooms/{{room}}/forget", rooms.forget),
    ("redact", "PUT", f"{CLIENT}/rooms/{{room}}/redact/{{event}}/{{transaction}}", living.redact),
    ("join", "POST", f"{CLIENT}/rooms/{{room}}/join", living.join),
    ("leave", "POST", f"{CLIENT}/rooms/{{room}}/leave", living.leave),
    ("invite", "POST", f"{CLIENT}/rooms/{{room}}/invite", living.invite),
    ("joined_members", "GET", f"{CLIENT}/rooms/{{room}}/joined_members", living.joined_members),
    ("typing", "PUT", f"{CLIENT}/rooms/{{room}}/typing/{{user}}", living.typing),
    ("receipt", "POST", f"{CLIENT}/rooms/{{room}}/receipt/m.read/{{event}}", living.receipt),
    ("create_room", "POST", f"{CLIENT}/createRoom", rooms.create_room),
    ("alias", "GET", f"{CLIENT}/directory/room/{{alias}}", rooms.resolve_alias),
    ("delete_alias", "DELETE", f"{CLIENT}/directory/room/{{alias}}", rooms.delete_alias),
    ("register", "POST", f"{CLIENT}/register", accounts.register),
    ("device", "PUT", f"{CLIENT}/devices/{{device}}", accounts.put_device),
    ("profile", "GET", f"{CLIENT}/profile/{{user}}", accounts.get_profile),
    ("set_profile", "PUT", f"{CLIENT}/profile/{{user}}/{{key}}", accounts.put_profile),
    ("create_media", "POST", "/_matrix/media/v1/create", media.create),
    ("upload", "PUT", "/_matrix/media/v3/upload/{server}/{media}", media.upload),
    ("download", "GET", "/_matrix/client/v1/media/download/{server}/{media}", media.download),
    ("media_config", "GET", "/_matrix/client/v1/media/config", media.config),
    ("whoami", "GET", f"{CLIENT}/account/whoami", accounts.whoami),
    ("capabilities", "GET", f"{CLIENT}/capabilities", accounts.capabilities),
    ("versions", "GET", "/_matrix/client/versions", accounts.versions),
    ("ping", "POST", "/_matrix/client/v1/appservice/{appservice}/ping", accounts.ping),
    ("bedrock_status", "GET", f"{BEDROCK}/status", bedrock.status),
    ("bedrock_open", "POST", f"{BEDROCK}/rooms/{{room}}/open", bedrock.open_ground),
    ("bedrock_ground", "GET", f"{BEDROCK}/rooms/{{room}}/ground", bedrock.ground),
    ("bedrock_survey", "POST", f"{BEDROCK}/rooms/{{room}}/survey", bedrock.survey),
)
OPEN = frozenset({"versions"})
"""Answered to everybody."""
