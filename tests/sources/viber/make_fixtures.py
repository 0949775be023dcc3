"""Makes the fixture of Viber's database: ``python -m tests.sources.viber.make_fixtures``."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

FIXTURE = Path(__file__).parents[1] / "fixtures" / "viber-desktop" / "garden"
BEGIN = 1_714_557_600_000
SCHEMA = """
CREATE TABLE Contact (ContactID INTEGER PRIMARY KEY, Name TEXT, ClientName TEXT, Number TEXT, MID TEXT);
CREATE TABLE ChatInfo (ChatID INTEGER PRIMARY KEY, Name TEXT, Token INTEGER, Flags INTEGER);
CREATE TABLE ChatRelation (ChatID INTEGER, ContactID INTEGER, PGRole INTEGER);
CREATE TABLE Events (EventID INTEGER PRIMARY KEY, TimeStamp INTEGER, ContactID INTEGER, ChatID INTEGER, Direction INTEGER,
  Type INTEGER, Token INTEGER, Latitude REAL, Longitude REAL);
CREATE TABLE Messages (EventID INTEGER PRIMARY KEY, Type INTEGER, Subject TEXT, Body TEXT, PayloadPath TEXT,
  StickerID INTEGER, PttID TEXT, Duration INTEGER, Info TEXT);
CREATE TABLE Calls (EventID INTEGER PRIMARY KEY, Type INTEGER, Duration INTEGER);
"""
CONTACTS = [
    (1, "", "Anna", "+49300000001", None),
    (2, "Bora", "bee", "+49300000002", None),
    (3, None, "Chidi", None, "mid-of-chidi"),
    (4, None, None, None, None),
]
CHATS = [(1, "Garden club", 5_000_000_000_000_001, 0), (2, None, None, 0)]
MEMBERS = [(1, 1, 2), (1, 2, 1), (1, 3, 1), (2, 1, 0), (2, 2, 0)]
QUOTE = json.dumps({"Quote": {"Token": 9001, "Text": "Shall we"}})
LINK = json.dumps({"Title": "Beans in May", "URL": "https://example.org/beans"})
MESSAGES = [
    # Chat, contact, direction, then the message: type, body, payload, sticker, voice, duration, info.
    (1, 2, 0, 1, "Shall we plant the beans today?", None, None, None, None, None),
    (1, 1, 1, 1, "At six 🌱", None, None, None, None, QUOTE),
    (1, 3, 0, 2, "Look!", r"C:\Users\chidi\Pictures\ViberDownloads\beans.jpg", None, None, None, None),
    (1, 3, 0, 4, None, None, 40_100, None, None, None),
    (1, 3, 0, 10, None, None, None, "ptt-1", 4, None),
    (1, 4, 0, 11, None, "/home/dana/plan.pdf", None, None, None, None),
    (1, 2, 0, 9, "See", None, None, None, None, LINK),
    (1, 2, 0, 77, None, None, None, None, None, '{"What": "something new"}'),
    (2, 2, 0, 1, "Only for you", None, None, None, None, "no JSON"),
    (2, 1, 1, 1, "Thank you", None, None, None, None, None),
]


def write(target: Path) -> None:
    """A whole database."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(target)) as database, database:
        database.executescript(f"PRAGMA page_size = 512; {SCHEMA}")
        database.executemany("INSERT INTO Contact VALUES (?, ?, ?, ?, ?)", CONTACTS)
        database.executemany("INSERT INTO ChatInfo VALUES (?, ?, ?, ?)", CHATS)
        database.executemany("INSERT INTO ChatRelation VALUES (?, ?, ?)", MEMBERS)
        for number, (chat, contact, way, kind, body, path, sticker, voice, seconds, info) in enumerate(
            MESSAGES, start=1
        ):
            event = (number, BEGIN + number * 60_000, contact, chat, way, 0, 9000 + number, None, None)
            database.execute("INSERT INTO Events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", event)
            message = (number, kind, None, body, path, sticker, voice, seconds, info)
            database.execute("INSERT INTO Messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", message)
        place = (20, BEGIN + 1_200_000, 2, 1, 0, 0, 9020, 52.5163, 13.3777)
        calls = [
            (21, BEGIN + 1_260_000, 2, 2, 0, 1, 9021, None, None),
            (22, BEGIN + 1_320_000, 1, 2, 1, 1, 9022, None, None),
        ]
        again = (23, BEGIN + 1_380_000, 2, 1, 0, 0, 9001, None, None)
        database.executemany("INSERT INTO Events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [place, *calls, again])
        database.executemany("INSERT INTO Calls VALUES (?, ?, ?)", [(21, 1, 75), (22, 1, 0)])


if __name__ == "__main__":
    write(FIXTURE / "input" / "viber.db")
    (FIXTURE / "input" / "beans.jpg").write_bytes(b"\xff\xd8\xff\xe0")
