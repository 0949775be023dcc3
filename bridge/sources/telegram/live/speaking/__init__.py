"""From the neutral model to Telegram: what is said, done and shown by this account."""

from bridge.sources.telegram.live.speaking.kinds import KINDS
from bridge.sources.telegram.live.speaking.losses import LOSSES
from bridge.sources.telegram.live.speaking.presence import mark_read, show_typing
from bridge.sources.telegram.live.speaking.say import say

__all__ = ["KINDS", "LOSSES", "mark_read", "say", "show_typing"]
