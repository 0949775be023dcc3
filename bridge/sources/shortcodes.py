"""Emoji that are written as words between colons, as they are typed and exported: ``:tada:`` is 🎉."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_KNOWN: Mapping[str, str] = {
    # Where the word is not Unicode's own name of the emoji.
    "+1": "👍",
    "-1": "👎",
    "100": "💯",
    "1234": "🔢",
    "angry": "😠",
    "apple": "🍎",
    "arrow_down": "⬇️",
    "arrow_left": "⬅️",
    "arrow_right": "➡️",
    "arrow_up": "⬆️",
    "ballot_box_with_check": "☑️",
    "beers": "🍻",
    "beer": "🍺",
    "bike": "🚲",
    "blue_heart": "💙",
    "blush": "😊",
    "boom": "💥",
    "bow": "🙇",
    "bulb": "💡",
    "burger": "🍔",
    "calendar": "📅",
    "champagne": "🍾",
    "clap": "👏",
    "cloud": "☁️",
    "coffee": "☕",
    "confused": "😕",
    "cool": "🆒",
    "cry": "😢",
    "dart": "🎯",
    "disappointed": "😞",
    "dizzy_face": "😵",
    "dog": "🐶",
    "earth_africa": "🌍",
    "exclamation": "❗",
    "expressionless": "😑",
    "facepunch": "👊",
    "fingers_crossed": "🤞",
    "fist": "✊",
    "frowning": "😦",
    "gift": "🎁",
    "green_heart": "💚",
    "grey_question": "❔",
    "grimacing": "😬",
    "grin": "😁",
    "hand": "✋",
    "heart": "❤️",
    "heart_eyes": "😍",
    "heavy_check_mark": "✔️",
    "heavy_multiplication_x": "✖️",
    "heavy_plus_sign": "➕",
    "hugging": "🤗",
    "hugs": "🤗",
    "hushed": "😯",
    "information_source": "ℹ️",
    "innocent": "😇",
    "joy": "😂",
    "kissing_heart": "😘",
    "laughing": "😆",
    "link": "🔗",
    "lock": "🔒",
    "mag": "🔍",
    "mask": "😷",
    "metal": "🤘",
    "money_with_wings": "💸",
    "muscle": "💪",
    "nerd_face": "🤓",
    "ok": "🆗",
    "ok_hand": "👌",
    "open_mouth": "😮",
    "partying_face": "🥳",
    "pensive": "😔",
    "phone": "☎️",
    "pig": "🐷",
    "pizza": "🍕",
    "point_down": "👇",
    "point_left": "👈",
    "point_right": "👉",
    "point_up": "☝️",
    "point_up_2": "👆",
    "poop": "💩",
    "pray": "🙏",
    "punch": "👊",
    "question": "❓",
    "rage": "😡",
    "raised_hand": "✋",
    "raised_hands": "🙌",
    "recycle": "♻️",
    "relaxed": "☺️",
    "relieved": "😌",
    "robot": "🤖",
    "robot_face": "🤖",
    "rofl": "🤣",
    "rolling_on_the_floor_laughing": "🤣",
    "rose": "🌹",
    "rotating_light": "🚨",
    "satisfied": "😆",
    "scream": "😱",
    "see_no_evil": "🙈",
    "shrug": "🤷",
    "skull": "💀",
    "sleeping": "😴",
    "slightly_frowning_face": "🙁",
    "slightly_smiling_face": "🙂",
    "smile": "😄",
    "smiley": "😃",
    "smirk": "😏",
    "snowman": "⛄",
    "sob": "😭",
    "star": "⭐",
    "star2": "🌟",
    "star_struck": "🤩",
    "stuck_out_tongue": "😛",
    "stuck_out_tongue_winking_eye": "😜",
    "sunglasses": "😎",
    "sunny": "☀️",
    "sweat": "😓",
    "sweat_smile": "😅",
    "tada": "🎉",
    "thinking": "🤔",
    "thinking_face": "🤔",
    "thumbsdown": "👎",
    "thumbsup": "👍",
    "triumph": "😤",
    "upside_down": "🙃",
    "upside_down_face": "🙃",
    "v": "✌️",
    "warning": "⚠️",
    "wave": "👋",
    "white_check_mark": "✅",
    "wink": "😉",
    "worried": "😟",
    "writing_hand": "✍️",
    "x": "❌",
    "yum": "😋",
    "zap": "⚡",
}
_ENDINGS = ("", " face", " symbol", " sign")
_LONGEST = 40
_FIRST = "\U0001f000"


@lru_cache(maxsize=4096)
def emoji_of(word: str) -> str:
    """The emoji that a word without its colons stands for; one that is not known stays a word: ``:our_logo:``."""
    known = _KNOWN.get(word)
    if known is None and len(word) <= _LONGEST and word.isascii():
        known = _by_unicode_name(word.replace("_", " "))
    if known is None:
        return f":{word}:" if word.isascii() else word
    return known


def _by_unicode_name(name: str) -> str | None:
    for ending in _ENDINGS:
        try:
            character = unicodedata.lookup(name + ending)
        except KeyError:
            continue
        # Words such as "space" name characters too, which are no emoji.
        if character >= _FIRST:
            return character
    return None
