"""Factories with a default for everything: what Anna says in the room, and what the portal knows of it."""

from __future__ import annotations

from typing import Any

from bridge.matrix.from_event import Acquaintance, Known, Nothing, Target, Understood, Was, understand
from bridge.matrix.from_event.html_text import text_of_html
from bridge.model.amendment import Amended, Deletion, ReactionChange, Revision, Vote
from bridge.model.content import Written
from bridge.model.event import Pin
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.reaction import Reaction
from bridge.model.text import Text

ANNA, BORA, EVE = "@anna:example.org", "@ghost_bora:example.org", "@eve:example.org"
PHOTO = "mxc://example.org/beach"
THERE = MessageId("7")
"""The message on the network that ``$there`` is."""


def event(content: dict[str, Any] | str = "Hello", kind: str = "m.room.message", **changes: Any) -> dict[str, Any]:
    said = {"msgtype": "m.text", "body": content} if isinstance(content, str) else content
    defaults = {"event_id": "$new", "type": kind, "sender": ANNA, "origin_server_ts": 1_700_000_000_000}
    return defaults | {"room_id": "!room:example.org", "content": said} | changes


def state(kind: str, content: dict[str, Any], before: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    unsigned = {} if before is None else {"unsigned": {"prev_content": before}}
    return event(content, kind, **{"state_key": ""} | unsigned | changes)


def member(now: str, before: str | None, user: str = BORA, sender: str = ANNA, **content: Any) -> dict[str, Any]:
    earlier = None if before is None else {"membership": before}
    return state("m.room.member", {"membership": now, **content}, earlier, state_key=user, sender=sender)


def related(rel_type: str, target: str = "$there", /, **more: Any) -> dict[str, Any]:
    return {"m.relates_to": {"rel_type": rel_type, "event_id": target, **more}}


def answering(target: str = "$there") -> dict[str, Any]:
    return {"m.relates_to": {"m.in_reply_to": {"event_id": target}}}


def edit(new: dict[str, Any] | str, target: str = "$there", **changes: Any) -> dict[str, Any]:
    said = {"msgtype": "m.text", "body": new} if isinstance(new, str) else new
    return event({**said, "m.new_content": said, **related("m.replace", target)}, **changes)


def redaction(target: str, **changes: Any) -> dict[str, Any]:
    return event({}, "m.room.redaction", redacts=target, **changes)


def reaction(key: str, target: str = "$there") -> dict[str, Any]:
    return event(related("m.annotation", target, key=key), "m.reaction")


def file(msgtype: str = "m.image", body: str = "beach.jpg", /, **more: Any) -> dict[str, Any]:
    return {"msgtype": msgtype, "body": body, "url": PHOTO, **more}


def target(was: Was = Was.MESSAGE, *messages: str, **changes: Any) -> Target:
    defaults: dict[str, Any] = {"sender": ANNA, "messages": tuple(map(MessageId, messages)) or (THERE,)}
    return Target(was=was, **defaults | changes)


def known(**changes: Any) -> Known:
    people = {ANNA: "Anna", BORA: "Bora"}
    defaults: dict[str, Any] = {
        "chat": ChatId("channel1"),
        "targets": {"$there": target()},
        "people": {user: Acquaintance(person=PersonId(name.lower()), name=name) for user, name in people.items()},
        "room_suffix": " (Telegram)",
    }
    return Known(**defaults | changes)


def deletion(*messages: str) -> Deletion:
    return Deletion(messages=tuple(map(MessageId, messages)))


def pin(message: str, *, removed: bool = False) -> Pin:
    return Pin(MessageId(message), removed)


def vote_for(*options: int) -> Vote:
    return Vote(message=THERE, options=options)


def reactions(*keys: str) -> ReactionChange:
    return ReactionChange(message=THERE, reactions=tuple(Reaction(emoji=key, count=1) for key in keys))


def revision(content: Amended | str) -> Revision:
    return Revision(message=THERE, content=Written(Text(content)) if isinstance(content, str) else content)


def knowing(**targets: Target) -> Known:
    return known(targets={f"${name}": found for name, found in targets.items()})


def understood(raw: dict[str, Any], around: Known | None = None) -> Understood:
    found = understand(raw, around or known())
    assert isinstance(found, Understood), found
    return found


def said(raw: dict[str, Any], around: Known | None = None) -> Any:
    """Of whichever kind the test expects it to be."""
    return understood(raw, around).message.content


def written(raw: dict[str, Any], around: Known | None = None) -> Text:
    content = said(raw, around)
    assert isinstance(content, Written)
    return content.text


def nothing(raw: dict[str, Any], around: Known | None = None) -> Nothing:
    found = understand(raw, around or known())
    assert isinstance(found, Nothing), found
    return found


def html(formatted: str, body: str = "the body") -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body, "format": "org.matrix.custom.html", "formatted_body": formatted}


def text_of(formatted: str, around: Known | None = None) -> Text:
    text = text_of_html(formatted, around or known())
    assert text is not None
    return text


def decorations(text: Text) -> list[tuple[str, str]]:
    return [(text.plain[span.start : span.end], span.style.value) for span in text.spans]
