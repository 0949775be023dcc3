"""Polls: closed with their results, since nobody can vote in the past.

The form is MSC3381's, which clients read under its unstable names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from bridge.matrix.cleaning import clean, clean_line, count_unclean
from bridge.matrix.composing import lines, styled
from bridge.matrix.content.frame import frame_losses, framed
from bridge.matrix.content.pieces import MainEvent, Piece, Said, fits, message_piece, voice
from bridge.matrix.content.relation import relate
from bridge.matrix.content.text import NOTICE, say_more, say_words
from bridge.matrix.events import Role, Surroundings
from bridge.model.content import Poll
from bridge.model.message import Message
from bridge.model.text import Style, Text

START = "org.matrix.msc3381.poll.start"
END = "org.matrix.msc3381.poll.end"
RESPONSE = "org.matrix.msc3381.poll.response"
TEXT = "org.matrix.msc1767.text"

NO_WORDS = "—"
MOST_ANSWERS = 20
"""Clients may leave out any answer beyond these; such a poll is told as a text."""


def say_poll(item: Message, content: Poll, surroundings: Surroundings) -> Said:
    """A poll and its end; told as a text where it cannot be shown as a poll. A live poll goes on until it is closed."""
    start, end = _start(item, content, surroundings) | relate(item, surroundings).first, poll_end(content)
    if not (0 < len(content.options) <= MOST_ANSWERS and fits(start, surroundings) and fits(end, surroundings)):
        return say_words(item, poll_words(content), surroundings).then(Said((), _losses(content, "poll-as-text")))
    sender = voice(item, surroundings)
    is_over = content.closed or not surroundings.live
    ending = (Piece(sender, END, end, Role.POLL_END, relation=MainEvent("m.reference")),) if is_over else ()
    pieces = (Piece(sender, START, start, Role.MESSAGE), *ending)
    losses = relate(item, surroundings).losses + frame_losses(item, surroundings) + _losses(content)
    said = _with_caption(Said(pieces, losses), item, content, surroundings)
    return said if is_over or not has_votes(content) else said.then(Said((results_piece(content, surroundings),)))


def poll_words(content: Poll) -> Text:
    """A poll as a text."""
    question = styled(f"Poll: {content.question}", Style.BOLD)
    answers = (Text(f"• {answer}") for answer in _answers(content, _votes))
    return lines([question, *answers, Text(_results(content)), content.caption])


def poll_end(content: Poll) -> dict[str, Any]:
    """What the end of a poll says: the results."""
    told = clean(_results(content))
    return {END: {}, TEXT: told, "body": told, "m.mentions": {}}


def has_votes(content: Poll) -> bool:
    """Has anybody voted, as far as is known?"""
    return any(option.votes for option in content.options) or bool(content.voters)


def results_piece(content: Poll, surroundings: Surroundings) -> Piece:
    """The votes so far. Nobody said it, so the bot does; clients count only those who voted in Matrix."""
    words = clean(_results_so_far(content, surroundings.network_title))
    return message_piece(surroundings.bot, {**NOTICE, "body": words})


def _results_so_far(content: Poll, network_title: str) -> str:
    head = f"Votes on {network_title}" + ("" if content.voters is None else f", by {content.voters} people")
    return "\n".join([f"{head}:", *(f"• {answer}" for answer in _answers(content, _votes))])


def _with_caption(said: Said, item: Message, content: Poll, surroundings: Surroundings) -> Said:
    """The words beside a poll go between its beginning and its end."""
    if not content.caption:
        return said
    words = say_more(item, content.caption, surroundings)
    return Said((said.pieces[0], *words.pieces, *said.pieces[1:]), said.losses + words.losses)


def _start(item: Message, content: Poll, surroundings: Surroundings) -> dict[str, Any]:
    question = clean(framed(item, Text(content.question or "Poll"), surroundings).plain)
    # Clients write how many have voted here beside each answer, and that is nobody.
    shown = _without_votes(content) if surroundings.live and not content.closed else content
    answers = list(_answers(shown, lambda votes: f"{votes} on {surroundings.network_title}"))
    told = "\n".join([question, *(f"{number}. {answer}" for number, answer in enumerate(answers, 1))])
    poll = {
        "kind": "org.matrix.msc3381.poll.disclosed",
        "max_selections": max(len(answers), 1) if content.several else 1,
        "question": {"msgtype": "m.text", "body": question, TEXT: question},
        "answers": [{"id": str(number), TEXT: answer} for number, answer in enumerate(answers, 1)],
    }
    return {START: poll, TEXT: told, "body": told, "m.mentions": {}}


def _without_votes(content: Poll) -> Poll:
    """Of a poll that goes on, its beginning cannot tell how it stands."""
    return replace(content, options=tuple(replace(option, votes=None) for option in content.options))


def _answers(content: Poll, count: Callable[[int], str]) -> Iterator[str]:
    """Each answer with its count, since the votes themselves do not come along."""
    for option in content.options:
        words = clean_line(option.text) or NO_WORDS
        yield words if option.votes is None else f"{words} ({count(option.votes)})"


def _votes(number: int) -> str:
    return f"{number} vote" if number == 1 else f"{number} votes"


def _results(content: Poll) -> str:
    how = "The poll has ended." if content.closed else "The poll was still open when the history was exported."
    voters = "" if content.voters is None else f" Voters: {content.voters}."
    counted = [f"{clean_line(option.text) or NO_WORDS}: {option.votes}" for option in content.options if option.votes]
    return f"{how}{voters} Results: {', '.join(counted)}." if counted else f"{how}{voters}"


def _losses(content: Poll, *codes: str) -> tuple[str, ...]:
    votes = sum(max(option.votes or 0, 0) for option in content.options) or content.voters or 0
    unclean = sum(map(count_unclean, (content.question, *(option.text for option in content.options))))
    counts = {"votes-without-name": votes, "text-cleaned": unclean}
    return (*codes, *(f"{code}:{count}" for code, count in counts.items() if count))
