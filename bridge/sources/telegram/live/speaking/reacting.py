"""The reactions that this account gives to a message."""

from __future__ import annotations

from collections.abc import Sequence

from telethon.tl import functions, types

from bridge.errors import NetworkRefused
from bridge.model.amendment import ReactionChange
from bridge.model.reaction import Reaction
from bridge.sources.connector import Spoken
from bridge.sources.telegram.live.speaking.errand import Errand, message_number
from bridge.sources.telegram.live.speaking.refusals import ask, in_words

_TOO_MANY = frozenset({"REACTIONS_TOO_MANY", "PREMIUM_ACCOUNT_REQUIRED", "REACTION_INVALID"})
_SO_ALREADY = frozenset({"MESSAGE_NOT_MODIFIED"})
_LOOKS_LIKE_EMOJI = "\ufe0f"
"""Telegram's list has all emoji without this mark."""
_TONES = range(0x1F3FB, 0x1F3FF + 1)
"""The colours of skin; Telegram's reactions are all yellow."""


async def react(errand: Errand, content: ReactionChange) -> Spoken:
    """Give exactly these reactions; only the newest where the account may not give as many."""
    emoji = tuple(dict.fromkeys(bare(one.emoji) for one in _oldest_first(content.reactions) if _is_emoji(one)))
    losses = () if all(_is_emoji(one) for one in content.reactions) else ("emoji-reaction",)
    if content.reactions and not emoji:
        raise NetworkRefused("Telegram, or this chat there, does not have this reaction.", code="REACTION_INVALID")
    try:
        await _give(errand, content, emoji)
    except NetworkRefused as refused:
        if len(emoji) < 2 or refused.code not in _TOO_MANY:
            raise in_words(refused) from refused
        await _give(errand, content, emoji[-1:])
        losses = (*losses, "one-reaction-only")
    return Spoken(losses=losses)


def bare(emoji: str) -> str:
    """An emoji as Telegram lists it among its reactions."""
    return "".join(one for one in emoji if one != _LOOKS_LIKE_EMOJI and ord(one) not in _TONES)


async def _give(errand: Errand, content: ReactionChange, emoji: Sequence[str]) -> None:
    request = functions.messages.SendReactionRequest(
        peer=errand.peer,
        msg_id=message_number(content.message),
        reaction=[types.ReactionEmoji(emoticon=one) for one in emoji],
    )
    await ask(errand.line, request, _SO_ALREADY)


def _is_emoji(reaction: Reaction) -> bool:
    # A custom emoji of elsewhere is a picture, or a word between colons.
    return bool(reaction.emoji) and reaction.media is None and not any(one.isalpha() for one in reaction.emoji)


def _oldest_first(reactions: tuple[Reaction, ...]) -> list[Reaction]:
    return sorted(reactions, key=lambda one: max((by.time or 0 for by in one.by), default=0))
