"""The chat itself changed: it began, was renamed, moved, pinned something, or got other rules."""

from __future__ import annotations

from bridge.model.chat import ChatKind
from bridge.model.event import AvatarChange, Notice, Pin, TitleChange
from bridge.model.ids import MessageId
from bridge.sources.telegram import media
from bridge.sources.telegram.record import Record, whole
from bridge.sources.telegram.scene import Scene
from bridge.sources.telegram.service.action import action, notice, said, told
from bridge.sources.telegram.service.membership import title_said
from bridge.sources.telegram.spoken import duration, listed, names, plural

_PHOTO = ("photo", "photo_file_size", "width", "height", "media_spoiler")


def _created_group(record: Record, scene: Scene) -> str:
    others = [*names(record.rows("members"))]
    if scene.name in others:
        # The founder is one of the members.
        others.remove(scene.name)
    return f"created the group{title_said(record)}{f' with {listed(others)}' if others else ''}"


def _created_channel(record: Record, scene: Scene) -> str:
    # Telegram calls a supergroup a channel when it is made.
    kind = "channel" if scene.chat.kind is ChatKind.CHANNEL else "group"
    return f"created the {kind}{title_said(record)}"


def _renamed(record: Record, _: Scene) -> TitleChange | Notice:
    title = record.text("title", must=True)
    return TitleChange(title) if title else notice(record, "took away the group's name")


def _got_photo(record: Record, scene: Scene) -> AvatarChange:
    return AvatarChange(media.photo(record, scene.files))


def _lost_photo(_: Record, __: Scene) -> AvatarChange:
    return AvatarChange()


def _migrated_from(record: Record, scene: Scene) -> str:
    if str(scene.sender) != str(scene.chat.id):
        return f"continued the group{title_said(record)} as a supergroup"
    renamed = record.text("title") != scene.name
    return f"went on as a supergroup{f', after the group{title_said(record)}' if renamed else ''}"


def _pinned(record: Record, _: Scene) -> Pin:
    message = whole(record.fields.get("message_id"))
    return Pin(MessageId(str(message)) if message else None)


def _set_timer(record: Record, _: Scene) -> str:
    period = record.whole("period")
    return f"set messages to vanish after {duration(period)}" if period else "turned off vanishing messages"


def _set_theme(record: Record, _: Scene) -> str:
    emoji = record.text("emoticon")
    return f"set the chat's theme to {emoji}" if emoji else "removed the chat's theme"


def _boosted(record: Record, _: Scene) -> str:
    boosts = record.whole("boosts")
    return f"boosted the group {plural(boosts, 'time')}" if boosts and boosts > 1 else "boosted the group"


def _new_owner(record: Record, _: Scene) -> str:
    return f"made {names([record.text('new_creator')])[0]} the owner of the group"


def _coming_owner(record: Record, _: Scene) -> str:
    return f"left the group to {names([record.text('new_creator')])[0]} as its coming owner"


def _toggled_forwards(record: Record, _: Scene) -> str:
    return "forbade forwarding and saving" if record.flag("new_value") else "allowed forwarding and saving"


def _asked_for_forwards(record: Record, _: Scene) -> str:
    wish = "to forbid forwarding and saving" if record.flag("new_value") else "to allow forwarding and saving"
    return f"asked {wish}{', and got no answer in time' if record.flag('expired') else ''}"


def _set_price(record: Record, _: Scene) -> str:
    stars = record.whole("price_stars")
    return f"set the price of a message to {plural(stars, 'Telegram Star')}" if stars else "made messages free"


ACTIONS = {
    "create_group": told(_created_group, "title", "members"),
    "create_channel": told(_created_channel, "title"),
    "edit_group_title": action(_renamed, "title"),
    "edit_group_photo": action(_got_photo, *_PHOTO),
    "delete_group_photo": action(_lost_photo),
    "migrate_to_supergroup": said("turned this group into a supergroup"),
    "migrate_from_group": told(_migrated_from, "title"),
    "pin_message": action(_pinned, "message_id", "reply_to_peer_id"),
    "clear_history": said("cleared the history"),
    "set_messages_ttl": told(_set_timer, "period"),
    "edit_chat_theme": told(_set_theme, "emoticon"),
    "set_chat_wallpaper": said("set a new background for this chat", "message_id", "reply_to_peer_id"),
    "set_same_chat_wallpaper": said("set the same background for this chat", "message_id", "reply_to_peer_id"),
    "boost_apply": told(_boosted, "boosts"),
    "change_creator": told(_new_owner, "new_creator"),
    "new_creator_pending": told(_coming_owner, "new_creator"),
    "no_forwards_toggle": told(_toggled_forwards, "new_value"),
    "no_forwards_request": told(_asked_for_forwards, "new_value", "expired"),
    "paid_messages_price_change": told(_set_price, "price_stars", "is_broadcast_messages_allowed"),
}
