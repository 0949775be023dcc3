"""Builds the fixtures that are databases: ``python -m tests.sources.whatsapp.make_fixtures``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.sources.cases import FIXTURES
from tests.sources.sqlite_fixture import build
from tests.sources.whatsapp.android_fixtures import ANNA, BORA, CHIDI, GROUP, PNG, encrypted, garden, old_messages, tiny
from tests.sources.whatsapp.ios_fixtures import garden as ios_garden

ANDROID = FIXTURES / "whatsapp-android"
IPHONE = FIXTURES / "whatsapp-ios"
TEST_KEY = bytes(range(100, 132))

CONTACTS = [
    {"_id": 1, "jid": BORA, "display_name": "Bora", "wa_name": "bora grows"},
    {"_id": 2, "jid": CHIDI, "display_name": None, "wa_name": "Chidi"},
    {"_id": 3, "jid": ANNA, "display_name": "Anna", "wa_name": None},
]


def main() -> None:
    put("new-schema/input/Media/WhatsApp Images/IMG-20240501-WA0001.png", PNG)
    garden().write(ANDROID / "new-schema/input/Databases/msgstore.db")
    build(ANDROID / "new-schema/input/Databases/wa.db", {"wa_contacts": CONTACTS})
    build(ANDROID / "old-schema/input/msgstore.db", old_messages())
    put("old-schema/input/WhatsApp/Media/WhatsApp Images/IMG-20240420-WA0001.png", PNG)
    tiny().write(ANDROID / "tiny/input/msgstore.db")
    crypt15()
    ios_garden().write(IPHONE / "garden/input/ChatStorage.sqlite")
    put(f"garden/input/Message/Media/{GROUP}/a/b/bean.png", PNG, IPHONE)


def crypt15() -> None:
    with TemporaryDirectory() as folder:
        tiny().write(Path(folder) / "msgstore.db")
        content = (Path(folder) / "msgstore.db").read_bytes()
        build(Path(folder) / "wa.db", {"wa_contacts": CONTACTS})
        contacts = (Path(folder) / "wa.db").read_bytes()
    put("crypt15/input/Databases/msgstore.db.crypt15", encrypted(content, TEST_KEY))
    put("crypt15/input/Databases/wa.db.crypt15", encrypted(contacts, TEST_KEY, flagged=False))
    put("crypt15/hints.json", b'{"key_file": "key.txt", "own_name": "Anna"}\n')
    put("crypt15/key.txt", TEST_KEY.hex().encode() + b"\n")


def put(name: str, content: bytes, folder: Path = ANDROID) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    main()
