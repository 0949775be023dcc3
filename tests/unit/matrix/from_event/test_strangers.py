"""Whatever an event holds, it is understood or refused; nothing in it makes the bridge fall."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.matrix.from_event import KINDS, Nothing, Understood, Was, as_words, mentioned, relayed, understand
from bridge.matrix.from_event.passing import read_up_to, typing_of
from bridge.model.codec import decode, encode
from tests.unit.matrix.from_event.cast import ANNA, BORA, PHOTO, knowing, target
from tests.unit.matrix.from_event.test_things import UNSTABLE

TYPES = sorted({name.split(" ")[0] for kind in KINDS for name in kind.names} | {"org.example.poem", ""})
MSGTYPES = sorted({name.split(" ")[1] for kind in KINDS for name in kind.names if " " in name})
FIELDS = (
    *("msgtype", "body", "format", "formatted_body", "url", "file", "filename", "info", "m.mentions", "user_ids"),
    *("m.relates_to", "rel_type", "event_id", "m.in_reply_to", "key", "m.new_content", "redacts", "pinned", "name"),
    *("topic", "membership", "users", "users_default", "events", "kick", "geo_uri", "m.location", "uri", "description"),
    *("m.poll", "org.matrix.msc3381.poll.start", "answers", "question", "m.text", "id", "m.selections", "mimetype"),
    *(
        "org.matrix.msc1767.audio",
        "waveform",
        "duration",
        "w",
        "org.matrix.msc3245.voice",
        "is_falling_back",
        ANNA,
        BORA,
    ),
)
VALUES = (
    *(
        "m.replace",
        "m.thread",
        "m.annotation",
        "m.reference",
        "$there",
        "$poll",
        "$reaction",
        "$gone",
        "org.matrix.custom.html",
    ),
    *(
        "<b>x</b>",
        "> <@a:b> x\n\ny",
        "\0\ud83d",
        "👍",
        PHOTO,
        "geo:1,2",
        "join",
        "leave",
        "ban",
        ANNA,
        BORA,
        "y",
        "",
        "x",
    ),
    *(None, True, 0, -1, 50, 10**30, 1.5, float("inf"), float("nan")),
    *MSGTYPES,
)
AROUND = knowing(
    there=target(),
    poll=target(Was.POLL, content=UNSTABLE),
    reaction=target(Was.REACTION, key="👍"),
    vote=target(Was.VOTE),
)


def values() -> st.SearchStrategy[Any]:
    fields = st.sampled_from(FIELDS)
    return st.recursive(
        st.sampled_from(VALUES),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(fields, inner, max_size=6),
        max_leaves=20,
    )


def contents() -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(FIELDS), values(), max_size=8)


def events() -> st.SearchStrategy[dict[str, Any]]:
    fields: dict[str, st.SearchStrategy[Any]] = {"content": contents() | values(), "type": st.sampled_from(TYPES)}
    more = {
        "state_key": st.sampled_from(["", ANNA, BORA, None, 5]),
        "redacts": st.sampled_from(["$there", "$reaction", "$vote", "$gone", 5]),
        "unsigned": st.fixed_dictionaries({}, optional={"prev_content": contents(), "redacted_because": contents()}),
        "origin_server_ts": st.sampled_from([0, 1_700_000_000_000, -5, 2**70, "x", None]),
    }
    named = st.fixed_dictionaries({"event_id": st.just("$new"), "sender": st.sampled_from([ANNA, BORA])} | fields)
    return st.builds(lambda one, other: one | other, named, st.fixed_dictionaries({}, optional=more))


@settings(max_examples=800, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events())
def test_every_event_is_understood_or_refused(raw: dict[str, Any]) -> None:
    before = copy.deepcopy(raw)
    found = understand(raw, AROUND)
    assert repr(raw) == repr(before)
    if isinstance(found, Nothing):
        assert found.code and found.words
        return
    assert isinstance(found, Understood)
    assert len({message.id for message in found.messages}) == len(found.messages) > 0
    for message in found.messages:
        assert decode(encode(message)) == message
        assert message.sender is None
        assert message.thread != message.id
        relayed(message, "Anna", is_emote=found.is_emote)
        as_words(message, "Anna")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events())
def test_what_every_event_refers_to_can_be_told(raw: dict[str, Any]) -> None:
    found = mentioned(raw)
    assert all(event.startswith("$") for event in found.events)
    assert all(user.startswith("@") for user in found.users)
    assert typing_of(raw) is None
    assert read_up_to(raw) == ()


def test_words_of_a_refusal_hold_nothing_that_breaks_a_message() -> None:
    raw = {"event_id": "$new", "sender": ANNA, "type": "org.example\n\ud83d" * 100, "content": {"x": 1}}
    found = understand(raw, AROUND)
    assert isinstance(found, Nothing)
    assert "\n" not in found.words
    assert len(found.words) < 200
    assert msgspec.json.encode(found.words)
