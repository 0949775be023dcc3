"""The one way in which anything is said on Telegram."""

from __future__ import annotations

from bridge.sources.connector import Spoken, Utterance
from bridge.sources.telegram.live.line import Line
from bridge.sources.telegram.live.speaking.errand import begin
from bridge.sources.telegram.live.speaking.kinds import KINDS


async def say(line: Line, utterance: Utterance) -> Spoken:
    """Say or do it, once however often this is called with the same key.

    Raises NetworkRefused with words for people, NetworkWait, NetworkUnavailable, LoginLost. Of one chat, one utterance
    at a time: that keeps them in order.
    """
    content = utterance.item.content
    return await KINDS[type(content)].carry_out(await begin(line, utterance), content)
