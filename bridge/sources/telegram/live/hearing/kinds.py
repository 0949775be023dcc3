"""Every kind of thing that Telegram has, and what becomes of it here: what hearing goes by, and documentation is made of.

>>> KINDS["MessageMediaDice"].becomes
'Card'
"""

from __future__ import annotations

from bridge.sources.telegram.live.hearing.happened import HAPPENED
from bridge.sources.telegram.live.hearing.posted import POSTED
from bridge.sources.telegram.live.hearing.saying import Kind
from bridge.sources.telegram.live.hearing.updates import UPDATES

KINDS: dict[str, Kind] = {**POSTED, **HAPPENED, **UPDATES}
"""By the names of Telethon's classes."""
