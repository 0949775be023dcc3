"""Slack's short names of emoji as emoji; those of a workspace's own, and those not known here, stay ``:names:``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_TONE = re.compile(r"(?:::?skin-tone-([2-6]):?)$")
_FLAG = re.compile(r"flag-([a-z]{2})")
_IN_TEXT = re.compile(r":[a-z0-9_+'-]{1,80}:(?::skin-tone-[2-6]:)?")
_LONGEST_CODES = 100
_MOST_CODES = 12

_TABLE = """
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 clap 👏 wave 👋 raised_hands 🙌 pray 🙏 muscle 💪 ok_hand 👌 point_up ☝️
point_up_2 👆 point_down 👇 point_left 👈 point_right 👉 facepunch 👊 punch 👊 fist ✊ v ✌️ hand ✋ raised_hand ✋
handshake 🤝 crossed_fingers 🤞 hand_with_index_and_middle_fingers_crossed 🤞 call_me_hand 🤙 i_love_you_hand_sign 🤟
the_horns 🤘 sign_of_the_horns 🤘 metal 🤘 writing_hand ✍️ open_hands 👐 palms_up_together 🤲 pinching_hand 🤏
middle_finger 🖕 raised_hand_with_fingers_splayed 🖐️ selfie 🤳 saluting_face 🫡 heart_hands 🫶 pinched_fingers 🤌
heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 white_heart 🤍
brown_heart 🤎 broken_heart 💔 two_hearts 💕 sparkling_heart 💖 heartpulse 💗 heartbeat 💓 revolving_hearts 💞
cupid 💘 gift_heart 💝 heavy_heart_exclamation_mark_ornament ❣️ heavy_heart_exclamation ❣️ heart_on_fire ❤️‍🔥
smile 😄 smiley 😃 grinning 😀 grin 😁 laughing 😆 satisfied 😆 sweat_smile 😅 joy 😂 rolling_on_the_floor_laughing 🤣
rofl 🤣 slightly_smiling_face 🙂 simple_smile 🙂 upside_down_face 🙃 wink 😉 blush 😊 innocent 😇 heart_eyes 😍
star-struck 🤩 grinning_face_with_star_eyes 🤩 kissing_heart 😘 kissing 😗 kissing_smiling_eyes 😙
kissing_closed_eyes 😚 relaxed ☺️ yum 😋 stuck_out_tongue 😛 stuck_out_tongue_winking_eye 😜 zany_face 🤪
grinning_face_with_one_large_and_one_small_eye 🤪 stuck_out_tongue_closed_eyes 😝 money_mouth_face 🤑 hugging_face 🤗
face_with_hand_over_mouth 🤭 shushing_face 🤫 thinking_face 🤔 thinking 🤔 zipper_mouth_face 🤐
face_with_raised_eyebrow 🤨 neutral_face 😐 expressionless 😑 no_mouth 😶 smirk 😏 unamused 😒 face_with_rolling_eyes 🙄
rolling_eyes 🙄 grimacing 😬 lying_face 🤥 relieved 😌 pensive 😔 sleepy 😪 drooling_face 🤤 sleeping 😴 mask 😷
face_with_thermometer 🤒 face_with_head_bandage 🤕 nauseated_face 🤢 face_vomiting 🤮 sneezing_face 🤧 hot_face 🥵
cold_face 🥶 woozy_face 🥴 dizzy_face 😵 exploding_head 🤯 face_with_cowboy_hat 🤠 cowboy_hat_face 🤠 partying_face 🥳
disguised_face 🥸 sunglasses 😎 nerd_face 🤓 face_with_monocle 🧐 confused 😕 worried 😟 slightly_frowning_face 🙁
white_frowning_face ☹️ frowning_face ☹️ open_mouth 😮 hushed 😯 astonished 😲 flushed 😳 pleading_face 🥺
face_holding_back_tears 🥹 frowning 😦 anguished 😧 fearful 😨 cold_sweat 😰 disappointed_relieved 😥 cry 😢 sob 😭
scream 😱 confounded 😖 persevere 😣 disappointed 😞 sweat 😓 weary 😩 tired_face 😫 yawning_face 🥱 triumph 😤 rage 😡
angry 😠 face_with_symbols_on_mouth 🤬 smiling_imp 😈 imp 👿 skull 💀 skull_and_crossbones ☠️ hankey 💩 poop 💩 shit 💩
clown_face 🤡 ghost 👻 alien 👽 robot_face 🤖 robot 🤖 melting_face 🫠 smiling_face_with_tear 🥲
smiling_face_with_3_hearts 🥰 face_with_peeking_eye 🫣 face_with_open_eyes_and_hand_over_mouth 🫢 dotted_line_face 🫥
smiley_cat 😺 smile_cat 😸 joy_cat 😹 heart_eyes_cat 😻 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊 kiss 💋
shrug 🤷 man-shrugging 🤷‍♂️ woman-shrugging 🤷‍♀️ face_palm 🤦 facepalm 🤦 man-facepalming 🤦‍♂️ woman-facepalming 🤦‍♀️
raising_hand 🙋 man-raising-hand 🙋‍♂️ woman-raising-hand 🙋‍♀️ bow 🙇 man-bowing 🙇‍♂️ woman-bowing 🙇‍♀️ no_good 🙅
ok_woman 🙆 ok_person 🙆 information_desk_person 💁 tipping_hand_person 💁 dancer 💃 man_dancing 🕺 dancers 👯 runner 🏃
running 🏃 walking 🚶 male-technologist 👨‍💻 female-technologist 👩‍💻 technologist 🧑‍💻 baby 👶 boy 👦 girl 👧 man 👨
woman 👩 older_man 👴 older_woman 👵 cop 👮 santa 🎅 mage 🧙 superhero 🦸 ninja 🥷 eyes 👀 eye 👁️ ear 👂 nose 👃
tongue 👅 lips 👄 brain 🧠 footprints 👣 busts_in_silhouette 👥 bust_in_silhouette 👤 family 👪
100 💯 boom 💥 collision 💥 anger 💢 sweat_drops 💦 dash 💨 zzz 💤 hole 🕳️ bomb 💣 speech_balloon 💬 thought_balloon 💭
fire 🔥 sparkles ✨ star ⭐ star2 🌟 dizzy 💫 tada 🎉 confetti_ball 🎊 balloon 🎈 gift 🎁 trophy 🏆 medal 🏅
sports_medal 🏅 first_place_medal 🥇 second_place_medal 🥈 third_place_medal 🥉 rocket 🚀 zap ⚡ rainbow 🌈 sunny ☀️
cloud ☁️ umbrella ☔ snowflake ❄️ snowman ⛄ rain_cloud 🌧️ thunder_cloud_and_rain ⛈️ partly_sunny ⛅ ocean 🌊
earth_americas 🌎 earth_africa 🌍 earth_asia 🌏 new_moon 🌑 full_moon 🌕 moon 🌔 crescent_moon 🌙 sun_with_face 🌞
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎
heavy_multiplication_x ✖️ heavy_plus_sign ➕ heavy_minus_sign ➖ question ❓ grey_question ❔ exclamation ❗
heavy_exclamation_mark ❗ grey_exclamation ❕ bangbang ‼️ interrobang ⁉️ warning ⚠️ no_entry ⛔ no_entry_sign 🚫
octagonal_sign 🛑 stop_sign 🛑 construction 🚧 rotating_light 🚨 sos 🆘 recycle ♻️ information_source ℹ️ ok 🆗 new 🆕
free 🆓 up 🆙 cool 🆒 red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢
large_blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ large_red_square 🟥 large_green_square 🟩
large_blue_square 🟦 white_large_square ⬜ black_large_square ⬛ small_blue_diamond 🔹 large_orange_diamond 🔶
arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_upper_right ↗️ arrow_lower_right ↘️ arrow_heading_down ⤵️
leftwards_arrow_with_hook ↩️ arrows_counterclockwise 🔄 arrows_clockwise 🔃 fast_forward ⏩ rewind ⏪ repeat 🔁
arrow_forward ▶️ double_vertical_bar ⏸️ black_square_for_stop ⏹️ zero 0️⃣ one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣
seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 hash #️⃣ heavy_dollar_sign 💲 copyright ©️ registered ®️ tm ™️ infinity ♾️
memo 📝 pencil 📝 pencil2 ✏️ lower_left_fountain_pen 🖋️ book 📖 open_book 📖 books 📚 notebook 📓 newspaper 📰
calendar 📆 date 📅 spiral_calendar_pad 🗓️ chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊
clipboard 📋 pushpin 📌 round_pushpin 📍 paperclip 📎 link 🔗 scissors ✂️ file_folder 📁 open_file_folder 📂
card_index_dividers 🗂️ wastebasket 🗑️ lock 🔒 unlock 🔓 key 🔑 hammer 🔨 wrench 🔧 gear ⚙️ hammer_and_wrench 🛠️
nut_and_bolt 🔩 toolbox 🧰 magnet 🧲 test_tube 🧪 microscope 🔬 telescope 🔭 satellite_antenna 📡 bulb 💡 flashlight 🔦
mag 🔍 mag_right 🔎 computer 💻 desktop_computer 🖥️ keyboard ⌨️ printer 🖨️ floppy_disk 💾 iphone 📱 phone ☎️
telephone ☎️ telephone_receiver 📞 camera 📷 camera_with_flash 📸 video_camera 📹 movie_camera 🎥 tv 📺 headphones 🎧
microphone 🎤 studio_microphone 🎙️ loudspeaker 📢 mega 📣 bell 🔔 no_bell 🔕 mailbox 📫 email ✉️ envelope ✉️
incoming_envelope 📨 inbox_tray 📥 outbox_tray 📤 package 📦 ticket 🎫 moneybag 💰 dollar 💵 euro 💶 credit_card 💳
gem 💎 watch ⌚ alarm_clock ⏰ stopwatch ⏱️ hourglass ⌛ hourglass_flowing_sand ⏳ battery 🔋 electric_plug 🔌 art 🎨
musical_note 🎵 notes 🎶 guitar 🎸 video_game 🎮 game_die 🎲 dart 🎯 crystal_ball 🔮 ladybug 🐞 beetle 🐞 bug 🐛 ant 🐜
bee 🐝 honeybee 🐝 butterfly 🦋 snail 🐌 spider 🕷️ dog 🐶 cat 🐱 mouse 🐭 hamster 🐹 rabbit 🐰 fox_face 🦊 bear 🐻
panda_face 🐼 koala 🐨 tiger 🐯 lion_face 🦁 cow 🐮 pig 🐷 frog 🐸 monkey 🐒 monkey_face 🐵 chicken 🐔 penguin 🐧 bird 🐦
baby_chick 🐤 eagle 🦅 duck 🦆 owl 🦉 wolf 🐺 horse 🐴 unicorn_face 🦄 unicorn 🦄 snake 🐍 turtle 🐢 octopus 🐙 crab 🦀
shrimp 🦐 fish 🐟 tropical_fish 🐠 blowfish 🐡 dolphin 🐬 flipper 🐬 whale 🐳 shark 🦈 elephant 🐘 sheep 🐑 goat 🐐
t-rex 🦖 sauropod 🦕 dragon 🐉 dragon_face 🐲 sloth 🦥 parrot 🦜 feet 🐾 paw_prints 🐾 seedling 🌱 evergreen_tree 🌲
deciduous_tree 🌳 palm_tree 🌴 cactus 🌵 herb 🌿 shamrock ☘️ four_leaf_clover 🍀 maple_leaf 🍁 fallen_leaf 🍂 leaves 🍃
mushroom 🍄 bouquet 💐 tulip 🌷 rose 🌹 sunflower 🌻 blossom 🌼 cherry_blossom 🌸 hibiscus 🌺 christmas_tree 🎄
jack_o_lantern 🎃 apple 🍎 green_apple 🍏 pear 🍐 tangerine 🍊 lemon 🍋 banana 🍌 watermelon 🍉 grapes 🍇 strawberry 🍓
cherries 🍒 peach 🍑 pineapple 🍍 avocado 🥑 tomato 🍅 eggplant 🍆 corn 🌽 hot_pepper 🌶️ carrot 🥕 potato 🥔 bread 🍞
croissant 🥐 cheese_wedge 🧀 egg 🥚 fried_egg 🍳 cooking 🍳 pancakes 🥞 bacon 🥓 hamburger 🍔 fries 🍟 pizza 🍕 hotdog 🌭
taco 🌮 burrito 🌯 popcorn 🍿 sushi 🍣 ramen 🍜 spaghetti 🍝 curry 🍛 rice 🍚 icecream 🍦 ice_cream 🍨 doughnut 🍩
cookie 🍪 birthday 🎂 cake 🍰 cupcake 🧁 pie 🥧 chocolate_bar 🍫 candy 🍬 lollipop 🍭 coffee ☕ tea 🍵 beer 🍺 beers 🍻
wine_glass 🍷 cocktail 🍸 tropical_drink 🍹 champagne 🍾 clinking_glasses 🥂 tumbler_glass 🥃 milk_glass 🥛 salt 🧂
soccer ⚽ basketball 🏀 football 🏈 baseball ⚾ tennis 🎾 volleyball 🏐 8ball 🎱 ski 🎿 snowboarder 🏂 swimmer 🏊
surfer 🏄 bicyclist 🚴 mountain_bicyclist 🚵 person_climbing 🧗 car 🚗 red_car 🚗 taxi 🚕 bus 🚌 truck 🚚 tractor 🚜
bike 🚲 scooter 🛴 ambulance 🚑 fire_engine 🚒 police_car 🚓 train 🚋 bullettrain_side 🚄 airplane ✈️ helicopter 🚁
ship 🚢 boat ⛵ sailboat ⛵ anchor ⚓ vertical_traffic_light 🚦 traffic_light 🚥 checkered_flag 🏁 house 🏠 house_with_garden 🏡
office 🏢 school 🏫 hospital 🏥 bank 🏦 factory 🏭 mountain ⛰️ beach_with_umbrella 🏖️ camping 🏕️ tent ⛺ night_with_stars 🌃
world_map 🗺️ triangular_flag_on_post 🚩 waving_white_flag 🏳️ waving_black_flag 🏴 rainbow-flag 🏳️‍🌈 pirate_flag 🏴‍☠️
crown 👑 tophat 🎩 mortar_board 🎓 necktie 👔 shirt 👕 tshirt 👕 jeans 👖 dress 👗 sandal 👡 athletic_shoe 👟 eyeglasses 👓
ring 💍 lipstick 💄 pill 💊 syringe 💉 adhesive_bandage 🩹 door 🚪 bed 🛏️ couch_and_lamp 🛋️ toilet 🚽 shower 🚿 broom 🧹
sponge 🧽 teddy_bear 🧸 nazar_amulet 🧿 yin_yang ☯️ peace_symbol ☮️ atom_symbol ⚛️ wheelchair ♿ trident 🔱 jp 🇯🇵 kr 🇰🇷
de 🇩🇪 cn 🇨🇳 us 🇺🇸 fr 🇫🇷 es 🇪🇸 it 🇮🇹 ru 🇷🇺 gb 🇬🇧 uk 🇬🇧
"""


def _pairs(table: str) -> Mapping[str, str]:
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_EMOJI = _pairs(_TABLE)


@lru_cache(maxsize=4096)
def emoji(name: str) -> str:
    """``wave::skin-tone-4`` is 👋🏽, and ``our-logo`` stays ``:our-logo:``."""
    tone = _TONE.search(name)
    bare = name[: tone.start()] if tone else name
    found = _EMOJI.get(bare) or _flag(bare) or _by_unicode_name(bare)
    if found is None:
        return f":{name}:"
    return _toned(found, int(tone[1])) if tone else found


def replaced(text: str) -> str:
    """A text with the emoji that it names."""
    return _IN_TEXT.sub(lambda found: emoji(found[0].strip(":")), text) if ":" in text else text


def of_codes(codes: str) -> str | None:
    """``1f44b-1f3fd`` is 👋🏽; None for what is no emoji."""
    if len(codes) > _LONGEST_CODES or codes.count("-") > _MOST_CODES:
        return None
    try:
        found = "".join(chr(int(code, 16)) for code in codes.split("-"))
        found.encode()
    except (ValueError, OverflowError):  # a surrogate is a ValueError, too
        return None
    return found if found.strip() and ord(max(found)) > 0xA8 else None


def _toned(symbol: str, tone: int) -> str:
    """The colour of the skin stands behind the first character, and replaces the mark that it is an emoji."""
    return symbol[0] + chr(0x1F3F9 + tone) + symbol[1:].removeprefix("\ufe0f")


def _flag(name: str) -> str | None:
    found = _FLAG.fullmatch(name)
    return "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in found[1]) if found else None


def _by_unicode_name(name: str) -> str | None:
    """Many short names are Unicode's own: ``hedgehog``. Letters and signs that happen to have such a name do not count."""
    try:
        found = unicodedata.lookup(name.replace("_", " ").replace("-", " "))
    except (KeyError, ValueError):
        return None
    return found if len(found) == 1 and (ord(found) >= 0x1F300 or 0x2600 <= ord(found) < 0x27C0) else None
