"""Reactions and votes, counted for a viewer."""

from __future__ import annotations

from typing import Any

from telethon import types

from tests.mtproto.model import Account, Channel, PollMedia, Post, Private

RECENT = 3


def reaction_key(reaction: Any) -> str:
    return getattr(reaction, "emoticon", None) or f"custom:{getattr(reaction, 'document_id', 0)}"


def reactions_view(post: Post, viewer: Account) -> Any:
    """What stands below a message; nothing if nobody has ever reacted."""
    if not post.reactions:
        return None
    counts: dict[str, tuple[Any, int]] = {}
    for given in post.reactions.values():
        for reaction, _ in given:
            kind, count = counts.get(reaction_key(reaction), (reaction, 0))
            counts[reaction_key(reaction)] = kind, count + 1
    own = [reaction_key(reaction) for reaction, _ in post.reactions.get(viewer.id, [])]
    results = [
        types.ReactionCount(kind, count, chosen_order=own.index(key) if key in own else None)
        for key, (kind, count) in sorted(counts.items(), key=lambda item: -item[1][1])
    ]
    anonymous = isinstance(post.chat, Channel) and post.chat.broadcast
    recent = None if anonymous else reactors(post, viewer)[:RECENT]
    can_see = not anonymous and not isinstance(post.chat, Private)
    return types.MessageReactions(results, can_see_list=can_see, recent_reactions=recent)


def reactors(post: Post, viewer: Account) -> list[Any]:
    """Who has reacted how, the latest first."""
    given = [
        types.MessagePeerReaction(types.PeerUser(who), date, reaction, my=who == viewer.id)
        for who, reactions in reversed(post.reactions.items())
        for reaction, date in reactions
    ]
    return sorted(given, key=lambda each: -each.date)


def poll_view(media: PollMedia, viewer: Account) -> Any:
    return types.MessageMediaPoll(media.poll, poll_results(media, viewer))


def poll_results(media: PollMedia, viewer: Account) -> Any:
    """The counts are for those who have voted, and for all once the poll is closed."""
    own = media.votes.get(viewer.id, ([], 0))[0]
    total = len(media.votes)
    if not own and not media.poll.closed:
        return types.PollResults(total_voters=total)
    chosen = [option for options, _ in media.votes.values() for option in options]
    results = [
        types.PollAnswerVoters(
            answer.option,
            chosen=answer.option in own,
            correct=answer.option in media.correct,
            voters=chosen.count(answer.option),
            recent_voters=_voters(media, answer.option)[-RECENT:] if media.poll.public_voters else [],
        )
        for answer in media.poll.answers
    ]
    recent = [types.PeerUser(who) for who in list(media.votes)[-RECENT:]] if media.poll.public_voters else None
    return types.PollResults(
        results=results,
        total_voters=total,
        recent_voters=recent,
        solution=media.solution,
        solution_entities=media.solution_entities or None,
    )


def _voters(media: PollMedia, option: bytes) -> list[Any]:
    return [types.PeerUser(who) for who, (options, _) in media.votes.items() if option in options]
