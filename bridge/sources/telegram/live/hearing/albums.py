"""Which messages were sent together: an album is called by the number of its first message, as the export's is."""

from __future__ import annotations

from collections import OrderedDict

_KEPT = 1000


class Albums:
    """The first message of each album that was met lately. Telegram numbers albums by ids of its own."""

    def __init__(self) -> None:
        self._first: OrderedDict[tuple[str, int], int] = OrderedDict()

    def name(self, chat: str, group: int | None, message: int) -> str | None:
        """What the album is called that a message belongs to; None: to none."""
        if group is None:
            return None
        first = self._first.setdefault((chat, group), message)
        while len(self._first) > _KEPT:
            self._first.popitem(last=False)
        return str(first)
