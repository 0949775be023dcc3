"""Emoji in the form that Matrix clients send, so that old and new reactions count together."""

from __future__ import annotations

import re

PRESENTATION = "\ufe0f"

_TEXT_BY_DEFAULT = re.compile(
    "[©®‼⁉™ℹ↔-↙↩↪⌨⏏⏭-⏯⏱⏲⏸-⏺Ⓜ▪▫▶◀◻◼☀-☄☎☑☘☝☠☢☣☦☪☮☯☸-☺♀♂♟♠♣♥♦♨♻♾⚒⚔-⚗⚙⚛⚜⚠⚧⚰⚱⛈⛏⛑⛓⛩⛰⛱⛴⛷⛸⛹"
    "✂✈✉✌✍✏✒✔✖✝✡✳✴❄❇❣❤➡⤴⤵⬅-⬇〰〽㊗㊙🅰🅱🅾🅿🈂🈷🌡🌤-🌬🌶🍽🎖🎗🎙-🎛🎞🎟🏋-🏎🏔-🏟🏳🏵🏷🐿👁📽🕉🕊🕯🕰🕳-🕹"
    "🖇🖊-🖍🖐🖥🖨🖱🖲🖼🗂-🗄🗑-🗓🗜-🗞🗡🗣🗨🗯🗳🗺🛋🛍-🛏🛠-🛥🛩🛰🛳]"
    "(?![\ufe0e\ufe0f\U0001f3fb-\U0001f3ff])"
)
"""Characters that are drawn as text unless a presentation selector or a skin tone follows.

https://unicode.org/Public/UCD/latest/ucd/emoji/emoji-variation-sequences.txt
"""


def fully_qualified(emoji: str) -> str:
    """``❤`` with the selector that makes it an emoji; everything else as it is."""
    return _TEXT_BY_DEFAULT.sub(lambda match: match[0] + PRESENTATION, emoji)
