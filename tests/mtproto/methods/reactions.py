"""Reactions and polls."""

from __future__ import annotations

from typing import Any

from telethon import functions, types

from tests.mtproto import moderation, peers, posting
from tests.mtproto.calls import Call, Methods
from tests.mtproto.errors import Refusal, forbidden
from tests.mtproto.model import Channel, Chat, Group, PollMedia, Post, Private
from tests.mtproto.tallies import poll_results, reaction_key, reactors

_OFFERED = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 "
    "👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
EMOJI = frozenset(_OFFERED.split())
"""What Telegram offers; anything else has to be a custom emoji."""
KINDS_PER_MESSAGE = 11

methods = Methods()


def _check(call: Call, chat: Chat, post: Post, reactions: list[Any]) -> None:
    limit = call.world.rules.reaction_limit_premium if call.me.premium else call.world.rules.reaction_limit
    if len(reactions) > limit:
        raise Refusal("REACTIONS_TOO_MANY")
    allowed = chat.available_reactions if isinstance(chat, Group | Channel) else None
    for reaction in reactions:
        _check_one(call, reaction, allowed)
    present = {reaction_key(each) for given in post.reactions.values() for each, _ in given}
    if len(present | {reaction_key(each) for each in reactions}) > KINDS_PER_MESSAGE:
        raise Refusal("REACTIONS_TOO_MANY")


def _check_one(call: Call, reaction: Any, allowed: set[str] | None) -> None:
    if isinstance(reaction, types.ReactionCustomEmoji):
        if allowed is not None or reaction.document_id not in call.world.custom_emoji:
            raise Refusal("REACTION_INVALID")
        if not call.me.premium:
            raise forbidden("PREMIUM_ACCOUNT_REQUIRED")
    elif not isinstance(reaction, types.ReactionEmoji) or reaction.emoticon not in (
        EMOJI if allowed is None else allowed
    ):
        raise Refusal("REACTION_EMPTY" if isinstance(reaction, types.ReactionEmpty) else "REACTION_INVALID")


@methods.on(functions.messages.SendReactionRequest)
def send_reaction(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    post = peers.message(call, chat, request.msg_id)
    if not isinstance(chat, Private) and call.me.id not in chat.members:
        raise forbidden("CHAT_WRITE_FORBIDDEN")
    wanted = [each for each in request.reaction or [] if not isinstance(each, types.ReactionEmpty)]
    _check(call, chat, post, wanted)
    before = [reaction_key(each) for each, _ in post.reactions.get(call.me.id, [])]
    if before == [reaction_key(each) for each in wanted]:
        raise Refusal("MESSAGE_NOT_MODIFIED")
    moderation.react(call.world, post, call.me, [(each, call.world.now()) for each in wanted])
    return call.answer()


@methods.on(functions.messages.GetMessagesReactionsRequest, bots=False)
def get_messages_reactions(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    posts = [post for number in request.id if (post := peers.find(call, chat, number))]
    return call.answer(*[posting.reactions_update(post, call.me) for post in posts])


@methods.on(functions.messages.GetMessageReactionsListRequest, bots=False)
def get_message_reactions_list(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    post = peers.message(call, chat, request.id)
    if isinstance(chat, Channel) and chat.broadcast:
        raise forbidden("BROADCAST_FORBIDDEN")
    wanted = reaction_key(request.reaction) if request.reaction else None
    found = [each for each in reactors(post, call.me) if wanted in {None, reaction_key(each.reaction)}]
    start, end, following = _window(request, len(found))
    people = call.people_in(*found[start:end])
    return types.messages.MessageReactionsList(
        len(found), found[start:end], people["chats"], people["users"], next_offset=following
    )


def _window(request: Any, count: int) -> tuple[int, int, str | None]:
    start = int(request.offset or 0)
    end = start + min(max(request.limit, 1), 100)
    return start, end, str(end) if end < count else None


def _poll(call: Call, request: Any, number: int) -> tuple[Post, PollMedia]:
    post = peers.message(call, peers.chat(call, request.peer), number)
    if not isinstance(post.media, PollMedia):
        raise Refusal("MESSAGE_ID_INVALID")
    return post, post.media


@methods.on(functions.messages.SendVoteRequest, bots=False)
def send_vote(call: Call, request: Any) -> Any:
    post, media = _poll(call, request, request.msg_id)
    known = {answer.option for answer in media.poll.answers}
    if media.poll.closed:
        raise Refusal("MESSAGE_POLL_CLOSED")
    if not set(request.options) <= known:
        raise Refusal("OPTION_INVALID")
    if len(request.options) > 1 and not media.poll.multiple_choice:
        raise Refusal("OPTIONS_TOO_MUCH")
    if call.me.id in media.votes and (media.poll.quiz or request.options):
        raise Refusal("REVOTE_NOT_ALLOWED")
    moderation.vote(call.world, post, call.me, list(request.options))
    return call.answer()


@methods.on(functions.messages.GetPollResultsRequest, bots=False)
def get_poll_results(call: Call, request: Any) -> Any:
    _, media = _poll(call, request, request.msg_id)
    return call.answer(types.UpdateMessagePoll(media.poll.id, poll_results(media, call.me), poll=media.poll))


@methods.on(functions.messages.GetPollVotesRequest, bots=False)
def get_poll_votes(call: Call, request: Any) -> Any:
    _, media = _poll(call, request, request.id)
    if not media.poll.public_voters:
        raise forbidden("BROADCAST_FORBIDDEN")
    if call.me.id not in media.votes and not media.poll.closed:
        raise forbidden("POLL_VOTE_REQUIRED")
    found = [
        _vote(who, options, date, request.option)
        for who, (options, date) in reversed(media.votes.items())
        if request.option is None or request.option in options
    ]
    start, end, following = _window(request, len(found))
    people = call.people_in(*found[start:end])
    return types.messages.VotesList(
        len(found), found[start:end], people["chats"], people["users"], next_offset=following
    )


def _vote(who: int, options: list[bytes], date: int, asked: bytes | None) -> Any:
    peer = types.PeerUser(who)
    if asked is not None:
        return types.MessagePeerVoteInputOption(peer, date)
    if len(options) == 1:
        return types.MessagePeerVote(peer, options[0], date)
    return types.MessagePeerVoteMultiple(peer, options, date)
