"""The festival's first year: a small group finds together, and becomes a large one."""

from __future__ import annotations

from demo.story import pictures
from demo.story.films import greeting, mp4, murmur, ogg, sailing_by, wave_hello, webm
from demo.story.telling import (
    ANNA,
    BORA,
    CHIDI,
    DANA,
    DELETED,
    Json,
    Speaker,
    Telling,
    bold,
    code,
    email,
    hashtag,
    italic,
    link,
    mention,
    mention_name,
    phone,
    pre,
    quote,
    reaction,
    spoiler,
    strikethrough,
    text_link,
    underline,
)  # fmt: skip
from demo.story.vectors import rocking_boat

GROUP = Speaker("channel1701234567", "Harbour Festival")
_SHIFT = 1_000_000_000
"""Messages from before a group became a supergroup keep their numbers, less this."""


def tell(chat: Telling) -> None:
    """From September 2023 to the first festival in August 2024."""
    _small_group(chat)
    _becomes_large(chat)
    _first_plans(chat)
    _who_plays(chat)
    _winter(chat)
    _pictures_of_spring(chat)
    _stickers_and_voices(chat)
    _first_festival(chat)


def _small_group(chat: Telling) -> None:
    chat.next_id = 11 - _SHIFT
    chat.at("2023-09-04", "18:02")
    chat.happen(ANNA, "create_group", title="Harbour idea", members=["Anna", "Bora"])
    chat.say(ANNA, "Bora, remember what we said on the ferry? A festival, down at the old quay.")
    idea = chat.say(BORA, "I thought that was the coffee talking ☕️")
    chat.say(ANNA, "It was. And it is still talking.", reply_to_message_id=idea)
    chat.happen(BORA, "invite_members", members=["Chidi"])
    chat.say(CHIDI, "Hello both! I have boats. I also have opinions about boats.")
    chat.say(BORA, "Two festivals' worth of opinions, in my experience 😄")
    chat.happen(ANNA, "edit_group_title", title="Harbour Festival")
    chat.happen(ANNA, "migrate_to_supergroup")


def _becomes_large(chat: Telling) -> None:
    chat.next_id = 1
    chat.at("2023-09-05", "08:30")
    chat.happen(GROUP, "migrate_from_group", title="Harbour Festival")
    emblem = pictures.jpeg(pictures.emblem)
    path = chat.lay("photos", "photo_0@05-09-2023_08-32-00.jpg", emblem)
    chat.happen(ANNA, "edit_group_photo", photo=path, photo_file_size=len(emblem), width=640, height=640)
    chat.happen(DANA, "join_group_by_link", inviter="Anna")
    chat.say(DANA, "Hi! Anna says you need somebody who can cook for three hundred. I can cook for three hundred.")
    welcome = chat.say(
        ANNA,
        ["Welcome ", mention_name(DANA), "! ", bold("Everything"), " is here: dates, lists, arguments."],
        reactions=[reaction("❤️", 2, chat.recently(DANA, CHIDI)), reaction("🎉", 1, chat.recently(BORA))],
    )
    chat.happen(ANNA, "pin_message", message_id=welcome)
    chat.happen(DELETED, "join_group_by_request")
    chat.say(
        DELETED, "Harbour office here, unofficially. You will want to know about the crane before you plan anything."
    )


def _first_plans(chat: Telling) -> None:
    chat.at("2023-10-12", "20:15")
    rules = chat.say(
        ANNA,
        [
            "Minutes of the first meeting:\n", bold("Who"), ": all four of us\n", italic("Where"), ": net store, upstairs\n",
            underline("Decided"), ": last weekend of August\n", strikethrough("Fireworks"), ": no\n", spoiler("Lanterns: yes!"),
            "\nSign-up sheet: ", link("https://example.org/harbour/sheet"), ", questions to ", email("quay@example.org"), ".",
        ],
        **chat.edited(),
    )  # fmt: skip
    chat.say(
        CHIDI,
        ["What exactly is wrong with fireworks? ", hashtag("#asking"), " for a friend"],
        reply_to_message_id=rules,
    )
    chat.say(
        DANA, [quote("Fireworks: no"), "\nThe swans. Ask anybody who was here in 2011."], reply_to_message_id=rules
    )
    chat.say(CHIDI, "Ah. The swans.")
    chat.say(
        BORA,
        ["I wrote a little something for the sheet:\n", pre("for hour in range(16, 22):\n    print(hour, next(acts))", "python"),
         "\nrun it with ", code("python acts.py"), "."],
    )  # fmt: skip
    chat.say(ANNA, ["Nice. ", mention("@bora_and_the_bollards"), " is that your band's account, by the way?"])
    chat.say(BORA, ["It is, and ", text_link("this is our page", "https://example.org/bollards"), " 🎶"])
    chat.say(
        DELETED, ["For the crane, call ", phone("+45 00 00 00 00"), " before noon. Not after. After noon he fishes."]
    )
    chat.say(ANNA, "Thank you! Whoever you are 😊")
    chat.happen(DELETED, "remove_members", members=[None])


def _who_plays(chat: Telling) -> None:
    chat.at("2023-11-20", "19:40")
    chat.say(
        BORA,
        poll={
            "question": "Which evening should have the long concert?",
            "closed": True,
            "total_voters": 4,
            "answers": [
                {"text": "Friday", "voters": 1, "chosen": False},
                {"text": "Saturday", "voters": 3, "chosen": True},
                {"text": "Sunday", "voters": 0, "chosen": False},
            ],
        },
    )
    chat.say(CHIDI, "Saturday, because on Sunday the wind turns. This is an opinion about boats.")
    chat.say(
        DANA,
        poll={
            "question": "What shall I cook? (as many as you like)",
            "closed": False,
            "total_voters": 3,
            "answers": [
                {"text": "Fish soup", "voters": 3, "chosen": True},
                {"text": "Soup without fish", "voters": 2, "chosen": True},
                {"text": "Pancakes", "voters": 3, "chosen": False},
            ],
        },
    )
    chat.say(ANNA, "Everything then. I should have known.")
    chat.say(BORA, dice={"emoji": "🎲", "value": 5}, words="")
    chat.say(BORA, "Five! The fates say five bands.")


def _winter(chat: Telling) -> None:
    chat.at("2024-01-08", "21:05")
    chat.say(DANA, "Is anybody alive in here?")
    chat.say(CHIDI, "🥶")
    chat.say(BORA, "Practising. My fingers are cold and so is the accordion.")
    chat.happen(ANNA, "group_call_scheduled", schedule_date=1704996000)
    chat.at("2024-01-11", "19:00")
    chat.happen(ANNA, "group_call")
    chat.happen(ANNA, "invite_to_group_call", members=["Bora", "Chidi", "Dana"])
    chat.at("2024-01-11", "20:10")
    chat.happen(ANNA, "group_call", duration=4200)
    chat.say(ANNA, "So: permission from the town by March, boats by May, and nobody mentions the swans to the town.")
    chat.happen(CHIDI, "edit_chat_theme", emoticon="⛄")
    chat.say(
        CHIDI,
        [
            "Reminder of what was said last year, folded up:\n",
            quote("We will not do this again.\nNever again.\nNot even a small one.", collapsed=True),
        ],
        forwarded_from="Anna",
        forwarded_from_id=ANNA.id,
    )
    chat.say(ANNA, "That was about the raffle.")


def _pictures_of_spring(chat: Telling) -> None:
    chat.at("2024-04-21", "06:12")
    dawn = chat.photo(
        CHIDI, pictures.jpeg(pictures.harbour_at_dawn), (1120, 840), "Nobody else is ever awake for this.",
        reactions=[reaction("😍", 14, chat.recently(DANA, ANNA, BORA)), reaction("👍", 2, chat.recently(ANNA))],
    )  # fmt: skip
    chat.say(DANA, "I was awake. I was just not standing.", reply_to_message_id=dawn)
    chat.at("2024-05-19", "16:20")
    chat.photo(CHIDI, pictures.jpeg(pictures.regatta), (1120, 840), "Practice day, all four of them out at once:")
    chat.photo(CHIDI, pictures.jpeg(pictures.portrait_of_a_boat), (720, 960), together=True)
    chat.photo(CHIDI, pictures.jpeg(pictures.rainy_quay), (900, 675), together=True)
    chat.say(ANNA, "The last one is my favourite. So honest.")
    film = mp4(sailing_by, 60, 20, sound=murmur(3))
    still = pictures.thumbnail(sailing_by(0.5))
    chat.file(
        BORA, "video_files", "crossing.mp4", film, "With commentary, sorry about the commentary",
        thumbnail=still, media_type="video_file", mime_type="video/mp4", duration_seconds=3, width=480, height=270,
    )  # fmt: skip
    chat.say(CHIDI, "The commentary is wrong about the jib.")
    chat.say(
        DANA,
        "(and here is what I was filming meanwhile)",
        file="(File exceeds maximum size. Change data exporting settings to download.)",
        file_name="soup_test_kitchen_full.mp4", media_type="video_file", mime_type="video/mp4", duration_seconds=1860,
        width=1920, height=1080,
    )  # fmt: skip


def _stickers_and_voices(chat: Telling) -> None:
    chat.at("2024-06-02", "11:11")
    hello = webm(wave_hello, 30, 30)
    still = pictures.thumbnail(pictures.waving_hand())
    sizes: Json = {"media_type": "sticker", "width": 512, "height": 512}
    chat.file(
        ANNA, "stickers", "sticker.webp", pictures.saved(pictures.waving_hand(), "WEBP", quality=70),
        sticker_emoji="👋", mime_type="image/webp", **sizes,
    )  # fmt: skip
    chat.file(
        CHIDI, "stickers", "AnimatedSticker.tgs", rocking_boat(),
        sticker_emoji="⛵️", mime_type="application/x-tgsticker", thumbnail=still, **sizes,
    )  # fmt: skip
    chat.file(
        BORA, "stickers", "sticker.webm", hello, sticker_emoji="👋", mime_type="video/webm", thumbnail=still, **sizes
    )
    chat.say(DANA, "What is happening in here")
    chat.file(
        BORA, "voice_messages", "audio_1@02-06-2024_11-20-00.ogg", ogg(murmur(6)),
        media_type="voice_message", mime_type="audio/ogg", duration_seconds=6,
        reactions=[reaction("😂", 3, chat.recently(DANA, CHIDI, ANNA))],
    )  # fmt: skip
    chat.file(
        DANA, "round_video_messages", "file_1@02-06-2024_11-22-00.mp4", mp4(greeting, 40, 20, sound=murmur(2)),
        thumbnail=pictures.thumbnail(greeting(0)), media_type="video_message", mime_type="video/mp4", duration_seconds=2,
    )  # fmt: skip
    chat.say(ANNA, "I am putting all of this on the poster.")


def _first_festival(chat: Telling) -> None:
    chat.at("2024-08-22", "09:00")
    poster = pictures.poster()
    chat.file(
        ANNA, "files", "poster.png", pictures.saved(poster.quantize(64), "PNG", optimize=True),
        ["The poster, in print quality. ", bold("Do not"), " print it at work."],
        thumbnail=pictures.thumbnail(poster), mime_type="image/png",
    )  # fmt: skip
    chat.say(BORA, "I printed it at work.", **chat.edited(1))
    chat.say(
        ANNA,
        place_name="The old quay",
        address="Behind the net store, left of the crane",
        location_information={"latitude": 55.68121, "longitude": 12.60554},
    )
    chat.say(
        CHIDI, location_information={"latitude": 55.68203, "longitude": 12.60871}, live_location_period_seconds=3600
    )
    chat.say(CHIDI, "That is me, on the water. Follow the dot if you need a boat.")
    card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Crane\r\nTEL:+4500000000\r\nEND:VCARD\r\n"
    path = chat.lay("contacts", "contact_1.vcard", card)
    chat.say(
        DANA,
        contact_information={"first_name": "Crane", "last_name": "(mornings only)", "phone_number": "+45 00 00 00 00"},
        contact_vcard=path,
        contact_vcard_file_size=len(card),
    )
    chat.at("2024-08-31", "22:47")
    chat.photo(
        DANA, pictures.jpeg(pictures.lantern_night), (1120, 840), "We did it. 🏮🏮🏮",
        reactions=[reaction("❤️", 41, chat.recently(ANNA, BORA, CHIDI)), reaction("🔥", 12, chat.recently(BORA)),
                   reaction("😢", 1, chat.recently(ANNA))],
    )  # fmt: skip
    chat.say(ANNA, ["Thank you. All of you. I am going to sleep until ", italic("Wednesday"), "."])
