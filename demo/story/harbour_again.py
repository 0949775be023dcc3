"""The festival's second year: everything again, and better."""

from __future__ import annotations

import json

from demo.story import pictures
from demo.story.films import mp3, mp4, shanty, waves
from demo.story.harbour_beginning import GROUP
from demo.story.long_texts import programme
from demo.story.telling import (
    ANNA,
    BORA,
    CHIDI,
    DANA,
    Json,
    Speaker,
    Telling,
    bank_card,
    bold,
    bot_command,
    cashtag,
    custom_emoji,
    hashtag,
    italic,
    mention_name,
    reaction,
)  # fmt: skip

GUEST = Speaker("user5200000006", "مريم")


def tell(chat: Telling) -> None:
    """From September 2024 to August 2025."""
    _after(chat)
    _money(chat)
    _games(chat)
    _guests(chat)
    _odds_and_ends(chat)
    _lists(chat)
    _storm(chat)
    _second_festival(chat)
    _end(chat)


def _after(chat: Telling) -> None:
    chat.at("2024-09-04", "12:00")
    chat.say(BORA, "It is Wednesday.")
    chat.say(ANNA, "So it is.")
    chat.say(DANA, "312 bowls of soup, 4 burnt fingers, 1 gull in the freezer (alive, released, offended).")
    chat.say(CHIDI, "No boats lost! One boat *won*, I still do not know how.")
    chat.file(
        BORA, "video_files", "sunset.mp4", mp4(waves, 20, 10), media_type="animation", mime_type="video/mp4",
        duration_seconds=2, width=320, height=240, via_bot="@gif", thumbnail=pictures.thumbnail(waves(0)),
    )  # fmt: skip
    chat.say(
        ANNA,
        "The harbour welcomed some nine hundred visitors last weekend. The swans were undisturbed.",
        forwarded_from="Harbour Office News",
        forwarded_from_id="channel1700000042",
    )
    chat.say(DANA, "They mentioned the swans!!!", reactions=[reaction("😂", 9, chat.recently(CHIDI, BORA, ANNA))])
    chat.happen(ANNA, "set_messages_ttl", period=2678400)
    chat.say(CHIDI, "Anna, why does it say that messages vanish after a month?")
    chat.happen(ANNA, "set_messages_ttl", period=0)
    chat.say(ANNA, "Because my thumb slipped. Nothing vanishes here. Ever.")


def _money(chat: Telling) -> None:
    chat.at("2024-10-09", "18:30")
    chat.say(
        ANNA,
        ["We have ", bold("412"), " left over. In ", cashtag("$USD"), " that is not much; in lanterns it is 206. The card ",
         bank_card("4242 4242 4242 4242"), " on the flyer was a joke of the printer's, please stop trying it."],
    )  # fmt: skip
    invoice = {"title": "Lanterns", "description": "200 paper lanterns, assorted", "amount": 39000, "currency": "EUR"}
    chat.say(DANA, invoice_information=json.dumps(invoice, indent=1))
    chat.happen(ANNA, "send_payment", amount=39000, currency="EUR", invoice_message_id=chat.messages[-1]["id"])
    table = "item,paid by,amount\nlanterns,Anna,390.00\nrope,Chidi,12.50\nleeks,Dana,61.20\n"
    chat.file(DANA, "files", "accounts.csv", table.encode(), "All of it, to the last leek", mime_type="text/csv")
    chat.file(ANNA, "files", "permission.pdf", _letter(), mime_type="application/pdf")
    chat.say(ANNA, "And the town says yes again 🏛")


def _letter() -> bytes:
    """The smallest letter that PDF readers open."""
    words = b"BT /F1 20 Tf 60 760 Td (The town says yes.) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def _games(chat: Telling) -> None:
    chat.at("2024-12-27", "15:45")
    game = chat.say(
        BORA,
        game_title="Row, row, row",
        game_description="Steer a boat between the swans.",
        game_link="https://example.org/row",
        via_bot="@gamebot",
    )
    chat.happen(CHIDI, "score_in_game", score=1740, game_message_id=game)
    chat.happen(DANA, "score_in_game", score=12, game_message_id=game)
    chat.say(DANA, "The swans are unfair.")
    chat.say(CHIDI, [bot_command("/rules@gamebot"), " says: the swans are always fair."])
    chat.happen(BORA, "boost_apply", boosts=1)


def _guests(chat: Telling) -> None:
    chat.at("2025-02-16", "10:00")
    chat.happen(ANNA, "invite_members", members=["مريم"])
    chat.say(GUEST, "مرحبا بالجميع! أنا مريم، وأعزف على العود 🎵")
    chat.say(BORA, ["أهلا وسهلا ", mention_name(GUEST), "! That is all the Arabic I have. An oud! We need an oud."])
    chat.say(GUEST, "ברוכים הבאים, as my neighbour says – and \u202bهذا مكتوب من اليمين\u202c, mixed on purpose 😉")
    chat.say(
        CHIDI,
        "Family of four wants boat tickets: 👨‍👩‍👧‍👦, one wheelchair 👩🏽‍🦽, flags 🇩🇰🇳🇬🇹🇷, hands 👍🏿👍🏻. Does everyone see all of those?",
    )
    chat.say(DANA, "I see a family, and I am hungry.")
    chat.say(
        ANNA,
        ["New in our stickers: ", custom_emoji("⚓️", chat.lay("stickers", "anchor.webp", pictures.saved(pictures.anchor(), "WEBP"))), " for everybody"],
        reactions=[{"type": "custom_emoji", "count": 2, "document_id": f"{chat.folder}stickers/anchor.webp",
                    "recent": chat.recently(CHIDI, BORA)}],
    )  # fmt: skip
    chat.file(
        GUEST, "files", "old_quay.mp3", mp3(shanty(10), title="The Old Quay", artist="Bora and the Bollards"),
        media_type="audio_file", performer="Bora and the Bollards", title="The Old Quay", mime_type="audio/mpeg",
        duration_seconds=10,
    )  # fmt: skip
    chat.say(BORA, "You *recorded* us? 🥹")


def _odds_and_ends(chat: Telling) -> None:
    chat.at("2025-03-30", "03:10")
    chat.say(BORA, "The clocks have just jumped and so has my alarm.")
    chat.say(CHIDI, "Copied from the old log book, as it came:\x0bWind NW 4\x0bSwans 6\x0bPatience 0")
    chat.say(DANA, '  spaces   kept,\n\nand <b>no</b> & "no" markup: @room stays a word')
    chat.say(ANNA, photo="(File not included. Change data exporting settings to download.)", width=1280, height=960)
    chat.say(
        CHIDI,
        "Chart of the inner harbour",
        file="(File unavailable, please try again later)",
        mime_type="application/pdf",
    )
    chat.say(
        DANA, file=f"{chat.folder}files/recipe_final_FINAL.docx", file_name="recipe_final_FINAL.docx", file_size=48213
    )
    chat.fail()
    chat.say(GUEST, "OK")
    chat.say(GUEST, "OK")
    chat.say(GROUP, ["Committee speaking: tickets stay free. ", hashtag("#official")], author="Committee")
    chat.say(CHIDI, "A reply to something that is no longer there", reply_to_message_id=chat.forget())
    chat.say(BORA, "And one to another chat", reply_to_message_id=9, reply_to_peer_id="channel1701234568")
    chat.happen(ANNA, "a_kind_of_news_that_nobody_knows_yet", note="for the curious")


def _lists(chat: Telling) -> None:
    chat.at("2025-06-14", "17:00")
    todo = {
        "title": "Before August",
        "others_can_append": True,
        "others_can_complete": True,
        "answers": [
            {"id": 1, "text": "Order leeks"},
            {"id": 2, "text": "Count life jackets"},
            {"id": 3, "text": "Tune the oud"},
        ],
    }
    chat.say(ANNA, todo_list=todo)
    chat.happen(DANA, "todo_completions", completed=[1], incompleted=[])
    chat.happen(CHIDI, "todo_append_tasks", items=[{"id": 4, "text": "Apologise to the swans"}])
    chat.say(
        ANNA,
        ["Sign up for two hours, it is all I ask. ", italic("(Three if you broke the crane.)")],
        inline_bot_buttons=[[{"type": "url", "text": "Sign up", "data": "https://example.org/harbour/sheet"}]],
        via_bot="@signup",
    )
    for person, hour in (
        (BORA, "Friday six"),
        (CHIDI, "Saturday, all of it"),
        (DANA, "I AM the soup"),
        (GUEST, "Sunday ten"),
    ):
        chat.say(person, hour)
    chat.at("2025-07-20", "19:19")
    chat.say(ANNA, programme(), **chat.edited(15))
    chat.happen(ANNA, "pin_message", message_id=chat.messages[-1]["id"])
    chat.file(
        ANNA, "files", "who_stands_where.png", pictures.saved(pictures.site_map().quantize(32), "PNG", optimize=True),
        mime_type="image/png", thumbnail=pictures.thumbnail(pictures.site_map()),
    )  # fmt: skip
    chat.say(DANA, "Why am I between the accordion and the drums")


def _storm(chat: Telling) -> None:
    chat.at("2025-08-27", "14:00")
    chat.say(CHIDI, "Forecast for Friday: all of it.")
    chat.say(ANNA, "All of what?")
    chat.say(CHIDI, "Weather.")
    chat.say(
        DANA, "I have 80 kilos of leeks and I am not afraid.", reactions=[reaction("🫡", 6, chat.recently(BORA, ANNA))]
    )
    chat.happen(ANNA, "edit_group_title", title="Harbour Festival (rain or shine)")
    warm = pictures.jpeg(lambda: pictures.emblem((60, 66, 80), pictures.SAILS[2]))
    path = chat.lay("photos", "photo_98@27-08-2025_14-10-00.jpg", warm)
    chat.happen(ANNA, "edit_group_photo", photo=path, photo_file_size=len(warm), width=640, height=640)


def _second_festival(chat: Telling) -> None:
    chat.at("2025-08-30", "20:30")
    album: tuple[tuple[Speaker, Json], ...] = (
        (BORA, {"words": "Saturday, in order of loudness"}),
        (BORA, {"together": True}),
    )
    for number, ((speaker, more), paint, size) in enumerate(
        zip(album, (pictures.stage, pictures.soup), ((1120, 840), (900, 900)), strict=True)
    ):
        chat.photo(speaker, pictures.jpeg(paint), size, media_spoiler=number == 1, **more)
    chat.say(GUEST, "The oud survived the rain. I did not. 10/10, again please.")
    chat.say(
        ANNA,
        "Eleven hundred people. ELEVEN. HUNDRED.",
        reactions=[reaction("🎉", 38, chat.recently(DANA, CHIDI, GUEST))],
    )
    chat.say(CHIDI, "And seven swans, who came to listen.", reactions=[reaction("🦢", 11, chat.recently(ANNA))])
    chat.say(DANA, "I have no leeks. I have never been happier.")


def _end(chat: Telling) -> None:
    chat.at("2025-09-02", "09:00")
    chat.happen(ANNA, "edit_group_title", title="Harbour Festival")
    chat.say(
        ANNA,
        ["Good morning. I would like to move us all to our own server, ", bold("with everything we ever said"), "."],
    )
    moving = chat.say(BORA, "Everything? Even the commentary?")
    chat.say(ANNA, "Especially the commentary.", reply_to_message_id=moving)
    chat.say(CHIDI, "Will the swans be there?")
    chat.say(ANNA, "Every single one.")
    chat.happen(GUEST, "remove_members", members=["مريم"])
    chat.happen(ANNA, "invite_members", members=["مريم"])
    chat.say(GUEST, "Sorry. My thumb slipped. 🙃")
    chat.happen(ANNA, "remove_members", members=["Spam Account"])
    chat.say(DANA, "Then: all aboard ⛵️")
