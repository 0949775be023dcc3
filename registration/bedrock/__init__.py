"""Bedrock, a Synapse module: it lays the history of a chat beneath the living events of a room, in batches.

It runs inside Synapse, so it knows Synapse, Twisted and the standard library only. The protocol that it speaks with
the bridge is described in ``docs/bedrock.md``.
"""

from .module import Bedrock
from .version import VERSION

__version__ = VERSION

__all__ = ["Bedrock", "__version__"]
