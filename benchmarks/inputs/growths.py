"""How the export of each reader is made large: a case of the tests, its file with the messages, and how that grows."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.inputs import pages
from benchmarks.inputs.objects import items, json_lines
from benchmarks.inputs.tables import Table, rows
from benchmarks.inputs.texts import Grow, lines
from tests.sources.cases import Case, cases


@dataclass(frozen=True)
class Growth:
    """``file`` is a glob below the case's input."""

    case: str
    file: str
    grow: Grow

    def make(self, folder: Path, size: int) -> tuple[Case, Path]:
        """The case, and a copy of its export that is about as large as ``size``, in bytes."""
        case = next(case for case in cases() if str(case) == self.case)
        export = folder / case.input.name
        shutil.copytree(case.input, export)
        self.grow(next(iter(sorted(export.glob(self.file)))), size)
        return case, export


_ANDROID = rows(
    Table("message", ["_id"], ["key_id"]),
    Table("message_media", ["message_row_id"]),
    Table("message_system", ["message_row_id"]),
)
_IPHONE = rows(Table("ZWAMESSAGE", ["Z_PK"], ["ZSTANZAID"]), Table("ZWAMEDIAITEM", ["Z_PK", "ZMESSAGE"]))
_APPLE = rows(Table("message", ["ROWID"], ["guid"]), Table("chat_message_join", ["message_id"]))
_VIBER = rows(Table("Events", ["EventID", "Token"]), Table("Messages", ["EventID"]))

GROWTHS: Mapping[str, Growth] = {
    "demo": Growth("demo/garden", "garden.demo", lines(1, rb"^()(\d+)(?= \d{4}-)")),
    "discord-chat-exporter": Growth("discord-chat-exporter/small", "chat.json", items("id")),
    "element-room": Growth("element-room/small", "*.json", items("event_id")),
    "google-chat-takeout": Growth("google-chat-takeout/small", "*/*/*/messages.json", items("message_id")),
    "imessage": Growth("imessage/mac", "Messages/chat.db", _APPLE),
    "instagram": Growth("instagram/direct", "**/message_1.json", items("timestamp_ms")),
    "jsonl": Growth("jsonl/everything", "chat.jsonl", json_lines(1, "id")),
    "kakaotalk-text": Growth("kakaotalk-text/phone", "chat.txt", lines(3)),
    "line-text": Growth("line-text/english", "chat.txt", lines(3)),
    "mattermost-bulk": Growth("mattermost-bulk/small", "import.jsonl", json_lines(5, "create_at", within="post")),
    "mbox": Growth("mbox/months", "garden/2024-May.txt", lines(0, rb"(?i)^(Message-ID: <[a-z]+-?)(\d+)")),
    "messenger": Growth("messenger/lone", "message_1.json", items("timestamp_ms")),
    "rocketchat-dump": Growth("rocketchat-dump/exported", "rocketchat_message.json", json_lines(0, "_id")),
    "signal-plaintext": Growth("signal-plaintext/small", "main.jsonl", json_lines(7, "dateSent", within="chatItem")),
    "slack-export": Growth("slack-export/small", "*/20*.json", items("ts")),
    "teams-graph": Growth("teams-graph/small", "chat.json", items("id", "Id")),
    "teams-personal": Growth("teams-personal/home", "messages.json", items("id")),
    "telegram-desktop-html": Growth("telegram-desktop-html/group", "messages.html", pages.messages),
    "telegram-desktop-json": Growth("telegram-desktop-json/group", "result.json", items("id")),
    "threema-backup": Growth("threema-backup/garden", "message_*.csv", lines(1, rb'^("0*)(\d+)(?=","uid)')),
    "threema-chat-text": Growth("threema-chat-text/phone", "messages.txt", lines()),
    "viber-csv": Growth("viber-csv/garden", "*.csv", lines()),
    "viber-desktop": Growth("viber-desktop/garden", "viber.db", _VIBER),
    "whatsapp-android": Growth("whatsapp-android/new-schema", "Databases/msgstore.db", _ANDROID),
    "whatsapp-chat-export": Growth("whatsapp-chat-export/iphone-german", "_chat.txt", lines()),
    "whatsapp-ios": Growth("whatsapp-ios/garden", "ChatStorage.sqlite", _IPHONE),
    "zoom-meeting-chat": Growth("zoom-meeting-chat/garden", "*/meeting_saved_chat.txt", lines()),
    "zoom-team-chat": Growth("zoom-team-chat/channel", "garden_page_1.json", items("id")),
}
