"""Polls: MSC3381 in its old form, in its newer one, and as it became part of Matrix."""

from __future__ import annotations

from collections import Counter

from bridge.model.content import Poll, PollOption
from bridge.sources.element.survey import Survey
from bridge.sources.loose_values import Fields, first_words, record, records, whole

STARTS = ("m.poll.start", "org.matrix.msc3381.poll.start", "org.matrix.msc3381.v2.poll.start")
_BODIES = ("m.poll", "m.poll.start", "org.matrix.msc3381.poll.start", "org.matrix.msc3381.v2.poll")


def poll(content: Fields, event_id: str, seen: Survey) -> Poll:
    """A poll with the votes that came before its end."""
    start = next((record(content[key]) for key in _BODIES if key in content), {})
    answers = records(start.get("answers"))
    end = seen.ended.get(event_id)
    several = whole(start.get("max_selections")) or 1
    ballots = [
        [answer for answer in ballot.answers if answer in {_id(one) for one in answers}][:several]
        for ballot in seen.ballots.get(event_id, {}).values()
        if end is None or ballot.time <= end
    ]
    votes = Counter(answer for ballot in ballots for answer in ballot)
    known = event_id in seen.ballots
    return Poll(
        question=_words(record(start.get("question"))) or _words(content) or "",
        options=tuple(
            PollOption(text=_words(answer), votes=votes[_id(answer)] if known else None) for answer in answers
        ),
        voters=sum(bool(ballot) for ballot in ballots) if known else None,
        closed=end is not None,
        several=several > 1,
    )


def _id(answer: Fields) -> str:
    return first_words(answer, "id", "m.id", "org.matrix.msc3381.v2.id") or ""


def _words(fields: Fields) -> str:
    """Extensible events hold their words in several forms, the plainest of which is meant."""
    plain = first_words(fields, "body", "org.matrix.msc1767.text", "m.text")
    forms = records(fields.get("m.text")) or records(fields.get("org.matrix.msc1767.text"))
    return plain or next((said for form in forms if (said := first_words(form, "body"))), "")
