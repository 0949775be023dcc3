"""What people post besides words: the table from Telegram's kinds of media to what hears them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telethon.tl import types

from bridge.model.content import Attachment, Card, Contact, Poll, PollOption, Unsupported
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.telegram.live.hearing.files import document_of, photo_of
from bridge.sources.telegram.live.hearing.saying import Kind, Saying, as_posted
from bridge.sources.telegram.live.hearing.texts import rich
from bridge.sources.telegram.live.hearing.times import written
from bridge.sources.telegram.live.hearing.who import handle_of
from bridge.sources.telegram.live.peers import name_of
from bridge.sources.telegram.spoken import plural

_KEPT_BACK = "a card, where Telegram keeps the position back"
_NOTHING_MORE: tuple[Content, ...] = ()


def _words_only(_: Any, __: Saying) -> Sequence[Content]:
    return _NOTHING_MORE


def _photo(media: Any, saying: Saying) -> Sequence[Content]:
    found = photo_of(media.photo, saying.origin, spoiler=bool(media.spoiler), vanishes=bool(media.ttl_seconds))
    return (Attachment(media=saying.keep(found), caption=saying.text),)


def _document(media: Any, saying: Saying) -> Sequence[Content]:
    found = document_of(media.document, saying.origin, spoiler=bool(media.spoiler), vanishes=bool(media.ttl_seconds))
    return (Attachment(media=saying.keep(found), caption=saying.text),)


def _paid(media: Any, saying: Saying) -> Sequence[Content]:
    reason = f"paid media ({plural(media.stars_amount, 'Telegram Star')}), which is only for those who paid"
    hidden = Media(kind=MediaKind.FILE, state=MediaState.NOT_EXPORTED, reason=reason)
    return (Attachment(media=hidden, caption=saying.text),)


def _point(geo: Any) -> dict[str, Any] | None:
    return {"latitude": repr(geo.lat), "longitude": repr(geo.long)} if isinstance(geo, types.GeoPoint) else None


def _place(media: Any, saying: Saying) -> Sequence[Content]:
    return as_posted({"location_information": _point(media.geo)}, saying)


def _live_place(media: Any, saying: Saying) -> Sequence[Content]:
    fields = {"location_information": _point(media.geo), "live_location_period_seconds": media.period}
    return as_posted(fields, saying)


def _venue(media: Any, saying: Saying) -> Sequence[Content]:
    fields = {"place_name": media.title, "address": media.address, "location_information": _point(media.geo)}
    return as_posted(fields, saying)


def _contact(media: Any, saying: Saying) -> Sequence[Content]:
    name = " ".join(part for part in (media.first_name, media.last_name) if part)
    card = Contact(
        name=name or media.phone_number or "Contact without a name",
        phone=media.phone_number or None,
        vcard=_vcard(media.vcard, saying.origin) if media.vcard else None,
        caption=saying.text,
    )
    return (card,)


def _vcard(words: str, origin: str) -> Media:
    return Media(
        kind=MediaKind.FILE,
        state=MediaState.PRESENT,
        reference=MediaId(f"{origin}/vcard"),
        file_name="contact.vcf",
        mime_type="text/vcard",
        size=len(words.encode()),
    )


def _game(media: Any, saying: Saying) -> Sequence[Content]:
    maker = f"user{saying.message.via_bot_id}" if saying.message.via_bot_id else str(saying.sender)
    bot = handle_of(saying.scene.peers.get(maker))
    fields = {"game_title": media.game.title, "game_description": media.game.description}
    link = {"game_link": f"https://t.me/{bot}?game={media.game.short_name}"} if bot else {}
    return as_posted(fields | link, saying)


def _dice(media: Any, saying: Saying) -> Sequence[Content]:
    return as_posted({"dice": {"value": media.value, "emoticon": media.emoticon}}, saying)


def _invoice(media: Any, saying: Saying) -> Sequence[Content]:
    information = {
        "title": media.title,
        "description": media.description,
        "amount": media.total_amount,
        "currency": media.currency,
        "receipt_message_id": media.receipt_msg_id or 0,
    }
    return as_posted({"invoice_information": information}, saying)


def _giveaway(media: Any, saying: Saying) -> Sequence[Content]:
    information = {
        **_prizes(media),
        "quantity": media.quantity,
        "until_date": written(media.until_date),
        "countries": list(media.countries_iso2 or ()),
    }
    return as_posted({"giveaway_information": information}, saying)


def _giveaway_results(media: Any, saying: Saying) -> Sequence[Content]:
    information = {
        **_prizes(media),
        "winners_count": media.winners_count,
        "unclaimed_count": media.unclaimed_count,
        "is_refunded": bool(media.refunded),
    }
    return as_posted({"giveaway_results": information}, saying)


def _prizes(media: Any) -> dict[str, Any]:
    return {
        "months": media.months,
        "stars": media.stars,
        "additional_prize": media.prize_description,
        "is_only_new_subscribers": bool(media.only_new_subscribers),
    }


def _poll(media: Any, saying: Saying) -> Sequence[Content]:
    return (poll_of(media.poll, media.results, saying.text), *_pictures_of_poll(media, saying))


def poll_of(poll: Any, results: Any, caption: Text | None = None) -> Poll:
    """A poll and how it stands; counts are None where Telegram hides them from this account."""
    votes = {entry.option: entry.voters for entry in getattr(results, "results", None) or ()}
    return Poll(
        question=rich(poll.question).plain,
        options=tuple(
            PollOption(text=rich(answer.text).plain, votes=votes.get(answer.option)) for answer in poll.answers
        ),
        voters=getattr(results, "total_voters", None),
        closed=bool(poll.closed),
        several=bool(poll.multiple_choice),
        caption=caption or Text(),
    )


def _pictures_of_poll(media: Any, saying: Saying) -> list[Content]:
    beside = [(media.attached_media, Text())]
    beside += [(getattr(answer, "media", None), rich(answer.text)) for answer in media.poll.answers]
    return [content for part, caption in beside for content in _file_beside(part, saying, caption)]


def _file_beside(media: Any, saying: Saying, caption: Text) -> list[Content]:
    if isinstance(media, types.MessageMediaPhoto):
        return [Attachment(media=saying.keep(photo_of(media.photo, saying.origin)), caption=caption)]
    if isinstance(media, types.MessageMediaDocument):
        return [Attachment(media=saying.keep(document_of(media.document, saying.origin)), caption=caption)]
    return []


def _tasks(media: Any, saying: Saying) -> Sequence[Content]:
    done = {entry.id for entry in media.completions or ()}
    lines = tuple(f"{'☑' if task.id in done else '☐'} {rich(task.title).plain}" for task in media.todo.list)
    return (Card(label="To-do list", title=rich(media.todo.title).plain, lines=lines, caption=saying.text),)


def _story(media: Any, saying: Saying) -> Sequence[Content]:
    teller = saying.scene.peers.get(str(name_of(media.peer)))
    handle = handle_of(teller)
    return (
        Card(
            label="Story",
            title=saying.name(str(name_of(media.peer))) or "",
            url=f"https://t.me/{handle}/s/{media.id}" if handle else None,
            caption=saying.text,
        ),
    )


def _stream(_: Any, saying: Saying) -> Sequence[Content]:
    return (Card(label="Live stream", caption=saying.text),)


def _unknown_to_telethon(_: Any, saying: Saying) -> Sequence[Content]:
    return (Unsupported(what="one that is newer than this program", text=saying.text),)


POSTED: dict[str, Kind] = {
    "MessageMediaEmpty": Kind("Written", _words_only, "the words alone"),
    "MessageMediaWebPage": Kind("Written", _words_only, "the link is in the words; its preview is Telegram's"),
    "MessageMediaPhoto": Kind("Attachment", _photo, "in its biggest size; one that vanishes is never fetched"),
    "MessageMediaDocument": Kind(
        "Attachment", _document, "what it is, its attributes say: voice, sticker, round video …"
    ),
    "MessageMediaPaidMedia": Kind("Attachment", _paid, "missing: it is only for those who paid"),
    "MessageMediaGeo": Kind("Location", _place, _KEPT_BACK),
    "MessageMediaGeoLive": Kind(
        "Location", _live_place, "where it was when it was heard, and for how long it is shared"
    ),
    "MessageMediaVenue": Kind("Location", _venue, _KEPT_BACK),
    "MessageMediaContact": Kind("Contact", _contact, "with its vCard"),
    "MessageMediaGame": Kind("Card", _game),
    "MessageMediaDice": Kind("Card", _dice),
    "MessageMediaInvoice": Kind("Card", _invoice),
    "MessageMediaGiveaway": Kind("Card", _giveaway),
    "MessageMediaGiveawayResults": Kind("Card", _giveaway_results),
    "MessageMediaPoll": Kind("Poll", _poll, "and the pictures in it, each a part of its own; a quiz is a poll"),
    "MessageMediaToDo": Kind("Card", _tasks, "with what is done"),
    "MessageMediaStory": Kind("Card", _story, "a link to it, where whoever tells it has a name"),
    "MessageMediaVideoStream": Kind("Card", _stream),
    "MessageMediaUnsupported": Kind("Unsupported", _unknown_to_telethon, "newer than the version of Telethon"),
}
"""By the names of Telethon's ``MessageMedia…`` classes."""
