"""Names of emoji as workplace messengers write them, ``:tada:``, for the pictures that people use most."""

from __future__ import annotations

import re
from types import MappingProxyType

_TABLE = (
    "+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|ok_hand 👌|clap 👏|wave 👋|raised_hands 🙌|pray 🙏|muscle 💪|point_up ☝️|"
    "point_right 👉|point_left 👈|point_down 👇|handshake 🤝|v ✌️|crossed_fingers 🤞|facepunch 👊|fist ✊|raised_hand ✋|"
    "smile 😄|smiley 😃|grinning 😀|grin 😁|laughing 😆|satisfied 😆|joy 😂|rolling_on_the_floor_laughing 🤣|rofl 🤣|"
    "slightly_smiling_face 🙂|simple_smile 🙂|upside_down_face 🙃|wink 😉|blush 😊|innocent 😇|heart_eyes 😍|star-struck 🤩|"
    "kissing_heart 😘|yum 😋|stuck_out_tongue 😛|stuck_out_tongue_winking_eye 😜|thinking_face 🤔|thinking 🤔|"
    "face_with_raised_eyebrow 🤨|neutral_face 😐|expressionless 😑|smirk 😏|unamused 😒|face_with_rolling_eyes 🙄|"
    "grimacing 😬|relieved 😌|pensive 😔|sleepy 😪|sleeping 😴|mask 😷|sunglasses 😎|nerd_face 🤓|confused 😕|worried 😟|"
    "open_mouth 😮|astonished 😲|flushed 😳|cry 😢|sob 😭|scream 😱|disappointed 😞|sweat 😓|sweat_smile 😅|weary 😩|"
    "tired_face 😫|angry 😠|rage 😡|exploding_head 🤯|hugging_face 🤗|shushing_face 🤫|face_palm 🤦|shrug 🤷|partying_face 🥳|"
    "melting_face 🫠|saluting_face 🫡|heart ❤️|orange_heart 🧡|yellow_heart 💛|green_heart 💚|blue_heart 💙|purple_heart 💜|"
    "black_heart 🖤|broken_heart 💔|sparkling_heart 💖|two_hearts 💕|100 💯|fire 🔥|boom 💥|star ⭐|star2 🌟|sparkles ✨|zap ⚡|"
    "tada 🎉|confetti_ball 🎊|gift 🎁|trophy 🏆|medal 🏅|rocket 🚀|eyes 👀|brain 🧠|bulb 💡|mag 🔍|memo 📝|pencil 📝|"
    "pencil2 ✏️|books 📚|calendar 📅|date 📅|clock1 🕐|hourglass ⌛|bell 🔔|mega 📣|loudspeaker 📢|speech_balloon 💬|"
    "email 📧|envelope ✉️|phone ☎️|computer 💻|lock 🔒|unlock 🔓|key 🔑|wrench 🔧|hammer 🔨|gear ⚙️|link 🔗|pushpin 📌|"
    "paperclip 📎|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|moneybag 💰|white_check_mark ✅|"
    "heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|warning ⚠️|no_entry ⛔|"
    "no_entry_sign 🚫|question ❓|grey_question ❔|exclamation ❗|heavy_exclamation_mark ❗|heavy_plus_sign ➕|"
    "heavy_minus_sign ➖|red_circle 🔴|large_blue_circle 🔵|large_green_circle 🟢|large_yellow_circle 🟡|arrow_up ⬆️|"
    "arrow_down ⬇️|arrow_right ➡️|arrow_left ⬅️|arrows_counterclockwise 🔄|recycle ♻️|dog 🐶|cat 🐱|bug 🐛|bird 🐦|penguin 🐧|"
    "turtle 🐢|unicorn_face 🦄|bee 🐝|snake 🐍|octopus 🐙|whale 🐳|cherry_blossom 🌸|rose 🌹|sunflower 🌻|four_leaf_clover 🍀|"
    "seedling 🌱|evergreen_tree 🌲|palm_tree 🌴|sunny ☀️|cloud ☁️|umbrella ☔|snowflake ❄️|snowman ⛄|rainbow 🌈|ocean 🌊|"
    "earth_africa 🌍|earth_americas 🌎|coffee ☕|tea 🍵|beer 🍺|beers 🍻|wine_glass 🍷|champagne 🍾|pizza 🍕|hamburger 🍔|"
    "taco 🌮|cake 🍰|birthday 🎂|cookie 🍪|doughnut 🍩|apple 🍎|banana 🍌|avocado 🥑|popcorn 🍿|house 🏠|office 🏢|car 🚗|bus 🚌|"
    "train 🚆|airplane ✈️|bike 🚲|ship 🚢|anchor ⚓|soccer ⚽|basketball 🏀|musical_note 🎵|headphones 🎧|art 🎨|camera 📷|"
    "movie_camera 🎥|robot_face 🤖|ghost 👻|skull 💀|alien 👽|poop 💩|hankey 💩|see_no_evil 🙈|hear_no_evil 🙉|"
    "speak_no_evil 🙊|crown 👑|gem 💎|dart 🎯|game_die 🎲|package 📦|construction 🚧|rotating_light 🚨|checkered_flag 🏁|"
    "triangular_flag_on_post 🚩|white_flag 🏳️|tumbler_glass 🥃|sos 🆘|new 🆕|cool 🆒|ok 🆗|up 🆙|free 🆓|one 1️⃣|two 2️⃣|three 3️⃣|"
    "four 4️⃣|five 5️⃣|zzz 💤|dash 💨|sweat_drops 💦|droplet 💧|mushroom 🍄|cactus 🌵|bow 🙇|dancer 💃|man_dancing 🕺|runner 🏃"
)
_EMOJI = MappingProxyType(dict(entry.split(" ", 1) for entry in _TABLE.split("|")))
_TONES = MappingProxyType({"2": "🏻", "3": "🏼", "4": "🏽", "5": "🏾", "6": "🏿"})
_TONE = re.compile(r"(?P<name>.+?)(?:::?skin-tone-(?P<tone>[2-6]))")
_FLAG = re.compile(r"flag-(?P<country>[a-z]{2})")
_REGIONAL = 0x1F1E6 - ord("a")


def emoji_named(name: str) -> str:
    """The picture of this name, with its skin tone; a name that is not known (an emoji of their own) as ``:name:``."""
    toned = _TONE.fullmatch(name)
    plain = toned["name"] if toned else name
    flag = _FLAG.fullmatch(plain)
    if flag:
        return "".join(chr(_REGIONAL + ord(letter)) for letter in flag["country"])
    found = _EMOJI.get(plain)
    if found is None:
        return f":{name}:"
    return found.rstrip("\ufe0f") + _TONES[toned["tone"]] if toned else found


def emoji_of_code(code: str) -> str | None:
    """The picture of code points as Slack writes them, ``1f44d-1f3fb``."""
    try:
        return "".join(chr(int(point, 16)) for point in code.split("-")) if len(code) < 100 else None
    except (ValueError, OverflowError):
        return None
