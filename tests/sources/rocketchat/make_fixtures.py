"""Makes the fixtures of Rocket.Chat's dumps: ``python -m tests.sources.rocketchat.make_fixtures``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bson

FIXTURES = Path(__file__).parents[1] / "fixtures" / "rocketchat-dump"
BEGIN = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
SERVER = "https://chat.garden.example"
Document = Mapping[str, Any]

ANNA = {"_id": "annaid", "username": "anna", "name": "Anna"}
BORA = {"_id": "boraid", "username": "bora.b", "name": "Bora"}
CHIDI = {"_id": "chidiid", "username": "chidi", "name": "Chidi"}
VISITOR = {"_id": "visitorid", "username": "guest-1"}

USERS: Sequence[Document] = [
    {**ANNA, "type": "user", "emails": [{"address": "anna@garden.example"}], "services": {"password": "secret"}},
    {**BORA, "type": "user"},
    {**CHIDI, "type": "user", "active": False},
    {"_id": "rocket.cat", "username": "rocket.cat", "name": "Rocket.Cat", "type": "bot"},
]
ROOMS: Sequence[Document] = [
    {"_id": "GENERAL", "t": "c", "name": "general", "topic": "Beans", "announcement": "Sunday at six"},
    {"_id": "annaidboraid", "t": "d", "usernames": ["anna", "bora.b"], "uids": ["annaid", "boraid"]},
    {"_id": "three", "t": "d", "usernames": ["anna", "bora.b", "chidi"], "uids": ["annaid", "boraid", "chidiid"]},
    {"_id": "own", "t": "d", "usernames": ["anna"], "uids": ["annaid"]},
    {"_id": "talk", "t": "p", "name": "h73CusHjmqFDLXtTt", "fname": "Which beans?", "prid": "GENERAL"},
    {"_id": "news", "t": "c", "name": "news", "broadcast": True},
    {"_id": "help", "t": "l", "fname": "A visitor", "v": VISITOR},
]


def at(seconds: float) -> datetime:
    """A moment after the fixture begins."""
    return BEGIN + timedelta(seconds=seconds)


def said(number: str, seconds: float, by: Document, text: str, room: str = "GENERAL", **more: Any) -> Document:
    """A message."""
    return {"_id": number, "rid": room, "msg": text, "ts": at(seconds), "u": by, **more}


def node(kind: str, value: Any, **more: Any) -> Document:
    """A piece of the tree into which the server parses a text."""
    return {"type": kind, "value": value, **more}


def words(text: str) -> Document:
    """Plain words in such a tree."""
    return node("PLAIN_TEXT", text)


TREE = [
    node("HEADING", [words("Plan")], level=1),
    node(
        "PARAGRAPH",
        [
            node("BOLD", [words("beans "), node("ITALIC", [words("and")])]),
            node("STRIKE", [words(" peas")]),
            words(" "),
            node("MENTION_USER", words("bora.b")),
            words(" "),
            node("MENTION_CHANNEL", words("h73CusHjmqFDLXtTt")),
            words(" "),
            node("EMOJI", words("tada"), shortCode="tada"),
            node("LINK", {"src": words("//garden.example"), "label": [words("here")]}),
            node("INLINE_CODE", words("x")),
            node("COLOR", {"r": 255, "g": 0, "b": 16, "a": 255}),
        ],
    ),
    node("UNORDERED_LIST", [node("LIST_ITEM", [words("one")]), node("LIST_ITEM", [words("two")])]),
    node("ORDERED_LIST", [node("LIST_ITEM", [words("first")], number=1)]),
    node("TASKS", [node("TASK", [words("water")], status=True), node("TASK", [words("weed")], status=False)]),
    node("CODE", [node("CODE_LINE", words("a = 1")), node("CODE_LINE", words("b = 2"))], language="python"),
    node("QUOTE", [node("PARAGRAPH", [words("who?")]), node("PARAGRAPH", [words("you")])]),
]
UPLOAD = {
    "title": "beans.png",
    "type": "file",
    "description": "from *my* garden",
    "title_link": "/file-upload/upload1/beans.png",
    "title_link_download": True,
    "image_url": "/file-upload/upload1/beans.png",
    "image_type": "image/png",
    "image_size": 5,
    "image_dimensions": {"width": 4, "height": 3},
}
QUOTE = {"text": "Shall we?", "author_name": "Anna", "message_link": f"{SERVER}/channel/general?msg=m1"}
CARD = {
    "title": "Greenhouse",
    "title_link": "https://ci.garden.example/7",
    "text": "failed",
    "color": "#f00",
    "fields": [{"title": "Tests", "value": 3}, {"title": "Who", "value": "anna"}],
    "actions": [{"type": "button", "text": "Retry"}],
}

MESSAGES: Sequence[Document] = [
    said("s1", 0, ANNA, "anna", t="uj", groupable=False),
    said("s2", 1, ANNA, "bora.b", t="au"),
    said("s3", 2, ANNA, "bora.b", t="subscription-role-added", role="moderator"),
    said("s4", 3, ANNA, "garden", t="r"),
    said("s5", 4, ANNA, "Beans", t="room_changed_topic"),
    said("s6", 5, ANNA, "chidi", t="ru"),
    said("s7", 6, ANNA, "dana", t="user-muted"),
    said("s8", 7, BORA, "", t="rm"),
    said("s9", 8, ANNA, "Which beans?", t="discussion-created", drid="talk"),
    said("s10", 9, ANNA, "rain", t="weather-changed"),
    said(
        "m1",
        10,
        ANNA,
        "Shall we plant *beans* ~now~, @bora.b? :tada: #h73CusHjmqFDLXtTt",
        mentions=[BORA],
        channels=[{"_id": "talk", "name": "h73CusHjmqFDLXtTt"}],
        reactions={":+1:": {"usernames": ["bora.b", "chidi", "bora.b"]}, ":our_bean:": {"usernames": ["gone"]}},
        editedAt=at(20),
        editedBy=ANNA,
        pinned=True,
        pinnedAt=at(30),
        pinnedBy=BORA,
    ),
    said("m2", 11, BORA, "in the thread", tmid="m1", tshow=True),
    said("m3", 12, BORA, f"[ ]({SERVER}/channel/general?msg=m1) Yes", attachments=[QUOTE]),
    said(
        "m4",
        13,
        CHIDI,
        f"[ ]({SERVER}/group/h73CusHjmqFDLXtTt?msg=t1)",
        attachments=[
            {"text": "Runner beans", "author_name": "Bora", "message_link": f"{SERVER}/group/h73CusHjmqFDLXtTt?msg=t1"}
        ],
    ),
    said("m5", 14, BORA, "", attachments=[UPLOAD], file={"_id": "upload1", "name": "beans.png", "type": "image/png"}),
    said("m6", 15, BORA, "", file={"_id": "upload2", "name": "song.mp3", "type": "audio/mpeg", "size": 99}),
    said("m7", 16, ANNA, "Build 7", alias="Build", bot={"i": "hook"}, attachments=[CARD]),
    said("m8", 17, ANNA, "# Plan", md=TREE),
    said("m9", 18, ANNA, "from the *unknown*", md=[node("HOLOGRAM", [words("from")])]),
    said("m10", 19, CHIDI, "", location={"type": "Point", "coordinates": [13.4, 52.5]}),
    said("m11", 20, CHIDI, "U2FsdGVk", t="e2e"),
    said("m12", 21, CHIDI, ""),
    said("m13", 22, ANNA, "old words", _hidden=True, parent="m1"),
    said("m14", 23, ANNA, "", blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": "Who waters?"}}]),
    said("m14", 23, ANNA, "the same again"),
    said(
        "m15",
        24,
        ANNA,
        "m2 is pinned",
        t="message_pinned",
        attachments=[{"text": "in the thread", "message_link": f"{SERVER}/channel/general?msg=m2"}],
    ),
    said("m16", 25, ANNA, "a room that nobody describes", room="gone"),
    said("d1", 26, BORA, "just us", room="annaidboraid"),
    said("d2", 27, BORA, "just three", room="three"),
    said("d3", 28, ANNA, "buy twine", room="own"),
    said("t1", 29, BORA, "Runner beans", room="talk"),
    said("n1", 30, ANNA, "It rains", room="news"),
    said("h1", 31, VISITOR, "Hello?", room="help", alias="A visitor", token="84gw"),
    {"_id": "x1", "rid": "GENERAL", "msg": "no time", "u": ANNA},
    {"_id": "x2", "msg": "no room", "ts": at(40), "u": ANNA},
]


def dump(folder: Path, collections: Mapping[str, Sequence[Document]]) -> None:
    """As ``mongodump`` writes them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, documents in collections.items():
        (folder / f"{name}.bson").write_bytes(b"".join(bson.encode(document) for document in documents))


def export(folder: Path, collections: Mapping[str, Sequence[Document]]) -> None:
    """As ``mongoexport`` writes them: extended JSON, one document on each line."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, documents in collections.items():
        lines = [json.dumps(document, default=_extended, ensure_ascii=False) for document in documents]
        (folder / f"{name}.json").write_text("\n".join(lines) + "\n")


def _extended(moment: datetime) -> dict[str, str]:
    return {"$date": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")}


def main() -> None:
    """All fixtures anew."""
    everything = FIXTURES / "everything" / "input"
    dump(everything, {"rocketchat_message": MESSAGES, "rocketchat_room": ROOMS, "users": USERS})
    (everything / "uploads").mkdir(exist_ok=True)
    (everything / "uploads" / "upload1").write_bytes(b"beans")
    few = [one for one in MESSAGES if one["_id"] in {"s2", "m1", "m2", "m3", "m5", "d1"}]
    dump(FIXTURES / "small" / "input", {"rocketchat_message": few, "rocketchat_room": ROOMS[:2], "users": USERS[:2]})
    export(FIXTURES / "exported" / "input", {"rocketchat_message": few, "rocketchat_room": ROOMS[:2], "users": USERS})


if __name__ == "__main__":
    main()
