"""Records as Telegram Desktop writes them, with a default for every field, and what the reader makes of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.ids import PersonId
from bridge.model.message import Message
from bridge.sources.archive import Found
from bridge.sources.telegram.chat import Header, to_chat
from bridge.sources.telegram.files import Files
from bridge.sources.telegram.history import Export, History

ANNA, BORA, CHIDI, DANA = "user101", "user102", "user103", "user104"
NAMES = {ANNA: "Anna", BORA: "Bora", CHIDI: "Chidi", DANA: "Dana"}
NOON = 1_717_236_000
"""1 June 2024, 10:00 UTC, in s."""


def post(id: Any = 1, sender: Any = ANNA, **fields: Any) -> dict[str, Any]:  # noqa: A002 - the export's own word
    """A written message; later ids are later times."""
    moment = NOON + id if isinstance(id, int) and abs(id) < 10**6 else NOON
    return {
        "id": id,
        "type": "message",
        "date": "2024-06-01T12:00:00",
        "date_unixtime": str(moment),
        "from": NAMES.get(sender),
        "from_id": sender,
        "text": "Hello",
        **fields,
    }


def event(action: str | None = "pin_message", id: Any = 1, actor: str | None = ANNA, **fields: Any) -> dict[str, Any]:  # noqa: A002
    """A service message."""
    record = post(id, **fields) | {"type": "service", "text": fields.get("text", "")}
    del record["from"], record["from_id"]
    record |= {} if actor is None else {"actor": NAMES.get(actor), "actor_id": actor}
    return record | ({} if action is None else {"action": action})


def nothing(_: str) -> Found | None:
    """An archive without files."""
    return None


def everything(name: str) -> Found | None:
    """An archive in which every file is there."""
    return Found(name, renamed=False)


def read(
    *records: object,
    type: Any = "private_supergroup",  # noqa: A002 - the export's own word
    id: Any = 700,  # noqa: A002
    name: Any = "Garden",
    files: Files = nothing,
    zone: str | None = None,
    owner: str | None = None,
) -> list[Any]:
    """The items of one chat."""
    export = Export(files, ZoneInfo(zone) if zone else None)
    chat = to_chat(Header(id=id, type=type, name=name), records[0] if records else None)
    return list(History(chat, export, PersonId(owner) if owner else None).items(records))


def messages(*records: object, **chat: Any) -> list[Any]:
    """The messages of one chat; ``Any``, because each test knows what to expect in its own."""
    return [item for item in read(*records, **chat) if isinstance(item, Message)]


def content(record: object, **chat: Any) -> Any:
    """What a single record says."""
    return messages(record, **chat)[0].content


def warnings(items: Iterable[Item]) -> str:
    """What the chat is warned of at the end."""
    return "; ".join([item for item in items if isinstance(item, Chat)][-1].warnings)
