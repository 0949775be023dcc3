"""The other group: those who build up and take down, in topics."""

from __future__ import annotations

from demo.story.films import bouncing_buoy, webm
from demo.story.telling import ANNA, BORA, CHIDI, DANA, Speaker, Telling, bold, code, reaction

GROUP = Speaker("channel1701234568", "Festival Crew")


def tell(chat: Telling) -> None:
    """From May to August 2025."""
    chat.at("2025-05-03", "10:00")
    chat.happen(ANNA, "create_channel", title="Festival Crew")
    chat.happen(ANNA, "invite_members", members=["Bora", "Chidi", "Dana"])
    chat.say(ANNA, "This one is for those who carry things. Everything about boats goes under Boats, and so on.")
    boats = chat.happen(CHIDI, "topic_created", title="Boats")
    kitchen = chat.happen(DANA, "topic_created", title="Kitchen")
    sound = chat.happen(BORA, "topic_created", title="Sound")
    _boats(chat, boats)
    _kitchen_and_sound(chat, kitchen, sound)
    _all_at_once(chat, boats, kitchen, sound)


def _boats(chat: Telling, topic: int) -> None:
    chat.at("2025-05-10", "08:15")
    count = chat.say(CHIDI, "Nine hulls, seven of them dry. Who has a pump?", reply_to_message_id=topic)
    pump = chat.say(DANA, "I have a soup pump.", reply_to_message_id=count)
    chat.say(CHIDI, "That is not a thing.", reply_to_message_id=pump)
    chat.say(DANA, "It is now.", reply_to_message_id=topic)
    chat.say(
        ANNA, ["Please note the tides: ", code("low 06:12  high 12:31"), " on Saturday."], reply_to_message_id=topic
    )
    chat.file(
        CHIDI, "stickers", "buoy.webm", webm(bouncing_buoy, 30, 30), reply_to_message_id=topic,
        media_type="sticker", sticker_emoji="🛟", mime_type="video/webm", width=512, height=512,
    )  # fmt: skip
    chat.happen(CHIDI, "topic_edit", new_title="Boats and buoys")


def _kitchen_and_sound(chat: Telling, kitchen: int, sound: int) -> None:
    chat.at("2025-06-21", "18:40")
    leeks = chat.say(DANA, "80 kilos of leeks. Where do they sleep?", reply_to_message_id=kitchen)
    chat.say(BORA, "Not in the sound van. Last year it smelled until Christmas.", reply_to_message_id=leeks)
    chat.say(BORA, ["Cables are counted: ", bold("412 metres"), ", of which 400 work."], reply_to_message_id=sound)
    chat.say(ANNA, "General remark: please answer in the topics, not here.")
    chat.say(BORA, "Here where?")
    chat.say(ANNA, "HERE.", reply_to_message_id=chat.messages[-1]["id"])
    chat.say(DANA, "The net store it is, then.", reply_to_message_id=leeks)


def _all_at_once(chat: Telling, boats: int, kitchen: int, sound: int) -> None:
    chat.at("2025-08-28", "21:00")
    chat.say(
        CHIDI,
        "All nine float.",
        reply_to_message_id=boats,
        reactions=[reaction("⛵", 3, chat.recently(ANNA, BORA, DANA))],
    )
    chat.say(DANA, "All cauldrons fit.", reply_to_message_id=kitchen)
    check = chat.say(BORA, "Sound check at four. Bring ears.", reply_to_message_id=sound)
    chat.say(ANNA, "How many?", reply_to_message_id=check)
    chat.say(BORA, "Two each would be best.", reply_to_message_id=check)
    chat.happen(ANNA, "pin_message", message_id=check)
    chat.say(ANNA, "Good night, crew. Tomorrow we carry things.")
