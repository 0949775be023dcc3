"""The parts of a message that Android keeps in tables of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from bridge.model.content import PollOption
from bridge.model.media import MediaKind
from bridge.sources.sqlite_file import Row
from bridge.sources.sqlite_values import amount, degrees, moment, whole, words
from bridge.sources.whatsapp.databases.record import Call, CardRecord, FileRecord, Place, PollRecord
from bridge.sources.whatsapp.databases.side_tables import first, value

_MISSED = 10
_OUTCOMES = {0: "missed", 2: "missed", 3: "unavailable", 4: "missed", 5: "answered", 7: "missed"}
_LOUDEST = 100
_MOST_SAMPLES = 1000
Side = Mapping[str, list[Row]]


def file_of(media: Row, kind: MediaKind, waveform: object, *, view_once: bool) -> FileRecord:
    """A row of ``message_media``."""
    seconds = amount(media.get("media_duration"))
    return FileRecord(
        kind=kind,
        path=words(media.get("file_path")),
        mime_type=words(media.get("mime_type")),
        name=words(media.get("media_name")),
        size=amount(media.get("file_length")) or amount(media.get("file_size")),
        duration=seconds * 1000 if seconds else None,
        width=amount(media.get("width")) or None,
        height=amount(media.get("height")) or None,
        waveform=waveform_of(waveform),
        view_once=view_once,
    )


def waveform_of(samples: object) -> tuple[int, ...] | None:
    """A voice message's loudness; WhatsApp counts to 100, the model to 1024."""
    if not isinstance(samples, bytes) or not samples:
        return None
    return tuple(min(sample, _LOUDEST) * 1024 // _LOUDEST for sample in samples[:_MOST_SAMPLES])


def place_of(side: Side) -> Place | None:
    """A row of ``message_location``."""
    row = first(side, "message_location")
    if not row:
        return None
    return Place(
        degrees(row["latitude"]),
        degrees(row["longitude"]),
        words(row["place_name"]),
        words(row["place_address"]),
        amount(row["live_location_share_duration"]) or None,
    )


def poll_of(side: Side) -> PollRecord | None:
    """A poll; where it does not count the votes itself, those that the database knows are counted."""
    options = side.get("message_poll_option")
    if not options:
        return None
    votes = side.get("votes", [])
    chosen = Counter(vote["message_poll_option_id"] for vote in votes)
    counted = [chosen[option["_id"]] for option in options]
    voters = {(bool(vote["from_me"]), None if vote["from_me"] else vote["sender_jid_row_id"]) for vote in votes}
    several = whole(value(side, "message_poll", "selectable_options_count"))
    return PollRecord(
        options=tuple(
            PollOption(text=words(option["option_name"]) or "", votes=max(amount(option["vote_total"]) or 0, count))
            for option, count in zip(options, counted, strict=True)
        ),
        several=several is not None and several != 1,
        voters=len(voters) if votes else None,
    )


def call_of(side: Side, kind: int | None, text: object) -> Call | None:
    """A call, in whichever of the tables it stands."""
    if row := first(side, "calls"):
        return logged_call(row)
    if kind is None or kind not in {8, _MISSED, 90}:
        return None
    video = bool(value(side, "missed_call_logs", "video_call")) or text == "video"
    return Call(video=video, outcome="missed" if kind == _MISSED else None)


def logged_call(row: Row) -> Call:
    """A row of ``call_log``."""
    return Call(
        video=bool(row["video_call"]),
        group=bool(whole(row["group_jid_row_id"])),
        outcome=_OUTCOMES.get(whole(row["call_result"]) or 0),
        seconds=amount(row["duration"]) or None,
    )


def card_of(side: Side) -> CardRecord | None:
    """Whatever else people can send."""
    if row := first(side, "message_group_invite"):
        return CardRecord("Group invitation", words(row["group_name"]))
    if row := first(side, "message_product"):
        lines = (words(row["description"]), _price(row["amount_1000"], row["currency_code"]))
        return CardRecord("Product", words(row["title"]), _lines(*lines), words(row["url"]))
    if row := first(side, "message_order"):
        count = amount(row["item_count"])
        lines = (f"{count} items" if count else None, _price(row["total_amount_1000"], row["currency_code"]))
        return CardRecord("Order", words(row["order_title"]), _lines(*lines, words(row["message"])))
    return _appointment(side)


def _appointment(side: Side) -> CardRecord | None:
    if row := first(side, "message_event"):
        place = ", ".join(_lines(words(row["location_name"]), words(row["location_address"])))
        lines = _lines(_when(row["start_time"]), place, words(row["description"]))
        return CardRecord("Event", words(row["name"]), lines, words(row["join_link"]))
    if row := first(side, "message_scheduled_call"):
        return CardRecord("Scheduled call", words(row["title"]), _lines(_when(row["scheduled_timestamp_ms"])))
    return None


def template_of(side: Side) -> str | None:
    """What a business wrote with buttons or lists."""
    row = first(side, "message_template")
    parts = _lines(words(row.get("content_text_data")), words(row.get("footer_text_data")))
    return "\n".join(parts) or words(value(side, "message_ui_elements", "element_content"))


def _price(thousandths: object, currency: object) -> str | None:
    number = amount(thousandths)
    return f"{number / 1000:.2f} {words(currency) or ''}".strip() if number else None


def _when(milliseconds: object) -> str | None:
    time = moment(milliseconds)
    return f"{datetime.fromtimestamp(time / 1000, UTC):%Y-%m-%d %H:%M} UTC" if time else None


def _lines(*lines: str | None) -> tuple[str, ...]:
    return tuple(line for line in lines if line)
