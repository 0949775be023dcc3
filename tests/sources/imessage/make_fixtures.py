"""Builds the fixtures of Apple's Messages: ``python -m tests.sources.imessage.make_fixtures``. Anna is their owner."""

from __future__ import annotations

import plistlib
from typing import Any

from bridge.sources.iphone_backup import hashed
from tests.sources.cases import FIXTURES
from tests.sources.imessage.typedstream_writer import attributed, bold, link, mention, plain
from tests.sources.sqlite_fixture import build

FOLDER = FIXTURES / "imessage"
ANNA, BORA, CHIDI, DANA = "+49300000001", "+49300000002", "chidi@beans.example", "+49300000004"
HANDLES = {BORA: 1, CHIDI: 2, DANA: 3, "BEANSHOP": 4}
MORNING = 736_246_800  # 2024-05-01 09:00 UTC, in seconds since 2001
NANOSECONDS = 10**9
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6364f8ff1f0003030200e2a5fcd9"
    "0000000049454e44ae426082"
)
CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Bora
TEL;type=CELL:0300 000002
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:;Chidi;;;
EMAIL:chidi@beans.example
END:VCARD
"""


class Store:
    """Collects messages and what stands beside them. ``unit``: how many of the database's units are a second."""

    def __init__(self, unit: int = NANOSECONDS) -> None:
        self.unit = unit
        self.messages: list[dict] = []
        self.joins: list[dict] = []
        self.files: list[dict] = []
        self.file_joins: list[dict] = []

    def say(self, sender: str | None, text: str | None = None, chat: int = 1, **more: Any) -> str:
        """One message; its id."""
        row = len(self.messages) + 1
        guid = f"00000000-0000-4000-8000-{row:012}"
        self.messages.append(
            {
                "ROWID": row, "guid": guid, "text": text, "handle_id": HANDLES.get(sender or "", 0), "subject": None,
                "attributedBody": None, "date": (MORNING + row * 60) * self.unit, "is_from_me": int(sender is None),
                "item_type": 0, "other_handle": 0, "group_title": None, "group_action_type": 0,
                "associated_message_guid": None, "associated_message_type": 0, "associated_message_emoji": None,
                "balloon_bundle_id": None, "payload_data": None, "thread_originator_guid": None, "date_edited": 0,
                "date_retracted": 0, "message_summary_info": None, "is_audio_message": 0, "share_status": 0,
                "destination_caller_id": ANNA, **more,
            }
        )  # fmt: skip
        if chat:
            self.joins.append({"chat_id": chat, "message_id": row})
        return guid

    def attach(self, path: str | None, mime_type: str | None, **more: Any) -> None:
        """A file of the last message."""
        row = len(self.files) + 1
        name = path.rpartition("/")[2] if path else None
        self.files.append({"ROWID": row, "filename": path, "mime_type": mime_type, "transfer_name": name, "uti": None,
                           "total_bytes": 69, "is_sticker": 0, "hide_attachment": 0, **more})  # fmt: skip
        self.file_joins.append({"message_id": len(self.messages), "attachment_id": row})

    def write(self, name: str, columns: tuple[str, ...] = ()) -> None:
        """Into a fixture; only these columns of messages, or all."""
        messages = [{key: row[key] for key in columns} if columns else row for row in self.messages]
        chats = [
            {"ROWID": 1, "guid": "iMessage;+;chat100", "style": 43, "chat_identifier": "chat100",
             "display_name": "Garden club", "group_id": "11111111-2222-4333-8444-555555555555"},
            {"ROWID": 2, "guid": f"iMessage;-;{BORA}", "style": 45, "chat_identifier": BORA},
            {"ROWID": 3, "guid": f"SMS;-;{BORA}", "style": 45, "chat_identifier": BORA},
        ]  # fmt: skip
        tables: dict[str, list[dict]] = {
            "message": messages,
            "chat": chats,
            "handle": [{"ROWID": row, "id": handle} for handle, row in HANDLES.items()],
            "chat_message_join": self.joins,
        }
        if self.files:
            tables |= {"attachment": self.files, "message_attachment_join": self.file_joins}
        build(FOLDER / name, tables, key="ROWID")


def mac() -> Store:
    store = Store()
    store.say(None, group_title="Garden club", item_type=2)
    store.say(None, item_type=1, other_handle=HANDLES[DANA])
    first = store.say(None, attributedBody=plain("Shall we plant the beans today? 🌱"))
    body = attributed(
        ("Yes 👍 ", {}), ("@Chidi", mention(CHIDI)), (" see ", bold()), ("the plan", link("https://beans.example/plan"))
    )
    answer = store.say(BORA, None, attributedBody=body, thread_originator_guid=first)
    for kind, sender, part in ((2000, BORA, "p:0/"), (2001, CHIDI, "p:0/"), (3001, CHIDI, "p:0/"), (2004, DANA, "bp:")):
        store.say(sender, "Loved “Shall we plant”", associated_message_type=kind, associated_message_guid=part + first)
    store.say(None, "Reacted 🥕", associated_message_type=2006, associated_message_guid=f"p:0/{answer}",
              associated_message_emoji="🥕")  # fmt: skip
    store.say(CHIDI, "Laughed at “…”", associated_message_type=2003, associated_message_guid="p:0/GONE")
    store.say(CHIDI, "\ufffcLook at \ufffcthem!", attributedBody=plain("\ufffcLook at \ufffcthem!"))
    store.attach("~/Library/Messages/Attachments/ab/11/AT_1/bean.png", "image/png", uti="public.png")
    store.attach("~/Library/Messages/Attachments/ab/12/AT_2/pea.png", "image/png")
    store.attach("~/Library/Messages/Attachments/ab/13/x.pluginPayloadAttachment", None)
    store.say(BORA, "\ufffc", is_audio_message=1)
    store.attach("~/Library/Messages/Attachments/cd/Audio Message.caf", "audio/x-caf", uti="com.apple.coreaudio-format")
    edit = {"ec": {"0": [{"t": plain("At sevn"), "d": 1.0}, {"t": plain("At seven"), "d": 2.0}]}}
    store.say(
        BORA,
        None,
        date_edited=(MORNING + 5000) * NANOSECONDS,
        message_summary_info=plistlib.dumps(edit, fmt=plistlib.FMT_BINARY),
    )
    store.say(BORA, None, message_summary_info=plistlib.dumps({"rp": [0]}, fmt=plistlib.FMT_BINARY), date_retracted=0)
    keyed = {
        "$objects": ["$null", {"NS.keys": [plistlib.UID(2), plistlib.UID(4)], "NS.objects": [plistlib.UID(3), plistlib.UID(5)]},
                     "caption", "Your turn!", "an", "Bean Game"],
        "$top": {"root": plistlib.UID(1)},
    }  # fmt: skip
    app = "com.apple.messages.MSMessageExtensionBalloonPlugin:0000000000:com.example.beans.game"
    store.say(DANA, "\ufffd", balloon_bundle_id=app, payload_data=plistlib.dumps(keyed, fmt=plistlib.FMT_BINARY))
    store.say(DANA, "https://beans.example", balloon_bundle_id="com.apple.messages.URLBalloonProvider")
    store.say(BORA, "Really?", subject="Beans")
    store.say(None, item_type=3, group_action_type=1)
    store.say(DANA, item_type=3, group_action_type=0)
    store.say(BORA, item_type=4, share_status=0)
    store.say(BORA, item_type=77, text="new in macOS 30")
    store.say(BORA, attributedBody=b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x05Bro")
    store.say(BORA, "Only us", chat=2)
    store.say(None, "By SMS", chat=3)
    store.say("BEANSHOP", "Your beans were sent.", chat=0)
    store.say(BORA, "no such time", date=-(10**18))
    return store


def old_phone() -> Store:
    """Before iOS 11: seconds, and few columns; in a backup, under hashed names."""
    store = Store(unit=1)
    store.say(BORA, "Hello", chat=2)
    store.say(None, "Hello!", chat=2)
    store.say(BORA, None, chat=2)
    store.attach("/var/mobile/Library/SMS/Attachments/ab/11/bean.png", "image/png")
    return store


def main() -> None:
    mac().write("mac/input/Messages/chat.db")
    put("mac/input/Messages/Attachments/ab/11/AT_1/bean.png", PNG)
    put("mac/input/contacts.vcf", CARDS.encode())
    database = hashed("HomeDomain", "Library/SMS/sms.db")
    columns = ("ROWID", "guid", "text", "handle_id", "date", "is_from_me")
    old_phone().write(f"old-backup/input/{database[:2]}/{database}", columns)
    file = hashed("MediaDomain", "Library/SMS/Attachments/ab/11/bean.png")
    put(f"old-backup/input/{file[:2]}/{file}", PNG)


def put(name: str, content: bytes) -> None:
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    main()
