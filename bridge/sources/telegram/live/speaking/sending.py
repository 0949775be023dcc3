"""Each part is said once, however often that is tried."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from telethon.tl import functions

from bridge.errors import HalfSaid, NetworkRefused, NetworkUnavailable, NetworkWait
from bridge.model.ids import MessageId
from bridge.sources.connector import Spoken
from bridge.sources.telegram.live.speaking import replying
from bridge.sources.telegram.live.speaking.answers import Said, said
from bridge.sources.telegram.live.speaking.errand import Errand, message_id, numbered
from bridge.sources.telegram.live.speaking.finding import find
from bridge.sources.telegram.live.speaking.once import random_id
from bridge.sources.telegram.live.speaking.parts import Part, Script
from bridge.sources.telegram.live.speaking.refusals import in_words

_SAID_BEFORE = "RANDOM_ID_DUPLICATE"
_REMEMBERED = 3_600_000
"""So long, in ms, Telegram surely knows a number again, and answers with the message that was said under it.

It was seen to do so after 72 minutes: https://github.com/hydrogram/hydrogram/issues/70
"""
_LOST_SIGHT = "said-but-not-found"
_REST_REFUSED = "rest-refused"
"""Some of it is said, and known as said; the rest never will be."""

Done = tuple[Said | None, tuple[str, ...]]
"""The message, unless it is out of sight, and what was lost on the way."""


async def send(errand: Errand, script: Script) -> Spoken:
    """Say a script from its beginning."""
    reply, losses = await replying.answered(errand)
    spoken = await send_from(errand, script.parts, 0, reply, ())
    return replace(spoken, losses=_each_once(*losses, *script.losses, *spoken.losses))


async def send_from(
    errand: Errand, parts: tuple[Part, ...], number: int, reply: Any, before: tuple[MessageId, ...]
) -> Spoken:
    """Say these parts, the first of which has this number, behind messages of the same utterance.

    What is refused after some of it was said is left out, with all that follows. Raises HalfSaid when Telegram asks to
    wait there. The first answers what ``reply`` says; of the others, those that follow answer the utterance's first message.
    """
    messages, times, losses = list(before), [], list[str]()
    for place, part in enumerate(parts):
        target = reply if place == 0 else _reply_of(errand, part, messages)
        try:
            done, lost = await _once(errand, part, number + place, target, messages[-1] if messages else None)
        except NetworkWait as wait:
            if not messages:
                raise
            raise HalfSaid(seconds=wait.seconds) from wait
        except NetworkRefused:
            if not messages:
                raise
            losses.append(_REST_REFUSED)
            break
        losses += [*part.wording.losses, *lost]
        messages += [message_id(done.number)] if done else []
        times += [done.time] if done else []
    return Spoken(messages=tuple(messages), time=times[0] if times else None, losses=_each_once(*losses))


def _reply_of(errand: Errand, part: Part, messages: list[MessageId]) -> Any:
    return replying.following(errand, int(messages[0])) if part.follows and messages else replying.in_topic(errand)


async def _once(errand: Errand, part: Part, number: int, reply: Any, before: MessageId | None) -> Done:
    behind = _newer(before, errand.utterance.after)
    if errand.utterance.repeated and _must_look(errand, behind) and (found := await find(errand, part, behind)):
        return found, ()
    return await _say(errand, part, number, reply, behind)


async def _say(errand: Errand, part: Part, number: int, reply: Any, behind: MessageId | None) -> Done:
    try:
        answer = await errand.line.ask(await _request(errand, part, number, reply))
    except NetworkUnavailable as unavailable:
        # Telegram counts this among its own troubles, so it may come as one.
        if unavailable.detail != _SAID_BEFORE:
            raise
        return await _found(errand, part, behind)
    except NetworkRefused as refused:
        return await _refused(errand, part, number, reply, behind, refused)
    if message := said(answer, random_id(errand.utterance.key, number)):
        return message, ()
    return await _found(errand, part, behind)


async def _refused(
    errand: Errand, part: Part, number: int, reply: Any, behind: MessageId | None, refused: NetworkRefused
) -> Done:
    """What else may be done. The number stays, since nothing was said under it."""
    if refused.code == _SAID_BEFORE:
        return await _found(errand, part, behind)
    if refused.code in replying.REFUSED and reply != (instead := replying.in_topic(errand)):
        done, losses = await _say(errand, part, number, instead, behind)
        return done, ("answer", *losses)
    if part.otherwise and refused.code in part.unless:
        done, losses = await _say(errand, part.otherwise, number, reply, behind)
        return done, (*((part.loss,) if part.loss else ()), *losses)
    raise in_words(refused) from refused


def _must_look(errand: Errand, behind: MessageId | None) -> bool:
    """Is looking surer than asking under the same number again? Without knowing where to look, twins look alike."""
    return behind is not None or time.time() * 1000 - errand.item.time > _REMEMBERED


def _newer(one: MessageId | None, other: MessageId | None) -> MessageId | None:
    return max(
        (message for message in (one, other) if message), key=lambda message: numbered(message) or 0, default=None
    )


async def _found(errand: Errand, part: Part, behind: MessageId | None) -> Done:
    found = await find(errand, part, behind)
    return found, () if found else (_LOST_SIGHT,)


async def _request(errand: Errand, part: Part, number: int, reply: Any) -> Any:
    entities, key = list(part.wording.entities) or None, random_id(errand.utterance.key, number)
    if part.attach is None:
        return functions.messages.SendMessageRequest(
            peer=errand.peer, message=part.wording.text, random_id=key, reply_to=reply, entities=entities
        )
    return functions.messages.SendMediaRequest(
        peer=errand.peer,
        media=await part.attach(number),
        message=part.wording.text,
        random_id=key,
        reply_to=reply,
        entities=entities,
    )


def _each_once(*losses: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(losses))
