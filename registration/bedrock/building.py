"""From a PDU to one of Synapse's events: signed, and as valid as if it had been sent now."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synapse import event_auth, events
from synapse.events import make_event_from_dict
from synapse.events.validator import EventValidator
from synapse.module_api.errors import SynapseError

from .refusals import BAD_JSON, FORBIDDEN, Refused

if TYPE_CHECKING:
    from synapse.events import EventBase

    from .ground import Ground
    from .homeserver import Homeserver
    from .pdus import Announced

GOVERNING = frozenset(
    {
        "m.room.create",
        "m.room.power_levels",
        "m.room.join_rules",
        "m.room.history_visibility",
        "m.room.guest_access",
        "m.room.server_acl",
        "m.room.encryption",
        "m.room.tombstone",
        "m.room.third_party_invite",
        "m.room.aliases",
        "m.room.canonical_alias",
        "m.room.retention",
        "beringia.bedrock",
    }
)
"""Types that govern a room today. They are no history, nor is any ``m.space.…``."""
GOVERNING_CONTENT = frozenset({"third_party_invite", "org.matrix.msc4293.redact_events"})
"""Fields of memberships that do something to others."""
from_json = getattr(events, "make_event_from_json", None)
"""Synapse has it from 1.163 on."""
SURELY_SMALL = 60_000
"""Bytes of an event, of which Synapse allows 65,536, before hash, signature and ``unsigned`` are added."""
LONGEST_FIELD = 255
"""Bytes of a type, a user id or a room id."""


@dataclass(frozen=True)
class Workshop:
    """Makes the events of one room."""

    homeserver: Homeserver
    ground: Ground
    validator: EventValidator

    def make(self, announced: Announced) -> EventBase:
        """Raises Refused for what Synapse would not let in on the normal path."""
        self._expect_history(announced)
        try:
            event = self._event(announced)
            self.validator.validate_builder(event)
            _expect_sizes(event, announced)
        except SynapseError as error:
            raise Refused(error.errcode, error.msg) from None
        except Exception as error:  # noqa: BLE001  # Synapse trips over what is not as it takes for granted
            raise Refused(BAD_JSON, f"Synapse cannot make an event of this: {type(error).__name__}") from None
        _expect_mentions(announced.pdu["content"].get("m.mentions", {}))
        if event.event_id != announced.event_id:
            raise Refused(BAD_JSON, f"Synapse gives this event the id {event.event_id}")
        return event

    def _expect_history(self, announced: Announced) -> None:
        if announced.type in GOVERNING or announced.type.startswith("m.space."):
            raise Refused(FORBIDDEN, "what governs a room is no history")
        if announced.type == "m.room.member" and GOVERNING_CONTENT & announced.pdu["content"].keys():
            raise Refused(FORBIDDEN, "third-party invites and redactions of all that somebody said are no history")
        if not self.ground.base <= announced.pdu["depth"] < self.ground.top:
            raise Refused(FORBIDDEN, "depth is outside of the gap")
        if announced.pdu["depth"] == self.ground.base and not _is_own_join(announced):
            raise Refused(FORBIDDEN, "at the bottom of the gap there are standing memberships only: joins")

    def _event(self, announced: Announced) -> EventBase:
        """Where Synapse takes JSON, what was encoded to be hashed need not be encoded once more."""
        additions = self._additions(announced)
        if from_json is None:
            return make_event_from_dict({**announced.pdu, **additions}, self.ground.version, {})
        added = json.dumps({"hashes": announced.pdu["hashes"], **additions})
        text = f"{announced.encoded.decode()[:-1]},{added[1:]}"
        event: EventBase = from_json(text, self.ground.version, {})
        return event

    def _additions(self, announced: Announced) -> dict[str, Any]:
        key = self.homeserver.synapse.signing_key
        signature = b64encode(key.sign(announced.signed).signature).decode("ascii").rstrip("=")
        signatures = {self.homeserver.synapse.hostname: {f"{key.alg}:{key.version}": signature}}
        unsigned = {"replaces_state": announced.replaces} if announced.replaces else {}
        return {"signatures": signatures, "unsigned": unsigned}


def _is_own_join(announced: Announced) -> bool:
    joins = announced.pdu["content"].get("membership") == "join"
    return announced.type == "m.room.member" and joins and announced.state_key == announced.sender


def _expect_sizes(event: EventBase, announced: Announced) -> None:
    """What is surely small need not be encoded once more to be measured; what has a state key is looked at anyway."""
    texts = (announced.type, announced.sender, announced.pdu["room_id"])
    fits = all(len(text.encode()) <= LONGEST_FIELD for text in texts)
    if announced.state_key is not None or len(announced.encoded) > SURELY_SMALL or not fits:
        event_auth.validate_event_for_room_version(event)


def _expect_mentions(mentions: object) -> None:
    """Equal in meaning to Synapse's JSON schema, which is compiled anew for each event and takes most of its time."""
    if not isinstance(mentions, Mapping):
        raise Refused(BAD_JSON, "m.mentions is not an object")
    users, room = mentions.get("user_ids", []), mentions.get("room", False)
    if not isinstance(users, list) or not all(isinstance(user, str) for user in users) or not isinstance(room, bool):
        raise Refused(BAD_JSON, "m.mentions has user_ids, a list of texts, and room, true or false")
