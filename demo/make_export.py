"""Makes the bundled export anew: ``python -m demo.make_export [FOLDER]``.

The export is a whole account's, as Telegram Desktop writes it (machine-readable JSON): two groups, and the chat in
which Telegram sends login codes, which is in every such export and which Beringia never reads. Everything in it is
made up. The same libraries make the same bytes.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from demo.story import crew, harbour_again, harbour_beginning
from demo.story.telling import ANNA, TELEGRAM, Json, Telling

EXPORT = Path(__file__).parent / "export"
_ABOUT = "Here is the data you requested. Everything in it is made up, for demonstration."


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the export into a folder, in place of what is there."""
    parser = argparse.ArgumentParser(prog="make_export", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=EXPORT, help="left out: demo/export")
    write(parser.parse_args(arguments).folder)


def write(folder: Path) -> None:
    """Write the export into ``folder``, in place of what is there."""
    result, files = export()
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in {"result.json": result, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    size = sum(len(content) for content in files.values()) + len(result)
    print(f"{len(files)} files and result.json in {folder}, {size / 1000:.0f} kB")


def export() -> tuple[bytes, dict[str, bytes]]:
    """``result.json``, and all other files by their path."""
    harbour, carriers, codes = Telling("chats/chat_1/"), Telling("chats/chat_2/"), Telling("chats/chat_3/")
    harbour_beginning.tell(harbour)
    harbour_again.tell(harbour)
    crew.tell(carriers)
    codes.at("2025-09-02", "08:50")
    codes.say(TELEGRAM, "Login code: 12345. Do not give this code to anyone.")
    chats = [
        _chat("Harbour Festival", "private_supergroup", 1701234567, harbour),
        _chat("Festival Crew", "private_supergroup", 1701234568, carriers),
        _chat("Telegram", "personal_chat", 777000, codes),
    ]
    return _as_telegram_writes_it(_account(chats)), harbour.files | carriers.files


def _chat(name: str, kind: str, number: int, told: Telling) -> Json:
    return {"name": name, "type": kind, "id": number, "messages": told.messages}


def _account(chats: list[Json]) -> Json:
    person = {
        "user_id": int(ANNA.id.removeprefix("user")), "first_name": "Anna", "last_name": "",
        "phone_number": "+45 00 00 00 00", "username": "@anna_at_the_quay", "bio": "",
    }  # fmt: skip
    return {
        "about": _ABOUT,
        "personal_information": person,
        "profile_pictures": [],
        "contacts": {"about": "", "list": []},
        "frequent_contacts": {"about": "", "list": []},
        "chats": {"about": "This page lists all chats from this export.", "list": chats},
        "left_chats": {"about": "", "list": []},
    }


def _as_telegram_writes_it(account: Json) -> bytes:
    r"""With control characters as ``\x0B``, which is not JSON; readers have to know."""
    lawful = json.dumps(account, ensure_ascii=False, indent=1)
    return re.sub(r"\\u00([01][0-9a-f])", lambda found: f"\\x{found[1].upper()}", lawful).encode()


if __name__ == "__main__":
    main()
