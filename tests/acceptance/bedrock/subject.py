"""A real Synapse with the module, as tests speak with it: over HTTP, and with event ids worked out by ourselves."""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import quote, urlencode

from bridge.matrix.pdu import event_id
from demo.synapse import Account, Synapse
from tests.acceptance.bedrock.registration import AS_TOKEN, BOT, OTHER_BOT, OTHER_TOKEN, ghost

BEDROCK = "/_synapse/client/beringia/bedrock/v1"
CLIENT = "/_matrix/client/v3"
SUITABLE = {
    "room_version": "11",
    "creation_content": {"m.federate": False},
    "initial_state": [
        {"type": "m.room.join_rules", "state_key": "", "content": {"join_rule": "restricted", "allow": []}},
        {"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": "shared"}},
    ],
}
BEGINNING = 1_500_000_000_000
"""When the chats of the tests began: milliseconds since 1970."""
ANNA, BORA, CHIDI = ghost("anna"), ghost("bora"), ghost("chidi")
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Answer:
    """Of an HTTP request."""

    status: int
    body: dict[str, Any]

    @property
    def code(self) -> str | None:
        """Of an error."""
        return self.body.get("errcode")


@dataclass
class Subject:
    """The homeserver under test."""

    synapse: Synapse
    elsewhere: str = ""
    """Address of a worker, when it is to be called instead of the main process."""

    def call(self, method: str, path: str, body: Any = None, token: str | None = AS_TOKEN, **query: str) -> Answer:
        """``body`` may be bytes that are no JSON."""
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        url = f"{self.elsewhere or self.synapse.address}{path}{'?' + urlencode(query) if query else ''}"
        try:
            request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310  # our own, on loopback
            with _direct.open(request, timeout=60) as response:
                return Answer(response.status, json.load(response))
        except urllib.error.HTTPError as error:
            return Answer(error.code, json.loads(error.read()))

    def client(self, method: str, path: str, body: Any = None, token: str = AS_TOKEN, **query: str) -> dict[str, Any]:
        """A call of the client-server API, which must succeed."""
        answer = self.call(method, CLIENT + path, body, token, **query)
        assert answer.status == 200, answer
        return answer.body

    def prepare(self) -> Subject:
        """The bot and the ghosts exist."""
        for user, token in (
            (BOT, AS_TOKEN),
            (ANNA, AS_TOKEN),
            (BORA, AS_TOKEN),
            (CHIDI, AS_TOKEN),
            (OTHER_BOT, OTHER_TOKEN),
        ):
            name = user[1:].partition(":")[0]
            self.call("POST", f"{CLIENT}/register", {"type": "m.login.application_service", "username": name}, token)
        return self

    def person(self, name: str = "dana") -> Account:
        """A real user, whom no other test knows."""
        return self.synapse.register_user(f"{name}{secrets.token_hex(4)}", "secret")

    def make_room(self, **changes: Any) -> str:
        """A room of the bot's, without a gap."""
        token = changes.pop("token", AS_TOKEN)
        room: str = self.client("POST", "/createRoom", {**SUITABLE, **changes}, token)["room_id"]
        return room

    def open(self, room: str, *members: str, **changes: Any) -> Answer:
        listed = [{"user_id": user, "displayname": user[15:19].title()} for user in members or (ANNA, BORA)]
        return self.call("POST", f"{BEDROCK}/rooms/{quote(room)}/open", {"members": listed, **changes})

    def room(self, *members: str, **changes: Any) -> Room:
        """A room with a gap, in which Anna and Bora stand unless others are named."""
        room = self.make_room(**changes)
        answer = self.open(room, *members)
        assert answer.status == 200, answer
        return Room(self, room, answer.body)

    def members(self, room: str) -> dict[str, str]:
        """Today's: each with the membership."""
        chunk = self.client("GET", f"/rooms/{quote(room)}/members")["chunk"]
        return {event["state_key"]: event["content"]["membership"] for event in chunk}


@dataclass
class Room:
    """A room with a gap, and the events that tests make for it."""

    subject: Subject
    id: str
    ground: dict[str, Any]
    _places: Iterator[int] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self._places = count(1)

    def authority(self, sender: str, *more: str) -> list[str]:
        """What authorises a plain event of somebody who stands in the room."""
        create = [] if self.ground["room_version"] == "12" else [self.ground["create"]]
        members = [self.ground["members"][sender]] if sender in self.ground["members"] else []
        return [*create, self.ground["power_levels"], *members, *more]

    def event(self, kind: str, content: Mapping[str, Any], *, sender: str = ANNA, **changes: Any) -> dict[str, Any]:
        """An event with its id, after all that were made before, unless ``depth`` says otherwise."""
        announced: dict[str, Any] = {key: changes.pop(key) for key in ("event_id", "replaces") if key in changes}
        place = next(self._places)
        fields = {
            "type": kind,
            "sender": sender,
            "content": dict(content),
            "depth": self.ground["base"] + 10 * place,
            "origin_server_ts": BEGINNING + 60_000 * place,
            "auth_events": self.authority(sender),
            **changes,
        }
        return {"event_id": self.id_of(fields), **fields, **announced}

    def id_of(self, fields: Mapping[str, Any]) -> str:
        return event_id({**fields, "room_id": self.id, "prev_events": [self.ground["anchor"]]})

    def message(self, body: str = "Good morning", **changes: Any) -> dict[str, Any]:
        more = changes.pop("content", {})
        return self.event("m.room.message", {"msgtype": "m.text", "body": body, "m.mentions": {}, **more}, **changes)

    def related(self, kind: str, to: Mapping[str, Any], body: str = "…", **changes: Any) -> dict[str, Any]:
        """A message that relates to another event: ``m.thread``, ``m.replace``."""
        relates: dict[str, Any] = {"rel_type": kind, "event_id": to["event_id"]}
        new = {"m.new_content": {"msgtype": "m.text", "body": body}} if kind == "m.replace" else {}
        return self.message(body, content={"m.relates_to": relates, **new}, **changes)

    def reaction(self, to: Mapping[str, Any], key: str = "👍", **changes: Any) -> dict[str, Any]:
        relates = {"rel_type": "m.annotation", "event_id": to["event_id"], "key": key}
        return self.event("m.reaction", {"m.relates_to": relates}, **changes)

    def member(self, user: str, membership: str = "join", *before: str, **changes: Any) -> dict[str, Any]:
        """A change of membership by the user; ``before`` are the ids of the memberships that allow it."""
        profile = changes.pop("profile", {})
        entering = [self.ground["join_rules"]] if membership in {"join", "invite"} else []
        authorised = {"join_authorised_via_users_server": BOT} if membership == "join" and not before else {}
        allowing = before or ((self.ground["members"][BOT],) if authorised else ())
        rules = [] if self.ground["room_version"] == "12" else [self.ground["create"]]
        changes.setdefault("auth_events", [*rules, self.ground["power_levels"], *entering, *allowing])
        changes.setdefault("sender", user)
        content = {"membership": membership, **profile, **authorised}
        return self.event("m.room.member", content, state_key=user, **changes)

    def redaction(self, of: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
        return self.event("m.room.redaction", {"redacts": of["event_id"]}, **changes)

    def lay(self, *events: Mapping[str, Any], **call: Any) -> Answer:
        return self.subject.call("POST", f"{BEDROCK}/rooms/{quote(self.id)}/lay", {"events": list(events)}, **call)

    def laid(self, *events: Mapping[str, Any]) -> None:
        """Lay them, and expect that all are taken."""
        answer = self.lay(*events)
        assert answer.body.get("refused") == [], answer

    def refused(self, *events: Mapping[str, Any]) -> list[str]:
        """Lay them, and see with which codes some are refused."""
        answer = self.lay(*events)
        assert answer.status == 200, answer
        return [refusal["errcode"] for refusal in answer.body["refused"]]

    def survey(self, *events: Mapping[str, Any]) -> dict[str, Any]:
        """Which of them are there, in the order in which they were asked for, and how many were laid."""
        ids = [event["event_id"] for event in events]
        answer = self.subject.call("POST", f"{BEDROCK}/rooms/{quote(self.id)}/survey", {"event_ids": ids}).body
        return {**answer, "present": list(answer["present"])}

    def read(self, event: Mapping[str, Any], token: str = AS_TOKEN) -> dict[str, Any]:
        """The event as clients are given it."""
        return self.subject.client("GET", f"/rooms/{quote(self.id)}/event/{quote(event['event_id'])}", token=token)

    def timeline(self, token: str = AS_TOKEN, page: int = 50) -> list[dict[str, Any]]:
        """All that paging back shows, the oldest first."""
        events: list[dict[str, Any]] = []
        query: dict[str, str] = {"dir": "b", "limit": str(page)}
        while True:
            answer = self.subject.client("GET", f"/rooms/{quote(self.id)}/messages", token=token, **query)
            events += answer["chunk"]
            if "end" not in answer:
                return events[::-1]
            query["from"] = answer["end"]

    def bodies(self, token: str = AS_TOKEN) -> list[str]:
        return [event["content"]["body"] for event in self.timeline(token) if event["type"] == "m.room.message"]

    def say(self, body: str = "Hello", token: str = AS_TOKEN) -> dict[str, Any]:
        """A living message."""
        path = f"/rooms/{quote(self.id)}/send/m.room.message/{secrets.token_hex(8)}"
        return self.subject.client("PUT", path, {"msgtype": "m.text", "body": body}, token)

    def bring_in(self, account: Account) -> None:
        """Invite a person, who joins."""
        self.subject.client("POST", f"/rooms/{quote(self.id)}/invite", {"user_id": account.user_id})
        self.subject.client("POST", f"/rooms/{quote(self.id)}/join", {}, account.access_token)


def ids(events: Sequence[Mapping[str, Any]]) -> list[str]:
    return [event["event_id"] for event in events]
