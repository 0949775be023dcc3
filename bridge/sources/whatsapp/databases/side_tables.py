"""What Android's database holds beside its messages, table by table; all are walked together with the messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bridge.sources.sqlite_file import Beside, Database, Row

_MESSAGE = "message_row_id"

_TABLES: Mapping[str, Sequence[str]] = {
    "message_media": (
        "file_path", "file_size", "file_length", "mime_type", "media_name", "media_duration", "width", "height",
        "media_caption",
    ),
    "message_quoted": ("key_id", "chat_row_id"),
    "message_location": ("latitude", "longitude", "place_name", "place_address", "live_location_share_duration"),
    "message_vcard": ("vcard",),
    "messages_vcards": ("vcard",),
    "message_mentions": ("jid_row_id",),
    "message_system": ("action_type",),
    "message_system_chat_participant": ("user_jid_row_id",),
    "message_system_photo_change": ("new_photo_id",),
    "message_system_block_contact": ("is_blocked",),
    "message_ephemeral_setting": ("setting_duration",),
    "message_poll": ("selectable_options_count",),
    "message_poll_option": ("_id", "option_name", "vote_total"),
    "message_edit_info": ("original_key_id", "edited_timestamp"),
    "message_forwarded": ("forward_score",),
    "message_template": ("content_text_data", "footer_text_data"),
    "message_ui_elements": ("element_content",),
    "message_group_invite": ("group_name",),
    "message_product": ("title", "description", "currency_code", "amount_1000", "url"),
    "message_order": ("order_title", "message", "item_count", "currency_code", "total_amount_1000"),
    "message_event": ("name", "description", "start_time", "location_name", "location_address", "join_link"),
    "message_scheduled_call": ("title", "scheduled_timestamp_ms"),
    "message_album": ("image_count",),
    "missed_call_logs": ("video_call",),
    "audio_data": ("waveform",),
}  # fmt: skip
"""Each with the columns that matter; those that a version does not have are None."""

_JOINED: Mapping[str, tuple[str, Sequence[tuple[str, str, Sequence[str]]]]] = {
    "reactions": (
        "FROM message_add_on a JOIN message_add_on_reaction r ON r.message_add_on_row_id = a._id ORDER BY 1",
        (
            ("a", "message_add_on", ("parent_message_row_id", "from_me", "sender_jid_row_id", "timestamp")),
            ("r", "message_add_on_reaction", ("reaction", "sender_timestamp")),
        ),
    ),
    "votes": (
        "FROM message_add_on a JOIN message_add_on_poll_vote_selected_option v ON a._id = v.message_add_on_row_id ORDER BY 1",
        (
            ("a", "message_add_on", ("parent_message_row_id", "from_me", "sender_jid_row_id")),
            ("v", "message_add_on_poll_vote_selected_option", ("message_poll_option_id",)),
        ),
    ),
    "calls": (
        "FROM message_call_log m JOIN call_log c ON c._id = m.call_log_row_id ORDER BY 1",
        (
            ("m", "message_call_log", (_MESSAGE,)),
            ("c", "call_log", ("video_call", "duration", "call_result", "from_me", "group_jid_row_id")),
        ),
    ),
    "albums": (
        "FROM message_parent_association p JOIN message m ON m._id = p.parent_message_row_id ORDER BY 1",
        (("p", "message_parent_association", (_MESSAGE, "association_type")), ("m", "message", ("key_id",))),
    ),
}
"""Where two tables tell together: the query's end, and what is taken of which; the first column is the message's row."""


class SideTables:
    """The rows beside one message after the other."""

    def __init__(self, database: Database) -> None:
        self._tables: dict[str, Beside] = {
            table: Beside(database.rows(table, (_MESSAGE, *columns), _MESSAGE), _MESSAGE, database.limits)
            for table, columns in _TABLES.items()
            if database.has(table, _MESSAGE)
        }
        for name in _JOINED:
            if beside := _joined(database, name):
                self._tables[name] = beside

    def of(self, row: int) -> Mapping[str, list[Row]]:
        """By table; tables that hold nothing of this message are not there. Rows ascend from call to call."""
        return {name: found for name, beside in self._tables.items() if (found := beside.of(row))}


def first(side: Mapping[str, list[Row]], table: str) -> Row:
    """The row of a table that has one for each message; empty where it has none."""
    found = side.get(table)
    return found[0] if found else {}


def value(side: Mapping[str, list[Row]], table: str, column: str) -> Any:
    """One cell of it."""
    return first(side, table).get(column)


def _joined(database: Database, name: str) -> Beside | None:
    end, parts = _JOINED[name]
    if not all(database.has(table) for _alias, table, _columns in parts):
        return None
    columns = [column for _alias, _table, names in parts for column in names]
    chosen = ", ".join(database.chosen(table, names, alias) for alias, table, names in parts)
    rows = (dict(zip(columns, row, strict=True)) for row in database.query(f"SELECT {chosen} {end}"))
    return Beside(rows, columns[0], database.limits)
