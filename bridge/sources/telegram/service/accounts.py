"""What concerns people's accounts and the bots they talk to.

Where the export names nobody who acts, the sentence has a subject of its own.
"""

from __future__ import annotations

from bridge.model.content import Attachment
from bridge.model.event import Notice
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.telegram import media
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene
from bridge.sources.telegram.service.action import action, by_whom, said, told
from bridge.sources.telegram.spoken import day, listed, names, plural

_PHOTO = ("photo", "photo_file_size", "width", "height", "media_spoiler")


def _bot_allowed(record: Record, scene: Scene) -> str:
    reason = record.text("reason_app_name") or record.text("reason_domain")
    allowed = by_whom(scene, "allowed the bot to send messages", "The bot was allowed to send messages")
    return f"{allowed}{f' by using {reason}' if reason else ''}"


def _menu_bot_allowed(_: Record, scene: Scene) -> str:
    return by_whom(
        scene,
        "added the bot to the attachment menu, and allowed it to send messages",
        "The bot was added to the attachment menu, and allowed to send messages",
    )


def _app_allowed(_: Record, scene: Scene) -> str:
    return by_whom(scene, "allowed the bot's app to send messages", "The bot's app was allowed to send messages")


def _sent_documents(record: Record, scene: Scene) -> str:
    values = [value.replace("_", " ") for value in record.rows("values") if isinstance(value, str)]
    sent = by_whom(scene, "sent Telegram Passport data", "Telegram Passport data was sent")
    return f"{sent}{f': {listed(values)}' if values else ''}"


def _came_near(record: Record, scene: Scene) -> str:
    distance = record.whole("distance")
    how_near = f"within {plural(distance, 'metre')}" if distance is not None else "near"
    sentence = f"came {how_near} of {names([record.text('to')])[0]}"
    return by_whom(scene, sentence, f"Somebody {sentence}")


def _sent_data(record: Record, scene: Scene) -> str:
    words = record.text("text")
    sent = by_whom(scene, "sent data to the bot", "Data was sent to the bot")
    return f"{sent}{f': {words}' if words else ''}"


def _suggested_photo(record: Record, scene: Scene) -> Attachment:
    caption = Text("suggested this profile picture")
    return Attachment(media=media.photo(record, scene.files), caption=caption)


def _suggested_birthday(record: Record, _: Scene) -> str:
    date = day(record.whole("day") or 0, record.whole("month") or 0, record.whole("year"))
    return f"suggested {date} as the birthday" if date else "suggested a birthday"


def _created_bot(record: Record, _: Scene) -> str:
    return f"created the bot {names([record.text('bot')])[0]}"


def _other_words(record: Record, scene: Scene) -> Content:
    # Other tools that write this format put a whole sentence into the title, with its subject.
    words = record.text("information_text") or record.text("title") or scene.text.plain
    sentence = words.removeprefix(f"{scene.name} ") if scene.name else words
    if "photo" in record.fields:
        return Attachment(media=media.photo(record, scene.files), caption=Text(sentence))
    return Notice(text=sentence, action="custom_action")


CUSTOM = action(
    _other_words, "information_text", "title", "text", "members", "boosts", "new_title", "new_icon_emoji_id", *_PHOTO
)
"""Words that a bot put in the place of an action."""

ACTIONS = {
    "custom_action": CUSTOM,
    "take_screenshot": said("took a screenshot"),
    "joined_telegram": said("joined Telegram", "inviter"),
    "requested_phone_number": said("asked for the phone number"),
    "allow_sending_messages": told(_bot_allowed, "reason_app_id", "reason_app_name", "reason_domain"),
    "attach_menu_bot_allowed": told(_menu_bot_allowed),
    "web_app_bot_allowed": told(_app_allowed),
    "send_passport_values": told(_sent_documents, "values"),
    "proximity_reached": told(_came_near, "from", "from_id", "to", "to_id", "distance"),
    "send_webview_data": told(_sent_data, "text"),
    "suggest_profile_photo": action(_suggested_photo, *_PHOTO),
    "requested_peer": said("shared a chat or contacts with the bot", "button_id", "peer_id", "peers"),
    "suggest_birthday": told(_suggested_birthday, "day", "month", "year"),
    "managed_bot_created": told(_created_bot, "bot"),
}
