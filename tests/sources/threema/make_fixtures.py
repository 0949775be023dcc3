"""Makes the fixtures of Threema's backup: ``python -m tests.sources.threema.make_fixtures``."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest.mock import patch

import pyzipper

FIXTURES = Path(__file__).parents[1] / "fixtures" / "threema-backup"
ANNA, BORA, CHIDI, DANA = "ANNA0001", "BORA0002", "CHIDI003", "DANA0004"
BEGIN = 1_714_557_600_000
COLUMNS = [
    "apiid",
    "uid",
    "identity",
    "isoutbox",
    "isread",
    "issaved",
    "messagestae",
    "posted_at",
    "created_at",
    "modified_at",
    "type",
    "body",
    "isstatusmessage",
    "isqueued",
    "caption",
    "quoted_message_apiid",
    "delivered_at",
    "read_at",
    "g_msg_states",
    "edited_at",
    "deleted_at",
]
PASSWORD = b"twine and beans"


def table(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    """As Threema writes it: everything quoted, backslashes doubled."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([str(row.get(column, "")).replace("\\", "\\\\") for column in columns])
    return text.getvalue()


def said(number: int, kind: str = "TEXT", body: object = "", **more: object) -> dict[str, object]:
    """A row of a table of messages."""
    when = BEGIN + number * 60_000
    written = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return {
        "apiid": f"{number:016x}", "uid": f"uid-{number}", "isoutbox": "0", "posted_at": when, "created_at": when + 5,
        "type": kind, "body": written, "isstatusmessage": "0", **more,
    }  # fmt: skip


def contacts(*people: tuple[str, str, str, str]) -> str:
    """The table of contacts."""
    names = ("identity", "firstname", "lastname", "nick_name", "identity_id")
    rows = [dict(zip(names, (*person, f"{place:010}"), strict=True)) for place, person in enumerate(people, start=7)]
    return table(["identity", "publickey", "acid", "firstname", "lastname", "nick_name", "hidden", "identity_id"], rows)


DIRECT: list[Mapping[str, object]] = [
    said(1, body='Shall we plant\nthe "beans" today? C:\\garden', messagestae="USERACK"),
    said(2, body="At six, @[ANNA0001] and @[@@@@@@@@] 🌱 @[NOBODY99]", quoted_message_apiid=f"{1:016x}", isoutbox="1", edited_at=BEGIN + 200_000),
    said(3, "FILE", ["blob", "00" * 32, "image/jpeg", 4, "beans.jpg", 1, True, "Look!", "image/jpeg", {"w": 640, "h": 480}]),
    said(4, "FILE", ["blob", "00" * 32, "application/pdf", 120, "plan.pdf", 0, False, "", "", {}], isoutbox="1"),
    said(5, "FILE", ["blob", "00" * 32, "audio/aac", 99, "", 1, True, "", "", {"d": 3.5}]),
    said(6, "FILE", ["blob", "00" * 32, "image/png", 99, "", 2, True, "", "", {}]),
    said(7, "IMAGE", "", caption="An old picture"),
    said(8, "VIDEO", [12, True, "00" * 32, "blob", 1]),
    said(9, "VOICEMESSAGE", [4, True, "00" * 32, "blob"]),
    said(10, "LOCATION", [52.5163, 13.3777, 10, "Pariser Platz", "Gate"]),
    said(11, "VOIP_STATUS", [1, {"status": 2, "duration": 75}], isoutbox="1"),
    said(12, "VOIP_STATUS", [1, {"status": 1}]),
    said(13, deleted_at=BEGIN + 900_000),
    said(14, "STATUS", "Messages are encrypted", isstatusmessage="1", apiid=""),
    said(15, "FORWARD_SECURITY_STATUS", [3, {"status": 1}], apiid=""),
    said(16, "WONDER", ["new", {"a": 1}]),
    said(1, body="Another with the number of the first"),
    said(17, "DATE_SEPARATOR"),
    {"uid": "broken"},
    said(18, body="> BORA0002: At six\n\nYes", posted_at="", created_at="soon"),
]  # fmt: skip
GROUP = [
    said(101, "GROUP_STATUS", [4, {"status": 0}], apiid=""),
    said(102, "GROUP_STATUS", [4, {"status": 1, "newGroupName": "Garden club"}], apiid=""),
    said(103, "GROUP_STATUS", [4, {"status": 3, "identity": DANA}], apiid=""),
    said(104, "GROUP_STATUS", [4, {"status": 4, "identity": DANA}], apiid=""),
    said(105, "GROUP_STATUS", [4, {"status": 2}], apiid=""),
    said(106, "GROUP_STATUS", [4, {"status": 11, "ballotName": "Which day?"}], apiid=""),
    said(107, "BALLOT", [1, 3], identity=CHIDI),
    said(108, "BALLOT", [3, 3], identity=CHIDI),
    said(109, body="Saturday then", identity=BORA),
    said(110, body="Yes", isoutbox="1"),
    said(111, "GROUP_CALL_STATUS", [2, {"status": 1}], identity=BORA),
]
LIST = [said(201, body="To all of you", isoutbox="1")]


def garden() -> dict[str, str | bytes]:
    """A backup with everything in it, as of today."""
    return {
        "settings": '"version"\n"25"\n',
        "contacts.csv": contacts((BORA, "Bora", "", "bee"), (CHIDI, "", "", "Chidi"), (DANA, "Dana", "Day", "")),
        "message_0000000007.csv": table(COLUMNS, DIRECT),
        "message_media_uid-3": b"\xff\xd8\xff\xe0",
        "message_thumbnail_uid-4": b"\xff\xd8\xff\xe0",
        "groups.csv": table(
            ["id", "creator", "groupname", "created_at", "members", "deleted", "archived", "groupDesc", "group_uid"],
            [{"id": "aa00bb11cc22dd33", "creator": CHIDI, "groupname": "Garden club", "members": f"{ANNA};{BORA};{CHIDI}", "group_uid": "0000000042"}],
        ),
        "group_message_0000000042.csv": table(COLUMNS, GROUP),
        "group_avatar_0000000042": b"\xff\xd8\xff\xe0",
        "ballot.csv": table(
            ["id", "aid", "creator", "ref", "ref_id", "name", "state", "assessment", "type", "choice_type"],
            [{"id": 3, "aid": "b1", "creator": CHIDI, "name": "Which day?", "state": "CLOSED", "assessment": "MULTIPLE_CHOICE"}],
        ),
        "ballot_choice.csv": table(
            ["id", "ballot", "aid", "type", "name", "vote_count", "order"],
            [{"id": 8, "ballot": f"b1-{CHIDI}", "aid": 2, "name": "Sunday", "order": 1}, {"id": 7, "ballot": f"b1-{CHIDI}", "aid": 1, "name": "Saturday", "order": 0}],
        ),
        "ballot_vote.csv": table(
            ["id", "ballot_uid", "choice_uid", "identity", "choice"],
            [{"id": 1, "ballot_uid": f"b1-{CHIDI}", "choice_uid": "3-1", "identity": who, "choice": 1} for who in (ANNA, BORA)],
        ),
        "contact_reactions.csv": table(
            ["contact_identity", "api_message_id", "sender_identity", "emoji_sequence", "reacted_at"],
            [{"contact_identity": BORA, "api_message_id": f"{2:016x}", "sender_identity": BORA, "emoji_sequence": "🌻", "reacted_at": BEGIN + 150_000}],
        ),
        "distribution_list.csv": table(
            ["id", "distribution_list_name", "created_at", "distribution_members", "archived"],
            [{"id": 5, "distribution_list_name": "News", "distribution_members": f"{BORA};{CHIDI}"}],
        ),
        "distribution_list_message_5.csv": table(COLUMNS, LIST),
    }  # fmt: skip


def old() -> dict[str, str | bytes]:
    """A small backup of a version of long ago: few columns, identities in the names of files."""
    few = [
        "apiid",
        "uid",
        "isoutbox",
        "isread",
        "issaved",
        "messagestae",
        "posted_at",
        "created_at",
        "type",
        "body",
        "isstatusmessage",
    ]
    return {
        "contacts.csv": table(["identity", "firstname", "lastname"], [{"identity": BORA, "firstname": "Bora", "lastname": "B."}]),
        f"message_{BORA}.csv": table(few, [said(1, body="Hello"), said(2, body="Hi", isoutbox="1"), said(3, "IMAGE")]),
    }  # fmt: skip


def write_folder(case: str, files: dict[str, str | bytes]) -> None:
    """A backup that was unpacked."""
    folder = FIXTURES / case / "input"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


class Salts:
    """What pyzipper asks for salts; it reads them like a file."""

    def __init__(self, chance: random.Random) -> None:
        self.read = chance.randbytes


def write_zip(case: str, files: dict[str, str | bytes]) -> None:
    """A backup as the phone makes it. Its salts are not random here, so that it is the same each time."""
    target = FIXTURES / case / "input.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    chance = random.Random(1)
    with (
        patch("pyzipper.zipfile_aes.Random.new", lambda: Salts(chance)),
        pyzipper.AESZipFile(target, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive,
    ):
        archive.setpassword(PASSWORD)
        for name, content in files.items():
            entry = pyzipper.zipfile_aes.AESZipInfo(name, (2024, 5, 1, 10, 0, 0))
            entry.compress_type = pyzipper.ZIP_DEFLATED
            archive.writestr(entry, content)
    target.with_name("password.txt").write_bytes(PASSWORD + b"\n")
    target.with_name("hints.json").write_text('{"key_file": "password.txt", "own_name": "Anna"}\n', encoding="utf-8")


if __name__ == "__main__":
    write_folder("garden", garden())
    write_folder("old", old())
    write_zip("sealed", garden())
