"""Polls, votes in them and their end, under the names of MSC3381 and the shorter ones that are to follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from bridge.matrix.cleaning import clean_line
from bridge.matrix.from_event.event import REFERS_TO, Event, mapping, sequence, string, whole
from bridge.matrix.from_event.known import Known, Target, Was
from bridge.matrix.from_event.outcome import Meaning, Nothing, lost, meaning
from bridge.model.amendment import Revision, Vote
from bridge.model.content import Poll, PollOption

STARTS = ("m.poll.start", "org.matrix.msc3381.poll.start")
RESPONSES = ("m.poll.response", "org.matrix.msc3381.poll.response")
ENDS = ("m.poll.end", "org.matrix.msc3381.poll.end")

_POLL = ("m.poll", *STARTS)
_WORDS = ("m.text", "org.matrix.msc1767.text", "body")
_LONGEST = 1000
"""Characters of a question or an answer."""


def hear_poll(_: Event, content: Mapping[str, Any], __: Known) -> Meaning | Nothing:
    """A new poll."""
    poll = _poll(content)
    return lost("poll-unreadable", "The poll cannot be read: it has no answers.") if poll is None else meaning(poll)


def hear_vote(event: Event, known: Known) -> Meaning | Nothing:
    """What somebody chose; no answers at all take a vote back."""
    target = _poll_meant(event, known)
    if target is None:
        return lost("poll-not-here", "The poll is not known on the other side.")
    chosen, known_answers = _chosen(event.content), answers_of(target.content)
    options = [_number(answer, known_answers) for answer in chosen]
    numbers = tuple(number for number in options if number is not None)
    if len(numbers) < len(options):
        return lost("vote-unreadable", "The vote cannot be read: the poll has no such answer.")
    return meaning(Vote(message=target.message, options=tuple(dict.fromkeys(numbers))))


def hear_poll_end(event: Event, known: Known) -> Meaning | Nothing:
    """The end of a poll, as only the one who began it can tell it on the network."""
    target = _poll_meant(event, known)
    if target is None:
        return lost("poll-not-here", "The poll is not known on the other side.")
    if target.sender != event.sender:
        return lost("poll-of-another", "On the other side a poll can only be ended by the one who began it.")
    poll = _poll(target.content)
    if poll is None:
        return lost("poll-unreadable", "The poll cannot be read any more, so it stays open on the other side.")
    return meaning(Revision(message=target.message, content=msgspec.structs.replace(poll, closed=True)))


def answers_of(content: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of a poll's answers, in their order, from the content of the event that began it."""
    answers = map(mapping, sequence(_body(content).get("answers")))
    return tuple(string(answer.get("m.id")) or string(answer.get("id")) for answer in answers)


def _poll(content: Mapping[str, Any]) -> Poll | None:
    body = _body(content)
    options = tuple(PollOption(text=_told(mapping(answer))) for answer in sequence(body.get("answers")))
    if not options:
        return None
    several = (whole(body.get("max_selections")) or 1) > 1
    return Poll(question=_told(mapping(body.get("question"))), options=options, several=several)


def _body(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return next((mapping(content[name]) for name in _POLL if name in content), {})


def _told(value: Mapping[str, Any]) -> str:
    """A text in any of its forms: plain, or as a list of the same in several formats (MSC1767)."""
    for name in _WORDS:
        words = value.get(name)
        plain = [form for form in map(mapping, sequence(words)) if form.get("mimetype", "text/plain") == "text/plain"]
        told = string(words) or (string(plain[0].get("body")) if plain else "")
        if told:
            return clean_line(told)[:_LONGEST]
    return ""


def _poll_meant(event: Event, known: Known) -> Target | None:
    poll = event.related(REFERS_TO)
    target = known.targets.get(poll) if poll else None
    return target if target is not None and target.was is Was.POLL else None


def _chosen(content: Mapping[str, Any]) -> list[str]:
    if "m.selections" in content:
        return [string(answer) for answer in sequence(content["m.selections"])]
    response = next((mapping(content[name]) for name in RESPONSES if name in content), {})
    return [string(answer) for answer in sequence(response.get("answers"))]


def _number(answer: str, known_answers: tuple[str, ...]) -> int | None:
    return known_answers.index(answer) if answer in known_answers else None
