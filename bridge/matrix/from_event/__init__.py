"""From what people say in Matrix to the neutral model: the way back of ``bridge.matrix.to_content``, as pure as that.

The road of an event: :func:`mentioned` tells the portal what to look up, the portal answers with :class:`Known`,
:func:`understand` gives messages for the network, or says why there is nothing to carry.
"""

from bridge.matrix.from_event.kinds import KINDS, OTHER_MESSAGES, OTHER_STATE, Kind
from bridge.matrix.from_event.known import Acquaintance, Known, Target, Was
from bridge.matrix.from_event.mentioning import Mentioned, mentioned
from bridge.matrix.from_event.outcome import Nothing, Understood
from bridge.matrix.from_event.passing import Read, TypingNow, read_up_to, typing_of
from bridge.matrix.from_event.relaying import as_words, relayed
from bridge.matrix.from_event.understanding import understand

__all__ = [
    "KINDS",
    "OTHER_MESSAGES",
    "OTHER_STATE",
    "Acquaintance",
    "Kind",
    "Known",
    "Mentioned",
    "Nothing",
    "Read",
    "Target",
    "TypingNow",
    "Understood",
    "Was",
    "as_words",
    "mentioned",
    "read_up_to",
    "relayed",
    "typing_of",
    "understand",
]
