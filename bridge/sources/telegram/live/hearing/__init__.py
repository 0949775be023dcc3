"""From Telegram's objects to the neutral model: what happens, what has happened, who is where, and files.

The same message gives the same item whether it is heard here or read from an export of Telegram Desktop: sentences,
kinds and ids come from the same tables.
"""

from bridge.sources.telegram.live.hearing.details import details
from bridge.sources.telegram.live.hearing.hearing import hear
from bridge.sources.telegram.live.hearing.kinds import KINDS
from bridge.sources.telegram.live.hearing.listings import listings
from bridge.sources.telegram.live.hearing.looking_again import look_again
from bridge.sources.telegram.live.hearing.opening import open_file
from bridge.sources.telegram.live.hearing.past import history
from bridge.sources.telegram.live.hearing.remembered import Remembered
from bridge.sources.telegram.live.hearing.scene import LookAgain, Scene, Told, Unplaced, by_name
from bridge.sources.telegram.live.hearing.who import chat_of, person_of

__all__ = [
    "KINDS",
    "LookAgain",
    "Remembered",
    "Scene",
    "Told",
    "Unplaced",
    "by_name",
    "chat_of",
    "details",
    "hear",
    "history",
    "listings",
    "look_again",
    "open_file",
    "person_of",
]
