"""A mistake of ours that one live item brings to light stops no room: the bot tells that something cannot be read."""

from __future__ import annotations

import logging

from bridge.errors import BeringiaError
from bridge.logs import place_of
from bridge.matrix.events import Surroundings
from bridge.matrix.source_key import SourceKeys
from bridge.matrix.to_content import Converted, convert
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable

log = logging.getLogger(__name__)

MISTAKE = "the bridge made a mistake with it, which is in its log"


def forgiving(item: Message | Unreadable, surroundings: Surroundings, keys: SourceKeys) -> Converted:
    """As ``convert``; what that cannot handle is told at its place, and recorded as unsupported.

    An import stops instead: there, nobody waits for what comes next.
    """
    try:
        return convert(item, surroundings, keys)
    except BeringiaError:
        raise
    except Exception as error:  # noqa: BLE001 - see the module's docstring
        log.error("%s of %s cannot be said: %s", item.id, item.chat, place_of(error))  # noqa: TRY400 - a traceback may quote
        told = Unreadable(chat=item.chat, id=item.id, time=item.time, place=item.place, reason=MISTAKE)
        return convert(told, surroundings, keys)
