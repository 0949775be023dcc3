"""The same thing, heard live and read from an export of Telegram Desktop, is the same item: as far as both know it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from telethon.tl import types

from bridge.model.media import Media
from bridge.sources.telegram.live.hearing.messages import messages_of
from tests.sources.telegram.records import event, everything, messages, post
from tests.unit.sources.telegram_live.objects import (
    ANNA,
    BORA,
    CHIDI,
    DANA,
    GARDEN,
    LOFT,
    NEWS,
    done,
    heard,
    photo,
    poll,
    reacted,
    results,
    said,
    scene,
    sent_document,
    words,
)

PLACE = "message/channel700/1"
WAVE = types.DocumentAttributeAudio(3, voice=True)
CALL = types.InputGroupCall(1, 1)


def file(media: Any, **record: Any) -> tuple[Any, Any]:
    known = {"file": f"{PLACE}/document/9", "file_size": 1234, "mime_type": "application/pdf", "text": "Look"}
    return said("Look", media=media), post(**{**known, **record})


def answer(**header: Any) -> Any:
    return types.MessageReplyHeader(**header)


def card(**media: Any) -> Any:
    return types.MessageMediaContact(**{"phone_number": "+1", "vcard": "", "user_id": 0, **media})


def forwarded(**header: Any) -> Any:
    return said(fwd_from=types.MessageFwdHeader(date=None, **header))


def entity(kind: Any, offset: int, length: int, **more: Any) -> Any:
    return kind(offset, length, **more)


POSTS: dict[str, tuple[Any, Any]] = {
    "words": (said("Hello"), post()),
    "styles": (
        said("🌱 a b", entities=[entity(types.MessageEntityBold, 3, 1), entity(types.MessageEntityItalic, 5, 1)]),
        post(text_entities=[
            {"type": "plain", "text": "🌱 "}, {"type": "bold", "text": "a"}, {"type": "plain", "text": " "},
            {"type": "italic", "text": "b"},
        ]),
    ),
    "a link": (
        said("see x.org", entities=[entity(types.MessageEntityUrl, 4, 5)]),
        post(text_entities=[{"type": "plain", "text": "see "}, {"type": "link", "text": "x.org"}]),
    ),
    "a hidden link": (
        said("see", entities=[entity(types.MessageEntityTextUrl, 0, 3, url="https://x.org")]),
        post(text_entities=[{"type": "text_link", "text": "see", "href": "https://x.org"}]),
    ),
    "a mention": (
        said("Dana", entities=[entity(types.MessageEntityMentionName, 0, 4, user_id=DANA)]),
        post(text_entities=[{"type": "mention_name", "text": "Dana", "user_id": DANA}]),
    ),
    "a program": (
        said("x = 1", entities=[entity(types.MessageEntityPre, 0, 5, language="python")]),
        post(text_entities=[{"type": "pre", "text": "x = 1", "language": "python"}]),
    ),
    "an emoji of Telegram's": (
        said("🌱", entities=[entity(types.MessageEntityCustomEmoji, 0, 2, document_id=7)]),
        post(text_entities=[{"type": "custom_emoji", "text": "🌱", "document_id": "emoji/7"}]),
    ),
    "an answer": (said(number=2, reply_to=answer(reply_to_msg_id=1)), post(2, reply_to_message_id=1)),
    "an answer into another chat": (
        said(number=2, reply_to=answer(reply_to_msg_id=8, reply_to_peer_id=types.PeerChannel(NEWS))),
        post(2, reply_to_message_id=8, reply_to_peer_id="channel500"),
    ),
    "a forward": (
        forwarded(from_id=types.PeerUser(BORA)),
        post(forwarded_from="Bora", forwarded_from_id="user102"),
    ),
    "a forward of somebody hidden": (forwarded(from_name="Zoe"), post(forwarded_from="Zoe")),
    "a forward from a channel": (
        forwarded(from_id=types.PeerChannel(NEWS), saved_from_peer=types.PeerChannel(NEWS), channel_post=3),
        post(forwarded_from="Seed news", forwarded_from_id="channel500", saved_from="Seed news"),
    ),
    "a signed post": (said(post_author="Bora"), post(author="Bora")),
    "an anonymous administrator": (said(sender=None), post(sender="channel700") | {"from": "Garden"}),
    "an edited message": (said(edit_date=1_717_236_500), post(edited_unixtime="1717236500")),
    "reactions": (
        said(reactions=reacted(("👍", 2), ("❤", 1), by=((BORA, "👍"),))),
        post(reactions=[
            {"type": "emoji", "count": 2, "emoji": "👍",
             "recent": [{"from": "Bora", "from_id": "user102", "date": "2024-06-01T11:59:59"}]},
            {"type": "emoji", "count": 1, "emoji": "❤"},
        ]),
    ),
    "a photo": (
        said("Look", media=types.MessageMediaPhoto(photo=photo())),
        post(text="Look", photo=f"{PLACE}/photo/9", photo_file_size=5000, width=1280, height=800),
    ),
    "a hidden photo": (
        said("", media=types.MessageMediaPhoto(photo=photo(), spoiler=True)),
        post(text="", photo=f"{PLACE}/photo/9", media_spoiler=True, width=1280, height=800),
    ),
    "a file": file(sent_document(types.DocumentAttributeFilename("a.pdf")), file_name="a.pdf"),
    "a video": file(
        sent_document(types.DocumentAttributeVideo(12.0, 640, 480)),
        media_type="video_file", duration_seconds=12, width=640, height=480,
    ),
    "a round video": file(
        sent_document(types.DocumentAttributeVideo(12.0, 240, 240, round_message=True)),
        media_type="video_message", duration_seconds=12, width=240, height=240,
    ),
    "a moving picture": file(
        sent_document(types.DocumentAttributeVideo(2.0, 64, 48), types.DocumentAttributeAnimated()),
        media_type="animation", duration_seconds=2, width=64, height=48,
    ),
    "a voice message": file(sent_document(WAVE), media_type="voice_message", duration_seconds=3),
    "a song": file(
        sent_document(types.DocumentAttributeAudio(200, title="Rain", performer="The Clouds")),
        media_type="audio_file", duration_seconds=200, title="Rain", performer="The Clouds",
    ),
    "a sticker": file(
        sent_document(
            types.DocumentAttributeImageSize(512, 512),
            types.DocumentAttributeSticker("🌱", types.InputStickerSetEmpty()),
        ),
        media_type="sticker", sticker_emoji="🌱", width=512, height=512,
    ),
    "a preview of a link": (
        said("x.org", media=types.MessageMediaWebPage(types.WebPageEmpty(1))),
        post(text="x.org"),
    ),
    "a place": (
        said("", media=types.MessageMediaGeo(types.GeoPoint(4.895168, 52.370216, 0))),
        post(text="", location_information={"latitude": 52.370216, "longitude": 4.895168}),
    ),
    "a live place": (
        said("", media=types.MessageMediaGeoLive(types.GeoPoint(4.5, 52.5, 0), 900)),
        post(
            text="", location_information={"latitude": 52.5, "longitude": 4.5}, live_location_period_seconds=900
        ),
    ),
    "a place that Telegram keeps back": (
        said("", media=types.MessageMediaGeo(types.GeoPointEmpty())),
        post(text="", location_information=None) | {"location_information": None},
    ),
    "a venue": (
        said("", media=types.MessageMediaVenue(types.GeoPoint(4.5, 52.5, 0), "The loft", "Roof 1", "", "", "")),
        post(
            text="", place_name="The loft", address="Roof 1", location_information={"latitude": 52.5, "longitude": 4.5}
        ),
    ),
    "a contact": (
        said("", media=card(first_name="Dana", last_name="Doe")),
        post(text="", contact_information={"first_name": "Dana", "last_name": "Doe", "phone_number": "+1"}),
    ),
    "a poll": (
        said("", media=types.MessageMediaPoll(poll(), results(2, 1, voters=3))),
        post(text="", poll={
            "question": "Seeds?", "closed": False, "total_voters": 3,
            "answers": [{"text": "Yes", "voters": 2}, {"text": "No", "voters": 1}],
        }),
    ),
    "a closed poll": (
        said("", media=types.MessageMediaPoll(poll(closed=True), results(1, 0, voters=1))),
        post(text="", poll={
            "question": "Seeds?", "closed": True, "total_voters": 1,
            "answers": [{"text": "Yes", "voters": 1}, {"text": "No", "voters": 0}],
        }),
    ),
    "a to-do list": (
        said("", media=types.MessageMediaToDo(types.TodoList(words("Spring"), [types.TodoItem(1, words("Sow"))]))),
        post(text="", todo_list={"title": "Spring", "answers": [{"id": 1, "text": "Sow"}]}),
    ),
    "a game": (
        said("", via_bot_id=BORA, media=types.MessageMediaGame(types.Game(1, 1, "hop", "Hop", "Jump", None))),
        post(text="", game_title="Hop", game_description="Jump"),
    ),
    "an invoice": (
        said("", media=types.MessageMediaInvoice("Seeds", "A bag", "EUR", 499, "")),
        post(text="", invoice_information={
            "title": "Seeds", "description": "A bag", "amount": 499, "currency": "EUR", "receipt_message_id": 0,
        }),
    ),
    "a giveaway": (
        said("", media=types.MessageMediaGiveaway([NEWS], 5, 1_717_236_000, months=3)),
        post(text="", giveaway_information={"quantity": 5, "months": 3, "until_date": "2024-06-01T10:00:00"}),
    ),
    "what became of a giveaway": (
        said("", media=types.MessageMediaGiveawayResults(NEWS, 1, 5, 1, [BORA], 1_717_236_000, stars=50)),
        post(text="", giveaway_results={"winners_count": 5, "unclaimed_count": 1, "stars": 50}),
    ),
    "dice": (said("", media=types.MessageMediaDice(4, "🎲")), post(text="", dice={"value": 4, "emoji": "🎲"})),
    "buttons": (
        said("Vote", reply_markup=types.ReplyInlineMarkup([types.KeyboardInlineButtonRow([
            types.KeyboardInlineButton("Open", types.InlineButtonTypeUrl("https://x.org")),
            types.KeyboardInlineButton("Yes", types.InlineButtonTypeCallback(b"1")),
        ])])),
        post(text="Vote", inline_bot_buttons=[[
            {"type": "url", "text": "Open", "data": "https://x.org"}, {"type": "callback", "text": "Yes", "data": ""},
        ]]),
    ),
}  # fmt: skip

ACTIONS: dict[str, tuple[Any, Any]] = {
    "made the group": (
        done(types.MessageActionChatCreate("Garden", [ANNA, BORA])),
        event("create_group", title="Garden", members=["Anna", "Bora"]),
    ),
    "made the supergroup": (done(types.MessageActionChannelCreate("Garden")), event("create_channel", title="Garden")),
    "became a supergroup": (done(types.MessageActionChatMigrateTo(GARDEN)), event("migrate_to_supergroup")),
    "came from a group": (
        done(types.MessageActionChannelMigrateFrom("Loft", LOFT), actor=None),
        event("migrate_from_group", actor="channel700", title="Loft") | {"actor": "Garden"},
    ),
    "renamed": (done(types.MessageActionChatEditTitle("Yard")), event("edit_group_title", title="Yard")),
    "a new picture": (
        done(types.MessageActionChatEditPhoto(photo())),
        event("edit_group_photo", photo=f"{PLACE}/photo/9", width=1280, height=800, photo_file_size=5000),
    ),
    "no picture": (done(types.MessageActionChatDeletePhoto()), event("delete_group_photo")),
    "joined": (done(types.MessageActionChatAddUser([ANNA])), event("invite_members", members=["Anna"])),
    "added": (done(types.MessageActionChatAddUser([BORA, CHIDI])), event("invite_members", members=["Bora", "Chidi"])),
    "left": (done(types.MessageActionChatDeleteUser(ANNA)), event("remove_members", members=["Anna"])),
    "removed": (done(types.MessageActionChatDeleteUser(BORA)), event("remove_members", members=["Bora"])),
    "joined by a link": (
        done(types.MessageActionChatJoinedByLink(BORA)), event("join_group_by_link", inviter="Bora"),
    ),
    "joined after asking": (done(types.MessageActionChatJoinedByRequest()), event("join_group_by_request")),
    "joined via a community": (
        done(types.MessageActionChatJoinedViaCommunity(5)), event("join_group_via_community", community_id=5),
    ),
    "pinned": (
        done(types.MessageActionPinMessage(), 2, reply_to=answer(reply_to_msg_id=1)),
        event("pin_message", 2, message_id=1),
    ),
    "cleared": (done(types.MessageActionHistoryClear()), event("clear_history")),
    "vanishing messages": (done(types.MessageActionSetMessagesTTL(86400)), event("set_messages_ttl", period=86400)),
    "a theme": (
        done(types.MessageActionSetChatTheme(types.ChatTheme("🌱"))), event("edit_chat_theme", emoticon="🌱"),
    ),
    "a background": (
        done(types.MessageActionSetChatWallPaper(types.WallPaperNoFile(1))), event("set_chat_wallpaper"),
    ),
    "the same background": (
        done(types.MessageActionSetChatWallPaper(types.WallPaperNoFile(1), same=True)),
        event("set_same_chat_wallpaper"),
    ),
    "boosts": (done(types.MessageActionBoostApply(3)), event("boost_apply", boosts=3)),
    "a new owner": (done(types.MessageActionChangeCreator(BORA)), event("change_creator", new_creator="Bora")),
    "a coming owner": (
        done(types.MessageActionNewCreatorPending(BORA)), event("new_creator_pending", new_creator="Bora"),
    ),
    "no forwarding": (
        done(types.MessageActionNoForwardsToggle(prev_value=False, new_value=True)),
        event("no_forwards_toggle", new_value=True),
    ),
    "asked for forwarding": (
        done(types.MessageActionNoForwardsRequest(prev_value=True, new_value=False, expired=True)),
        event("no_forwards_request", new_value=False, expired=True),
    ),
    "a call": (
        done(types.MessageActionPhoneCall(1, reason=types.PhoneCallDiscardReasonHangup(), duration=61)),
        event("phone_call", duration_seconds=61, discard_reason="hangup"),
    ),
    "a missed call": (
        done(types.MessageActionPhoneCall(1, reason=types.PhoneCallDiscardReasonMissed())),
        event("phone_call", discard_reason="missed"),
    ),
    "a conference": (
        done(types.MessageActionConferenceCall(1, duration=5)), event("conference_call", duration_seconds=5),
    ),
    "a video chat": (done(types.MessageActionGroupCall(CALL)), event("group_call")),
    "the end of a video chat": (
        done(types.MessageActionGroupCall(CALL, duration=5)), event("group_call", duration=5),
    ),
    "called in": (
        done(types.MessageActionInviteToGroupCall(CALL, [BORA])), event("invite_to_group_call", members=["Bora"]),
    ),
    "a call to come": (
        done(types.MessageActionGroupCallScheduled(CALL, 1_717_236_000)),
        event("group_call_scheduled", schedule_date=1_717_236_000),
    ),
    "a topic": (done(types.MessageActionTopicCreate("Seeds", 1)), event("topic_created", title="Seeds")),
    "a renamed topic": (
        done(types.MessageActionTopicEdit(title="Peas")), event("topic_edit", new_title="Peas"),
    ),
    "a topic's icon": (
        done(types.MessageActionTopicEdit(icon_emoji_id=5)), event("topic_edit", new_icon_emoji_id=5, new_title=""),
    ),
    "a score": (
        done(types.MessageActionGameScore(1, 12), 2, reply_to=answer(reply_to_msg_id=1)),
        event("score_in_game", 2, game_message_id=1, score=12),
    ),
    "tasks done": (
        done(types.MessageActionTodoCompletions([1, 2], [3])),
        event("todo_completions", completed=[1, 2], incompleted=[3]),
    ),
    "tasks added": (
        done(types.MessageActionTodoAppendTasks([types.TodoItem(1, words("Sow"))])),
        event("todo_append_tasks", items=[{"id": 1, "text": "Sow"}]),
    ),
    "an answer added": (
        done(types.MessageActionPollAppendAnswer(types.PollAnswer(words("Maybe"), b"m"))),
        event("poll_append_answer", option="Maybe"),
    ),
    "an answer removed": (
        done(types.MessageActionPollDeleteAnswer(types.PollAnswer(words("Maybe"), b"m"))),
        event("poll_delete_answer", option="Maybe"),
    ),
    "a suggested picture": (
        done(types.MessageActionSuggestProfilePhoto(photo())),
        event("suggest_profile_photo", photo=f"{PLACE}/photo/9", width=1280, height=800, photo_file_size=5000),
    ),
    "a screenshot": (done(types.MessageActionScreenshotTaken()), event("take_screenshot")),
    "signed up": (done(types.MessageActionContactSignUp()), event("joined_telegram")),
    "a bot allowed": (
        done(types.MessageActionBotAllowed(domain="x.org")), event("allow_sending_messages", reason_domain="x.org"),
    ),
    "a bot in the menu": (
        done(types.MessageActionBotAllowed(attach_menu=True)), event("attach_menu_bot_allowed"),
    ),
    "a bot's app": (done(types.MessageActionBotAllowed(from_request=True)), event("web_app_bot_allowed")),
    "documents": (
        done(types.MessageActionSecureValuesSent([types.SecureValueTypePersonalDetails()])),
        event("send_passport_values", values=["personal_details"]),
    ),
    "came near": (
        done(types.MessageActionGeoProximityReached(types.PeerUser(ANNA), types.PeerUser(BORA), 30)),
        event("proximity_reached", to="Bora", distance=30),
    ),
    "data for a bot": (done(types.MessageActionWebViewDataSent("Order")), event("send_webview_data", text="Order")),
    "shared chats": (
        done(types.MessageActionRequestedPeer(1, [types.PeerUser(BORA)])), event("requested_peer", button_id=1),
    ),
    "a birthday": (
        done(types.MessageActionSuggestBirthday(types.Birthday(14, 2))), event("suggest_birthday", day=14, month=2),
    ),
    "a new bot": (done(types.MessageActionManagedBotCreated(BORA)), event("managed_bot_created", bot="Bora")),
    "words of a bot": (
        done(types.MessageActionCustomAction("Welcome")), event("custom_action", information_text="Welcome"),
    ),
    "a payment": (
        done(types.MessageActionPaymentSent("EUR", 499)), event("send_payment", amount=499, currency="EUR"),
    ),
    "a refund": (
        done(types.MessageActionPaymentRefunded(types.PeerUser(BORA), "EUR", 499, types.PaymentCharge("", ""))),
        event("refunded_payment", amount=499, currency="EUR", peer_name="Bora"),
    ),
    "a price": (
        done(types.MessageActionPaidMessagesPrice(5)), event("paid_messages_price_change", price_stars=5),
    ),
    "paid messages given back": (
        done(types.MessageActionPaidMessagesRefunded(2, 10)),
        event("paid_messages_refund", messages_count=2, stars_count=10),
    ),
    "a suggested post": (
        done(types.MessageActionSuggestedPostApproval(price=types.StarsAmount(5, 0))),
        event("process_suggested_post", price_amount_whole=5, price_amount_nano=0, price_currency="Stars"),
    ),
    "a suggested post paid": (
        done(types.MessageActionSuggestedPostSuccess(types.StarsTonAmount(1_500_000_000))),
        event("suggested_post_success", price_amount_whole=1, price_amount_nano=500_000_000, price_currency="TON"),
    ),
    "a suggested post given back": (
        done(types.MessageActionSuggestedPostRefund(payer_initiated=True)),
        event("suggested_post_refund", user_initiated=True),
    ),
    "premium": (
        done(types.MessageActionGiftPremium("EUR", 499, 30)), event("send_premium_gift", cost="4.99 EUR", days=30),
    ),
    "a code": (
        done(types.MessageActionGiftCode(30, "secret", via_giveaway=True)),
        event("gift_code_prize", days=30, via_giveaway=True, gift_code="secret"),
    ),
    "stars": (
        done(types.MessageActionGiftStars("EUR", 499, 250)),
        event("send_stars_gift", cost="4.99 EUR", amount_whole=250, amount_nano=0),
    ),
    "ton": (
        done(types.MessageActionGiftTon("EUR", 499, "TON", 1_500_000_000)),
        event("send_ton_gift", cost="4.99 EUR", amount_whole=1, amount_nano=500_000_000),
    ),
    "stars won": (
        done(types.MessageActionPrizeStars(50, "t", types.PeerChannel(NEWS), 1)),
        event("stars_prize", stars=50, boost_peer_name="Seed news"),
    ),
    "a giveaway begins": (done(types.MessageActionGiveawayLaunch(stars=50)), event("giveaway_launch", stars=50)),
    "a giveaway ends": (
        done(types.MessageActionGiveawayResults(5, 1)), event("giveaway_results", winners=5, unclaimed=1),
    ),
    "a gift": (
        done(types.MessageActionStarGift(types.StarGift(1, types.DocumentEmpty(1), 50, 40), message=words("For you"))),
        event("send_star_gift", stars=50, gift_text="For you"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("live", "record"), [*POSTS.values(), *ACTIONS.values()], ids=[*POSTS, *ACTIONS])
def test_an_export_and_the_live_account_agree(live, record):
    exported = messages(record, files=everything)
    assert [known(item, more) for item, more in zip(exported, heard(live), strict=True)] == exported


@pytest.mark.parametrize(("live", "record"), [*POSTS.values(), *ACTIONS.values()], ids=[*POSTS, *ACTIONS])
def test_what_the_live_account_knows_better_is_of_the_same_kind(live, record):
    kinds = [type(item.content) for item in messages(record, files=everything)]
    assert [type(item.content) for item in heard(live)] == kinds


def test_a_comparison_sees_what_differs():
    exported = messages(post(text="Hello"))[0]
    assert known(exported, heard(said("Good bye"))[0]) != exported


def test_an_album_is_called_by_its_first_message():
    photos = [said("", n, media=types.MessageMediaPhoto(photo=photo()), grouped_id=77, date=None) for n in (4, 5)]
    records = [post(n, text="", photo="p", date_unixtime="1717236000") for n in (4, 5)]
    assert heard_in_one_scene(photos) == [item.album for item in messages(*records, files=everything)] == ["4", "4"]


def heard_in_one_scene(several: list[Any]) -> list[Any]:
    around = scene()
    return [getattr(item, "album", None) for message in several for item in messages_of(message, around)]


def known(exported: Any, live: Any) -> Any:
    """The live item, but for what only it knows: there, the export's."""
    if isinstance(exported, tuple) and isinstance(live, tuple) and len(exported) == len(live):
        return tuple(known(one, other) for one, other in zip(exported, live, strict=True))
    if not isinstance(exported, msgspec.Struct) or type(exported) is not type(live):
        return exported if exported in {None, ()} else live
    if isinstance(live, Media) and isinstance(exported, Media) and live.file_name is None:
        # An export names a file that has no name by the place where it put it.
        live = msgspec.structs.replace(live, file_name=exported.file_name)
    return type(live)(**{name: known(getattr(exported, name), getattr(live, name)) for name in live.__struct_fields__})
