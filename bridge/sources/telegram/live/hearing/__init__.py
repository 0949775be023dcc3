"""From Telegram's objects to the neutral model: what happens, what has happened, who is where, and files.

The same message gives the same item whether it is heard here or read from an export of Telegram Desktop: sentences,
kinds and ids come from the same tables.
"""

from bridge.sources.telegram.live.hearing.hearing import hear
from bridge.sources.telegram.live.hearing.kinds import KINDS
from bridge.sources.telegram.live.hearing.scene import LookAgain, Scene, Told, Unplaced, by_name
from bridge.sources.telegram.live.hearing.who import chat_of, person_of

__all__ = ["KINDS", "LookAgain", "Scene", "Told", "Unplaced", "by_name", "chat_of", "hear", "person_of"]
