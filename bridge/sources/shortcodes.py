"""Emoji that are written as words between colons, as they are typed and exported: ``:tada:`` is 🎉."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

_TABLE = """
+1 👍 -1 👎 100 💯 1234 🔢 8ball 🎱 adhesive_bandage 🩹 airplane ✈️ alarm_clock ⏰ alien 👽 ambulance 🚑 anchor ⚓
anger 💢 angry 😠 anguished 😧 ant 🐜 apple 🍎 arrow_down ⬇️ arrow_forward ▶️ arrow_heading_down ⤵️ arrow_left ⬅️
arrow_lower_right ↘️ arrow_right ➡️ arrow_up ⬆️ arrow_upper_right ↗️ arrows_clockwise 🔃
arrows_counterclockwise 🔄 art 🎨 astonished 😲 athletic_shoe 👟 atom_symbol ⚛️ avocado 🥑 baby 👶 baby_chick 🐤
bacon 🥓 balloon 🎈 ballot_box_with_check ☑️ banana 🍌 bangbang ‼️ bank 🏦 bar_chart 📊 baseball ⚾ basketball 🏀
battery 🔋 beach_with_umbrella 🏖️ bear 🐻 bed 🛏️ bee 🐝 beer 🍺 beers 🍻 beetle 🐞 bell 🔔 bicyclist 🚴 bike 🚲 bird 🐦
birthday 🎂 black_circle ⚫ black_heart 🖤 black_large_square ⬛ black_square_for_stop ⏹️ blossom 🌼 blowfish 🐡
blue_heart 💙 blush 😊 boat ⛵ bomb 💣 book 📖 books 📚 boom 💥 bouquet 💐 bow 🙇 boy 👦 brain 🧠 bread 🍞 broken_heart 💔
broom 🧹 brown_heart 🤎 bug 🐛 bulb 💡 bullettrain_side 🚄 burger 🍔 burrito 🌯 bus 🚌 bust_in_silhouette 👤
busts_in_silhouette 👥 butterfly 🦋 cactus 🌵 cake 🍰 calendar 📆 call_me_hand 🤙 camera 📷 camera_with_flash 📸
camping 🏕️ candy 🍬 car 🚗 card_index_dividers 🗂️ carrot 🥕 cat 🐱 champagne 🍾 chart_with_downwards_trend 📉
chart_with_upwards_trend 📈 checkered_flag 🏁 cheese_wedge 🧀 cherries 🍒 cherry_blossom 🌸 chicken 🐔
chocolate_bar 🍫 christmas_tree 🎄 clap 👏 clinking_glasses 🥂 clipboard 📋 clock1 🕐 clock10 🕙 clock11 🕚 clock12 🕛
clock2 🕑 clock3 🕒 clock4 🕓 clock5 🕔 clock6 🕕 clock7 🕖 clock8 🕗 clock9 🕘 cloud ☁️ clown_face 🤡 cn 🇨🇳 cocktail 🍸
coffee ☕ cold_face 🥶 cold_sweat 😰 collision 💥 computer 💻 confetti_ball 🎊 confounded 😖 confused 😕 construction 🚧
cookie 🍪 cooking 🍳 cool 🆒 cop 👮 copyright ©️ corn 🌽 couch_and_lamp 🛋️ cow 🐮 cowboy_hat_face 🤠 crab 🦀
credit_card 💳 crescent_moon 🌙 croissant 🥐 crossed_fingers 🤞 crown 👑 cry 😢 crystal_ball 🔮 cupcake 🧁 cupid 💘
curry 🍛 dancer 💃 dancers 👯 dart 🎯 dash 💨 date 📅 de 🇩🇪 deciduous_tree 🌳 desktop_computer 🖥️ disappointed 😞
disappointed_relieved 😥 disguised_face 🥸 dizzy 💫 dizzy_face 😵 dog 🐶 dollar 💵 dolphin 🐬 door 🚪
dotted_line_face 🫥 double_vertical_bar ⏸️ doughnut 🍩 dragon 🐉 dragon_face 🐲 dress 👗 drooling_face 🤤 duck 🦆
eagle 🦅 ear 👂 earth_africa 🌍 earth_americas 🌎 earth_asia 🌏 egg 🥚 eggplant 🍆 eight 8️⃣ electric_plug 🔌
elephant 🐘 email ✉️ envelope ✉️ es 🇪🇸 euro 💶 evergreen_tree 🌲 exclamation ❗ exploding_head 🤯 expressionless 😑
eye 👁️ eyeglasses 👓 eyes 👀 face_holding_back_tears 🥹 face_palm 🤦 face_vomiting 🤮 face_with_cowboy_hat 🤠
face_with_hand_over_mouth 🤭 face_with_head_bandage 🤕 face_with_monocle 🧐
face_with_open_eyes_and_hand_over_mouth 🫢 face_with_peeking_eye 🫣 face_with_raised_eyebrow 🤨
face_with_rolling_eyes 🙄 face_with_symbols_on_mouth 🤬 face_with_thermometer 🤒 facepalm 🤦 facepunch 👊 factory 🏭
fallen_leaf 🍂 family 👪 fast_forward ⏩ fearful 😨 feet 🐾 female-technologist 👩‍💻 file_folder 📁 fingers_crossed 🤞
fire 🔥 fire_engine 🚒 first_place_medal 🥇 fish 🐟 fist ✊ five 5️⃣ flashlight 🔦 flipper 🐬 floppy_disk 💾 flushed 😳
football 🏈 footprints 👣 four 4️⃣ four_leaf_clover 🍀 fox_face 🦊 fr 🇫🇷 free 🆓 fried_egg 🍳 fries 🍟 frog 🐸
frowning 😦 frowning_face ☹️ full_moon 🌕 game_die 🎲 gb 🇬🇧 gear ⚙️ gem 💎 ghost 👻 gift 🎁 gift_heart 💝 girl 👧
goat 🐐 grapes 🍇 green_apple 🍏 green_heart 💚 grey_exclamation ❕ grey_question ❔ grimacing 😬 grin 😁 grinning 😀
grinning_face_with_one_large_and_one_small_eye 🤪 grinning_face_with_star_eyes 🤩 guitar 🎸 hamburger 🍔 hammer 🔨
hammer_and_wrench 🛠️ hamster 🐹 hand ✋ hand_with_index_and_middle_fingers_crossed 🤞 handshake 🤝 hankey 💩
hash #️⃣ headphones 🎧 hear_no_evil 🙉 heart ❤️ heart_eyes 😍 heart_eyes_cat 😻 heart_hands 🫶 heart_on_fire ❤️‍🔥
heartbeat 💓 heartpulse 💗 heavy_check_mark ✔️ heavy_dollar_sign 💲 heavy_exclamation_mark ❗
heavy_heart_exclamation ❣️ heavy_heart_exclamation_mark_ornament ❣️ heavy_minus_sign ➖
heavy_multiplication_x ✖️ heavy_plus_sign ➕ helicopter 🚁 herb 🌿 hibiscus 🌺 hole 🕳️ honeybee 🐝 horse 🐴
hospital 🏥 hot_face 🥵 hot_pepper 🌶️ hotdog 🌭 hourglass ⌛ hourglass_flowing_sand ⏳ house 🏠 house_with_garden 🏡
hugging 🤗 hugging_face 🤗 hugs 🤗 hushed 😯 i_love_you_hand_sign 🤟 ice_cream 🍨 icecream 🍦 imp 👿 inbox_tray 📥
incoming_envelope 📨 infinity ♾️ information_desk_person 💁 information_source ℹ️ innocent 😇 interrobang ⁉️
iphone 📱 it 🇮🇹 jack_o_lantern 🎃 jeans 👖 joy 😂 joy_cat 😹 jp 🇯🇵 key 🔑 keyboard ⌨️ keycap_ten 🔟 kiss 💋 kissing 😗
kissing_closed_eyes 😚 kissing_heart 😘 kissing_smiling_eyes 😙 koala 🐨 kr 🇰🇷 ladybug 🐞 large_blue_circle 🔵
large_blue_square 🟦 large_green_circle 🟢 large_green_square 🟩 large_orange_circle 🟠 large_orange_diamond 🔶
large_purple_circle 🟣 large_red_square 🟥 large_yellow_circle 🟡 laughing 😆 leaves 🍃 leftwards_arrow_with_hook ↩️
lemon 🍋 link 🔗 lion_face 🦁 lips 👄 lipstick 💄 lock 🔒 lollipop 🍭 loudspeaker 📢 lower_left_fountain_pen 🖋️
lying_face 🤥 mag 🔍 mag_right 🔎 mage 🧙 magnet 🧲 mailbox 📫 male-technologist 👨‍💻 man 👨 man-bowing 🙇‍♂️
man-facepalming 🤦‍♂️ man-raising-hand 🙋‍♂️ man-shrugging 🤷‍♂️ man_dancing 🕺 maple_leaf 🍁 mask 😷 medal 🏅 mega 📣
melting_face 🫠 memo 📝 metal 🤘 microphone 🎤 microscope 🔬 middle_finger 🖕 milk_glass 🥛 money_mouth_face 🤑
money_with_wings 💸 moneybag 💰 monkey 🐒 monkey_face 🐵 moon 🌔 mortar_board 🎓 mountain ⛰️ mountain_bicyclist 🚵
mouse 🐭 movie_camera 🎥 muscle 💪 mushroom 🍄 musical_note 🎵 nauseated_face 🤢 nazar_amulet 🧿 necktie 👔
negative_squared_cross_mark ❎ nerd_face 🤓 neutral_face 😐 new 🆕 new_moon 🌑 newspaper 📰 night_with_stars 🌃
nine 9️⃣ ninja 🥷 no_bell 🔕 no_entry ⛔ no_entry_sign 🚫 no_good 🙅 no_mouth 😶 nose 👃 notebook 📓 notes 🎶
nut_and_bolt 🔩 ocean 🌊 octagonal_sign 🛑 octopus 🐙 office 🏢 ok 🆗 ok_hand 👌 ok_person 🙆 ok_woman 🙆 older_man 👴
older_woman 👵 one 1️⃣ open_book 📖 open_file_folder 📂 open_hands 👐 open_mouth 😮 orange_heart 🧡 outbox_tray 📤
owl 🦉 package 📦 palm_tree 🌴 palms_up_together 🤲 pancakes 🥞 panda_face 🐼 paperclip 📎 parrot 🦜 partly_sunny ⛅
partying_face 🥳 paw_prints 🐾 peace_symbol ☮️ peach 🍑 pear 🍐 pencil 📝 pencil2 ✏️ penguin 🐧 pensive 😔 persevere 😣
person_climbing 🧗 phone ☎️ pie 🥧 pig 🐷 pill 💊 pinched_fingers 🤌 pinching_hand 🤏 pineapple 🍍 pirate_flag 🏴‍☠️
pizza 🍕 pleading_face 🥺 point_down 👇 point_left 👈 point_right 👉 point_up ☝️ point_up_2 👆 police_car 🚓 poop 💩
popcorn 🍿 potato 🥔 pray 🙏 printer 🖨️ punch 👊 purple_heart 💜 pushpin 📌 question ❓ rabbit 🐰 rage 😡 rain_cloud 🌧️
rainbow 🌈 rainbow-flag 🏳️‍🌈 raised_hand ✋ raised_hand_with_fingers_splayed 🖐️ raised_hands 🙌 raising_hand 🙋
ramen 🍜 recycle ♻️ red_car 🚗 red_circle 🔴 registered ®️ relaxed ☺️ relieved 😌 repeat 🔁 revolving_hearts 💞
rewind ⏪ rice 🍚 ring 💍 robot 🤖 robot_face 🤖 rocket 🚀 rofl 🤣 rolling_eyes 🙄 rolling_on_the_floor_laughing 🤣
rose 🌹 rotating_light 🚨 round_pushpin 📍 ru 🇷🇺 runner 🏃 running 🏃 sailboat ⛵ salt 🧂 saluting_face 🫡 sandal 👡
santa 🎅 satellite_antenna 📡 satisfied 😆 sauropod 🦕 school 🏫 scissors ✂️ scooter 🛴 scream 😱 second_place_medal 🥈
see_no_evil 🙈 seedling 🌱 selfie 🤳 seven 7️⃣ shamrock ☘️ shark 🦈 sheep 🐑 ship 🚢 shirt 👕 shit 💩 shower 🚿 shrimp 🦐
shrug 🤷 shushing_face 🤫 sign_of_the_horns 🤘 simple_smile 🙂 six 6️⃣ ski 🎿 skull 💀 skull_and_crossbones ☠️
sleeping 😴 sleepy 😪 slightly_frowning_face 🙁 slightly_smiling_face 🙂 sloth 🦥 small_blue_diamond 🔹 smile 😄
smile_cat 😸 smiley 😃 smiley_cat 😺 smiling_face_with_3_hearts 🥰 smiling_face_with_tear 🥲 smiling_imp 😈 smirk 😏
snail 🐌 snake 🐍 sneezing_face 🤧 snowboarder 🏂 snowflake ❄️ snowman ⛄ sob 😭 soccer ⚽ sos 🆘 spaghetti 🍝
sparkles ✨ sparkling_heart 💖 speak_no_evil 🙊 speech_balloon 💬 spider 🕷️ spiral_calendar_pad 🗓️ sponge 🧽
sports_medal 🏅 star ⭐ star-struck 🤩 star2 🌟 star_struck 🤩 stop_sign 🛑 stopwatch ⏱️ strawberry 🍓
stuck_out_tongue 😛 stuck_out_tongue_closed_eyes 😝 stuck_out_tongue_winking_eye 😜 studio_microphone 🎙️
sun_with_face 🌞 sunflower 🌻 sunglasses 😎 sunny ☀️ superhero 🦸 surfer 🏄 sushi 🍣 sweat 😓 sweat_drops 💦
sweat_smile 😅 swimmer 🏊 syringe 💉 t-rex 🦖 taco 🌮 tada 🎉 tangerine 🍊 taxi 🚕 tea 🍵 technologist 🧑‍💻 teddy_bear 🧸
telephone ☎️ telephone_receiver 📞 telescope 🔭 tennis 🎾 tent ⛺ test_tube 🧪 the_horns 🤘 thinking 🤔
thinking_face 🤔 third_place_medal 🥉 thought_balloon 💭 three 3️⃣ thumbsdown 👎 thumbsup 👍
thunder_cloud_and_rain ⛈️ ticket 🎫 tiger 🐯 tipping_hand_person 💁 tired_face 😫 tm ™️ toilet 🚽 tomato 🍅 tongue 👅
toolbox 🧰 tophat 🎩 tractor 🚜 traffic_light 🚥 train 🚋 triangular_flag_on_post 🚩 trident 🔱 triumph 😤 trophy 🏆
tropical_drink 🍹 tropical_fish 🐠 truck 🚚 tshirt 👕 tulip 🌷 tumbler_glass 🥃 turtle 🐢 tv 📺 two 2️⃣ two_hearts 💕
uk 🇬🇧 umbrella ☔ unamused 😒 unicorn 🦄 unicorn_face 🦄 unlock 🔓 up 🆙 upside_down 🙃 upside_down_face 🙃 us 🇺🇸 v ✌️
vertical_traffic_light 🚦 video_camera 📹 video_game 🎮 volleyball 🏐 walking 🚶 warning ⚠️ wastebasket 🗑️ watch ⌚
watermelon 🍉 wave 👋 waving_black_flag 🏴 waving_white_flag 🏳️ weary 😩 whale 🐳 wheelchair ♿ white_check_mark ✅
white_circle ⚪ white_flag 🏳️ white_frowning_face ☹️ white_heart 🤍 white_large_square ⬜ wine_glass 🍷 wink 😉
wolf 🐺 woman 👩 woman-bowing 🙇‍♀️ woman-facepalming 🤦‍♀️ woman-raising-hand 🙋‍♀️ woman-shrugging 🤷‍♀️
woozy_face 🥴 world_map 🗺️ worried 😟 wrench 🔧 writing_hand ✍️ x ❌ yawning_face 🥱 yellow_heart 💛 yin_yang ☯️
yum 😋 zany_face 🤪 zap ⚡ zero 0️⃣ zipper_mouth_face 🤐 zzz 💤
"""
"""Where the word is not Unicode's own name of the emoji: word, emoji, word, emoji."""

_ENDINGS = ("", " face", " symbol", " sign")
_LONGEST = 40
_FIRST = "\U0001f000"


def _pairs(table: str) -> Mapping[str, str]:
    words = table.split()
    return MappingProxyType(dict(zip(words[::2], words[1::2], strict=True)))


_KNOWN = _pairs(_TABLE)


@lru_cache(maxsize=4096)
def emoji_of(word: str) -> str:
    """The emoji that a word without its colons stands for; one that is not known stays a word: ``:our_logo:``."""
    known = known_emoji(word)
    if known is None:
        return f":{word}:" if word.isascii() else word
    return known


def known_emoji(word: str) -> str | None:
    """The same; None for a word that is not known."""
    known = _KNOWN.get(word)
    if known is None and len(word) <= _LONGEST and word.isascii():
        return _by_unicode_name(word.replace("_", " ").replace("-", " "))
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
