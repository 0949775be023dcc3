"""One update, as what is delivered of it."""

from __future__ import annotations

import logging
from typing import Any

from bridge.sources.telegram.live.hearing.kinds import KINDS
from bridge.sources.telegram.live.hearing.messages import introductions
from bridge.sources.telegram.live.hearing.scene import Scene, Told
from bridge.sources.telegram.live.hearing.updates import must_not_be_heard

logger = logging.getLogger(__name__)


def hear(update: Any, scene: Scene) -> list[Told]:
    """What an update tells, the people before the messages that name them. Most kinds of updates tell nothing of chats.

    ``Unplaced`` and ``LookAgain`` say what is still to be found out: see ``looking_again.py``.
    """
    kind = KINDS.get(type(update).__name__)
    if kind is None:
        logger.debug("Passed over: %s", type(update).__name__)
        return []
    if must_not_be_heard(update):
        logger.info("Not read: %s of an account that sends codes", type(update).__name__)
        return []
    told: list[Told] = list(kind.hear(update, scene))
    return [*introductions(told, scene), *told]
