"""What a mail answers, and the mail that began its thread."""

from __future__ import annotations

import re
from collections import OrderedDict

from bridge.model.ids import MessageId
from bridge.model.message import Reply
from bridge.sources.loose_values import identifier
from bridge.sources.mail.headers import Head

_ID = re.compile(r"<\s*([^<>]{1,998}?)\s*>")
_MARKS = re.compile(
    r"(?:\s*(?:re|aw|antw|sv|vs|odp|ynt|rv|res|fwd?|wg|tr)\s*(?:\[\d{1,4}\])?\s*:|\s*\[[^\]]{1,60}\])+\s*",
    re.IGNORECASE,
)
_LATELY = 20_000
"""Threads that are remembered, whatever the size of an archive."""


class Threads:
    """The threads of one list as far as they were met lately."""

    def __init__(self) -> None:
        self._roots: OrderedDict[str, str] = OrderedDict()
        self._subjects: OrderedDict[str, str] = OrderedDict()

    def place(self, message: str, head: Head) -> tuple[Reply | None, MessageId | None]:
        """What it answers, and which mail began the thread."""
        references = ids_in(head.words("references"))
        answered = ids_in(head.words("in-reply-to"))
        target = next((one for one in (*answered[:1], *references[-1:]) if one != message), None)
        if target is None:
            return None, None
        root = references[0] if references else self._roots.get(target, target)
        _remember(self._roots, message, root)
        thread = MessageId(root) if root != message else None
        return Reply(message=MessageId(target)), thread

    def subject_to_say(self, message: str, thread: str | None, subject: str) -> str:
        """The subject where it begins a thread, or is another one than before; else nothing."""
        plain = _MARKS.sub("", subject, count=1).casefold().strip()
        root = thread or message
        before = self._subjects.get(root)
        _remember(self._subjects, root, before if before is not None else plain)
        return "" if before == plain else subject


def ids_in(text: str) -> list[str]:
    """The ids of mails that a field names."""
    found = (identifier(one) for one in _ID.findall(text[:20_000]))
    return [one for one in found if one]


def own_id(head: Head) -> str | None:
    """The mail's own id, if it has one."""
    raw = head.words("message-id")
    return next(iter(ids_in(raw)), None) or identifier(raw.strip("<> "))


def _remember(known: OrderedDict[str, str], key: str, value: str) -> None:
    known[key] = value
    known.move_to_end(key)
    if len(known) > _LATELY:
        known.popitem(last=False)
