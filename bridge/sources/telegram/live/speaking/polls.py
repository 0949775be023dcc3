"""Polls: asked, answered, and ended."""

from __future__ import annotations

from functools import partial
from typing import Any

from telethon.tl import functions, types

from bridge.errors import NetworkRefused
from bridge.model.amendment import Vote
from bridge.model.content import Poll
from bridge.model.ids import MessageId
from bridge.model.text import Style, Text
from bridge.sources.connector import Spoken
from bridge.sources.telegram.live.speaking.cleaning import visible
from bridge.sources.telegram.live.speaking.errand import Errand, message_number
from bridge.sources.telegram.live.speaking.finding import by_number
from bridge.sources.telegram.live.speaking.parts import Part, Script, captioned, text_script
from bridge.sources.telegram.live.speaking.refusals import ask
from bridge.sources.telegram.live.speaking.splitting import units
from bridge.sources.telegram.text_builder import TextBuilder

LONGEST_QUESTION = 255
LONGEST_ANSWER = 100
FEWEST_ANSWERS = 2
MOST_ANSWERS = 12

_NOT_TAKEN = frozenset(
    {
        "CHAT_SEND_POLL_FORBIDDEN",
        "MEDIA_INVALID",
        "POLL_ANSWERS_INVALID",
        "POLL_ANSWER_INVALID",
        "POLL_OPTION_DUPLICATE",
        "POLL_QUESTION_INVALID",
        "POLL_UNSUPPORTED",
    }
)


async def poll(errand: Errand, content: Poll) -> Script:
    """A poll as one message, as anonymous as Telegram makes them by itself; written out where it takes none."""
    if not _possible(content):
        return await text_script(errand.line, _in_words(content, content.caption), "poll-as-text")
    written = await text_script(errand.line, _in_words(content, Text()))
    _, rest = await captioned(errand.line, content.caption, 0)
    part = Part(
        attach=partial(_attach, content),
        resembles=partial(_resembles, content.question),
        otherwise=written.parts[0],
        unless=_NOT_TAKEN,
        loss="poll-as-text",
    )
    return Script((part, *rest))


async def vote(errand: Errand, content: Vote) -> Spoken:
    """Vote, or take a vote back. The answers are counted as they stand in the poll."""
    asked = await _asked(errand, content.message)
    answers = [answer.option for answer in asked.answers]
    if any(place not in range(len(answers)) for place in content.options):
        raise NetworkRefused("The poll on Telegram does not have this answer.")
    await _vote(errand, content.message, [answers[place] for place in content.options])
    return Spoken()


async def _vote(errand: Errand, message: MessageId, options: list[bytes]) -> None:
    number = message_number(message)
    request = functions.messages.SendVoteRequest(errand.peer, number, options)
    try:
        await ask(errand.line, request, {"MESSAGE_NOT_MODIFIED"})
    except NetworkRefused as refused:
        if not options or refused.code != "REVOTE_NOT_ALLOWED":
            raise
        # Where a vote cannot be changed, it may still be taken back and given anew.
        await ask(errand.line, functions.messages.SendVoteRequest(errand.peer, number, []))
        await ask(errand.line, request)


async def end(errand: Errand, message: MessageId) -> Spoken:
    """Nobody can vote in a poll any longer."""
    asked = await _asked(errand, message)
    if not asked.closed:
        request = functions.messages.EditMessageRequest(
            peer=errand.peer, id=message_number(message), media=types.InputMediaPoll(_closed(asked))
        )
        await ask(errand.line, request, {"MESSAGE_NOT_MODIFIED"})
    return Spoken(messages=(message,))


def _closed(asked: Any) -> Any:
    answers = [types.PollAnswer(text=answer.text, option=answer.option) for answer in asked.answers]
    return types.Poll(id=asked.id, question=asked.question, answers=answers, hash=asked.hash, closed=True)


async def _asked(errand: Errand, message: MessageId) -> Any:
    number = message_number(message)
    found = (await ask(errand.line, by_number(errand, [number]))).messages
    for one in found:
        if one.id == number and isinstance(getattr(one, "media", None), types.MessageMediaPoll):
            return one.media.poll
    raise NetworkRefused("The poll is no longer on Telegram.")


def _possible(content: Poll) -> bool:
    answers = [option.text.strip() for option in content.options]
    return (
        FEWEST_ANSWERS <= len(answers) <= MOST_ANSWERS
        and len(set(answers)) == len(answers)
        and all(visible(answer) and units(answer) <= LONGEST_ANSWER for answer in answers)
        and visible(content.question)
        and units(content.question.strip()) <= LONGEST_QUESTION
    )


async def _attach(content: Poll, _: int) -> Any:
    answers = [types.InputPollAnswer(text=_plain(option.text)) for option in content.options]
    return types.InputMediaPoll(
        types.Poll(
            id=0,
            question=_plain(content.question),
            answers=answers,
            hash=0,
            closed=content.closed or None,
            multiple_choice=content.several or None,
        )
    )


def _plain(words: str) -> Any:
    return types.TextWithEntities(text=words.strip(), entities=[])


def _resembles(question: str, media: Any) -> bool:
    return isinstance(media, types.MessageMediaPoll) and media.poll.question.text == question.strip()


def _in_words(content: Poll, caption: Text) -> Text:
    builder = TextBuilder()
    builder.styled(content.question or "Poll", Style.BOLD)
    for option in content.options:
        builder.begin_line()
        builder.add(f"• {option.text}")
    if caption:
        builder.begin_line(2)
        builder.append(caption)
    return builder.build()
