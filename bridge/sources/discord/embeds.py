"""What a bot, or a link in a message, shows in a frame."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bridge.model.content import Card, Poll, PollOption
from bridge.model.event import Notice
from bridge.sources.loose_values import Fields, first_words, record, records, size, words

_SPACE = re.compile(r"[^\S\n]{2,}")


Plain = Callable[[str], str]
"""Markdown as plain words."""


def cards(embeds: object, content: str, plain: Plain) -> list[Card]:
    """Every frame as a card, but the previews that Discord itself adds to a link in the text."""
    return [card for embed in records(embeds) if (card := _card(embed, content, plain))]


def _card(embed: Mapping[str, Any], content: str, plain: Plain) -> Card | None:
    url = first_words(embed, "url")
    if url and url in content:
        return None
    title, lines = plain(first_words(embed, "title") or ""), tuple(_lines(embed, plain))
    if not (title or lines or url):
        return None
    return Card(label="Embed", title=title, lines=lines, url=url)


def _lines(embed: Mapping[str, Any], plain: Plain) -> Iterator[str]:
    if author := words(record(embed.get("author")).get("name")):
        yield author
    yield from _paragraphs(plain(words(embed.get("description")) or ""))
    for row in records(embed.get("fields")):
        yield ": ".join(plain(part) for part in (words(row.get("name")), words(row.get("value"))) if part)
    yield from _pictures(embed)
    if footer := words(record(embed.get("footer")).get("text")):
        yield footer


def _pictures(embed: Fields) -> Iterator[str]:
    several = records(embed.get("images")) or [record(embed.get("image"))]
    for picture in (*several, record(embed.get("video"))):
        if address := words(picture.get("url")):
            yield address


def _paragraphs(text: str) -> list[str]:
    return [_SPACE.sub(" ", line) for line in text.split("\n") if line.strip()]


def poll(value: object) -> Poll | None:
    """A poll, as newer exporters write it."""
    fields = record(value)
    question = _words_of(fields.get("question"))
    answers = [_option(answer) for answer in records(fields.get("answers"))]
    if not question or not answers:
        return None
    return Poll(
        question=question,
        options=tuple(answers),
        several=fields.get("allowMultiselect") is True,
        closed=record(fields.get("results")).get("isFinalized") is True,
    )


def _option(answer: Fields) -> PollOption:
    text = _words_of(answer) or _words_of(answer.get("media")) or "?"
    return PollOption(text=text, votes=size(answer.get("votes", answer.get("count"))))


def _words_of(value: object) -> str | None:
    return words(value) or first_words(record(value), "text", "name")


def poll_result(embeds: object) -> Notice:
    """How a poll ended; Discord says it in the fields of a frame."""
    said = {row.get("name"): row.get("value") for embed in records(embeds) for row in records(embed.get("fields"))}
    question = words(said.get("poll_question_text"))
    sentence = f"closed the poll “{question}”" if question else "closed a poll"
    winner = words(said.get("victor_answer_text"))
    votes, total = size(said.get("victor_answer_votes")), size(said.get("total_votes"))
    if winner:
        sentence += f": “{winner}” won"
    if votes is not None and total is not None:
        sentence += f" with {votes:,} of {total:,} votes"
    return Notice(sentence, action="PollResult")
