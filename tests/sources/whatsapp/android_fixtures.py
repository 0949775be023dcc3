"""Android's databases of a garden club, in the new form, in the old one, and encrypted."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM

from bridge.sources.whatsapp.databases.keys import Key
from tests.sources.sqlite_fixture import build

ANNA, BORA, CHIDI, DANA = (f"4930000000{digit}@s.whatsapp.net" for digit in "1234")
HIDDEN_CHIDI, HIDDEN_DANA = "77000000000003@lid", "77000000000004@lid"
GROUP = "120363000000000001@g.us"
MORNING = 1_714_554_000_000  # 2024-05-01 09:00 UTC
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6364f8ff1f0003030200e2a5fcd9"
    "0000000049454e44ae426082"
)
ADDRESSES = [ANNA, BORA, CHIDI, DANA, HIDDEN_CHIDI, HIDDEN_DANA, GROUP, "status@broadcast", "0@s.whatsapp.net"]
ROWS = {address: row for row, address in enumerate(ADDRESSES, start=11)}
CARD = "BEGIN:VCARD\nVERSION:3.0\nN:;Dana;;;\nFN:Dana\nTEL;type=CELL;waid=49300000004:+49 300 00000004\nEND:VCARD"


def jid_rows() -> list[dict]:
    return [
        {"_id": row, "user": address.split("@")[0], "server": address.split("@")[1], "raw_string": address}
        for address, row in ROWS.items()
    ]


class Store:
    """Collects messages of a new database, and the rows beside them. Anna is its owner."""

    def __init__(self) -> None:
        self.messages: list[dict] = [
            {"_id": 1, "chat_row_id": -1, "from_me": 0, "key_id": "-1", "timestamp": 0, "message_type": None}
        ]
        self.beside: dict[str, list[dict]] = {}

    def say(self, sender: str | None, text: str | None = None, *, kind: int = 0, chat: int = 1, **more: object) -> int:
        """One message; ``table__column`` goes to a table beside it."""
        row = len(self.messages) + 1
        message = {
            "_id": row,
            "chat_row_id": chat,
            "from_me": int(sender is None),
            "key_id": f"3EB0{row:04}",
            "sender_jid_row_id": ROWS[sender] if sender else 0,
            "timestamp": MORNING + row * 60_000,
            "message_type": kind,
            "text_data": text,
            "origin": 0,
            "origination_flags": 0,
        }
        side: dict[str, dict] = {}
        for name, value in more.items():
            table, _, column = name.rpartition("__")
            (side.setdefault(table, {"message_row_id": row}) if table else message)[column] = value
        self.messages.append(message)
        for table, columns in side.items():
            self.add(table, **columns)
        return row

    def add(self, table: str, **columns: object) -> None:
        self.beside.setdefault(table, []).append(columns)

    def react(self, row: int, sender: str | None, emoji: str) -> None:
        number = len(self.beside.get("message_add_on", ())) + 1
        self.add(
            "message_add_on",
            _id=number,
            from_me=int(sender is None),
            sender_jid_row_id=ROWS[sender] if sender else -1,
            parent_message_row_id=row,
            timestamp=MORNING + row * 60_000 + 5_000,
            message_add_on_type=56,
        )
        self.add("message_add_on_reaction", message_add_on_row_id=number, reaction=emoji, sender_timestamp=None)

    def vote(self, row: int, sender: str | None, option: int) -> None:
        number = len(self.beside.get("message_add_on", ())) + 1
        self.add(
            "message_add_on",
            _id=number,
            from_me=int(sender is None),
            sender_jid_row_id=ROWS[sender] if sender else -1,
            parent_message_row_id=row,
            timestamp=MORNING + row * 60_000 + 5_000,
            message_add_on_type=67,
        )
        self.add(
            "message_add_on_poll_vote_selected_option",
            _id=number,
            message_add_on_row_id=number,
            message_poll_option_id=option,
        )

    def write(self, path: Path) -> None:
        chats: list[dict] = [
            {"_id": 1, "jid_row_id": ROWS[GROUP], "subject": "Garden club", "group_type": 0},
            {"_id": 2, "jid_row_id": ROWS[BORA], "subject": None, "group_type": 0},
            {"_id": 3, "jid_row_id": ROWS["status@broadcast"], "subject": None, "group_type": 0},
        ]
        hidden = [
            {"lid_row_id": ROWS[HIDDEN_CHIDI], "jid_row_id": ROWS[CHIDI]},
        ]
        tables: dict[str, list[dict]] = {"chat": chats, "jid": jid_rows(), "jid_map": hidden, "message": self.messages}
        build(path, {**tables, **self.beside}, key="message_row_id")


def garden() -> Store:
    store = Store()
    system: dict[str, Any] = {"kind": 7}
    store.say(ANNA, "Garden club", message_system__action_type=11, **system)
    store.say(ANNA, message_system__action_type=12, **system)
    for person in (BORA, HIDDEN_CHIDI):
        store.add("message_system_chat_participant", message_row_id=3, user_jid_row_id=ROWS[person])
    store.say(ANNA, message_system__action_type=19, **system)
    first = store.say(None, "Shall we plant the *beans* today?", message_details__author_device_jid=ROWS[ANNA])
    store.say(
        BORA, "At _six_. Bring the twine.", message_quoted__key_id=f"3EB0{first:04}", message_quoted__chat_row_id=1
    )
    photo = store.say(
        HIDDEN_CHIDI,
        "Look at them!",
        kind=1,
        message_media__file_path="Media/WhatsApp Images/IMG-20240501-WA0001.png",
        message_media__mime_type="image/png",
        message_media__file_length=len(PNG),
        message_media__width=1,
        message_media__height=1,
    )
    store.react(photo, None, "❤️")
    store.react(photo, BORA, "❤️")
    store.react(photo, HIDDEN_DANA, "🌱")
    voice = store.say(
        BORA, kind=2, origin=1, message_media__file_path="Media/WhatsApp Voice Notes/202418/PTT-20240501-WA0002.opus",
        message_media__mime_type="audio/ogg; codecs=opus", message_media__media_duration=7,
    )  # fmt: skip
    store.add("audio_data", message_row_id=voice, waveform=bytes([0, 50, 100, 20]))
    store.say(None, kind=3, message_media__mime_type="video/mp4", message_media__media_duration=12)
    mention = store.say(BORA, "@77000000000003 will you come? ```twine = 3```")
    store.add("message_mentions", _id=1, message_row_id=mention, jid_row_id=ROWS[HIDDEN_CHIDI])
    store.say(
        HIDDEN_CHIDI, "Yes, at seven", message_edit_info__original_key_id="3EB0ORIGINAL",
        message_edit_info__edited_timestamp=MORNING + 900_000,
    )  # fmt: skip
    store.say(BORA, "Good.", message_quoted__key_id="3EB0ORIGINAL", message_quoted__chat_row_id=1)
    store.say(BORA, kind=15, message_revoked__revoked_key_id="3EB0GONE")
    store.say(HIDDEN_DANA, kind=64)
    poll = store.say(None, "Which beans?", kind=66, message_poll__selectable_options_count=1)
    for number, name in enumerate(("Runner", "Broad"), start=1):
        store.add("message_poll_option", _id=number, message_row_id=poll, option_name=name, vote_total=None)
    store.vote(poll, BORA, 1)
    store.vote(poll, HIDDEN_CHIDI, 1)
    store.vote(poll, None, 2)
    store.say(
        BORA, kind=5, message_location__latitude=52.5, message_location__longitude=13.4,
        message_location__place_name="Plot 12", message_location__place_address="Green Lane",
    )  # fmt: skip
    store.say(
        HIDDEN_CHIDI, kind=16, message_location__latitude=52.51, message_location__longitude=13.41,
        message_location__live_location_share_duration=900,
    )  # fmt: skip
    store.say(BORA, "Dana", kind=4, message_vcard__vcard=CARD)
    store.say(None, "Pass it on", origination_flags=1)
    store.say(BORA, kind=42, message_view_once_media__state=1, message_media__mime_type="image/jpeg")
    call = store.say(BORA, kind=90)
    store.add("message_call_log", message_row_id=call, call_log_row_id=1)
    store.add("call_log", _id=1, jid_row_id=ROWS[BORA], from_me=0, call_id="call:1", timestamp=MORNING, video_call=1,
              duration=65, call_result=5, group_jid_row_id=ROWS[GROUP])  # fmt: skip
    store.add("call_log", _id=2, jid_row_id=ROWS[BORA], from_me=0, call_id="call:2", timestamp=MORNING + 1, video_call=0,
              duration=0, call_result=4, group_jid_row_id=0)  # fmt: skip
    store.say(ANNA, "Garden & friends", message_system__action_type=1, **system)
    store.say(ANNA, "Beans, peas, twine.", message_system__action_type=27, **system)
    store.say(ANNA, message_system__action_type=15, **system)
    store.add("message_system_chat_participant", message_row_id=len(store.messages), user_jid_row_id=ROWS[BORA])
    store.say(ANNA, message_system__action_type=56, message_ephemeral_setting__setting_duration=604_800, **system)
    store.say(HIDDEN_CHIDI, message_system__action_type=5, **system)
    store.say(ANNA, "999", message_system__action_type=999, **system)
    store.say(BORA, kind=24, message_group_invite__group_name="Compost circle")
    store.say(BORA, "what is this?", kind=4321)
    store.say(BORA, "Are you there?", chat=2, sender_jid_row_id=None)
    store.say(None, "I am.", chat=2)
    store.say(BORA, "A tomato", chat=3, kind=0)
    store.say(BORA, "no such time", timestamp=-5)
    return store


def old_messages() -> dict[str, list[dict]]:
    number = iter(range(2, 100))

    def message(sender: str | None, data: str | None = None, kind: int = 0, **more: object) -> dict:
        row = next(number)
        return {
            "_id": row, "key_remote_jid": GROUP, "key_from_me": int(sender is None), "key_id": f"OLD{row:03}", "status": 0,
            "data": data, "timestamp": MORNING - 10**9 + row * 1000, "media_url": None, "media_mime_type": None,
            "media_wa_type": str(kind), "media_size": 0, "media_name": None, "media_caption": None, "media_duration": 0,
            "origin": 0, "latitude": 0.0, "longitude": 0.0, "thumb_image": None, "remote_resource": sender,
            "quoted_row_id": 0, "mentioned_jids": None, "forwarded": 0, **more,
        }  # fmt: skip

    def event(actor: str | None, action: int, data: str | None = None, people: str = "") -> dict:
        java = b"\xac\xed\x00\x05ur" + b"".join(
            b"t" + len(one).to_bytes(2, "big") + one.encode() for one in people.split()
        )
        return message(actor, data, status=6, media_size=action, thumb_image=java if people else None)

    path = b"WhatsApp/Media/WhatsApp Images/IMG-20240420-WA0001.png"
    java_file = (
        b"\xac\xed\x00\x05sr\x00\x16com.whatsapp.MediaDatat" + len(path).to_bytes(2, "big") + path + b"w\x02\x00/x"
    )
    return {
        "messages": [
            {**message(None), "_id": 1, "key_remote_jid": "-1", "key_id": "-1"},
            event(ANNA, 11, "Garden club"),
            event(ANNA, 12, people=f"{BORA} {CHIDI}"),
            message(BORA, "Hello!"),
            message(None, "Hello, *Bora*.", quoted_row_id=1),
            message(CHIDI, None, 1, media_mime_type="image/png", media_caption="Peas", thumb_image=java_file),
            message(BORA, None, 2, media_mime_type="audio/ogg", media_duration=4, origin=1),
            message(BORA, None, 5, latitude=52.5, longitude=13.4, media_name="Plot 12\nGreen Lane"),
            message(BORA, CARD, 4, media_name="Dana"),
            message(None, "@49300000003 come!", mentioned_jids=CHIDI, forwarded=1),
            message(CHIDI, None, 15),
            message(CHIDI, None, 9, media_mime_type="application/pdf", media_name="plan.pdf", media_size=2048),
            event(BORA, 5),
            message(None, "Only us", key_remote_jid=BORA),
            message(None, None, 10, key_remote_jid=BORA, key_from_me=0),
        ],
        "messages_quotes": [{"_id": 1, "key_remote_jid": GROUP, "key_id": "OLD004", "data": "Hello!"}],
        "chat_list": [{"_id": 1, "key_remote_jid": GROUP, "subject": "Garden club"}],
        "group_participants": [{"_id": 1, "gjid": GROUP, "jid": BORA, "admin": 0}],
    }


def tiny() -> Store:
    store = Store()
    said = store.say(BORA, "One")
    store.say(None, "Two", message_quoted__key_id=f"3EB0{said:04}", message_quoted__chat_row_id=1)
    store.say(BORA, "Beans", message_system__action_type=1, kind=7)
    store.react(said, None, "👍")
    return store


def encrypted(content: bytes, root: bytes, *, flagged: bool = True) -> bytes:
    """As the app writes a crypt15 file: header, data, tag, sum. ``flagged``: those of messages have one byte more."""
    iv = bytes(range(16))
    header = b"\x08\x01\x1a\x12\x0a\x10" + iv
    start = bytes([len(header), 1] if flagged else [len(header)]) + header
    secret = Key(root=root).for_backup()
    assert secret
    cipher = Cipher(AES(secret), GCM(iv)).encryptor()
    data = cipher.update(zlib.compress(content, 9)) + cipher.finalize()
    whole = start + data + cipher.tag
    return whole + hashlib.md5(whole, usedforsecurity=False).digest()
