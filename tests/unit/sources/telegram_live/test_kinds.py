"""Every kind that this version of Telethon knows is heard, and the table of kinds says what becomes of it."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from telethon.tl import types

from bridge.model.content import Card, Unsupported, Written
from bridge.model.event import Notice, Pin
from bridge.sources.telegram.live.hearing import KINDS, rich, rich_words, texts
from bridge.sources.telegram.live.hearing.posted import POSTED
from bridge.sources.telegram.live.hearing.updates import UPDATES
from tests.unit.sources.telegram_live import test_agreement as agreement
from tests.unit.sources.telegram_live.objects import (
    BORA,
    NEWS,
    content,
    document,
    done,
    heard,
    photo,
    poll,
    results,
    said,
    words,
)

UNIQUE = types.StarGiftUnique(1, 2, "Leaf", "leaf-7", 7, [], 1, 1)

ALIVE = {
    "MessageActionEmpty": done(types.MessageActionEmpty()),
    "MessageActionChangeCommunity": done(types.MessageActionChangeCommunity(5)),
    "MessageActionStarGiftUnique": done(types.MessageActionStarGiftUnique(UNIQUE, upgrade=True)),
    "MessageActionStarGiftPurchaseOffer": done(
        types.MessageActionStarGiftPurchaseOffer(UNIQUE, types.StarsAmount(5, 0), 0)
    ),
    "MessageActionStarGiftPurchaseOfferDeclined": done(
        types.MessageActionStarGiftPurchaseOfferDeclined(UNIQUE, types.StarsAmount(5, 0))
    ),
    "MessageActionPaymentSentMe": done(types.MessageActionPaymentSentMe("EUR", 499, b"", types.PaymentCharge("", ""))),
    "MessageActionSecureValuesSentMe": done(
        types.MessageActionSecureValuesSentMe([], types.SecureCredentialsEncrypted(b"", b"", b""))
    ),
    "MessageActionWebViewDataSentMe": done(types.MessageActionWebViewDataSentMe("Order", "data")),
    "MessageActionRequestedPeerSentMe": done(types.MessageActionRequestedPeerSentMe(1, [])),
    "MessageMediaEmpty": said(media=types.MessageMediaEmpty()),
    "MessageMediaUnsupported": said(media=types.MessageMediaUnsupported()),
    "MessageMediaStory": said(media=types.MessageMediaStory(types.PeerUser(BORA), 3)),
    "MessageMediaVideoStream": said(media=types.MessageMediaVideoStream(types.InputGroupCall(1, 1))),
    "MessageMediaPaidMedia": said(media=types.MessageMediaPaidMedia(5, [types.MessageExtendedMediaPreview()])),
}
"""One of each kind that exports do not have, or have under another name."""

LIVE = {
    **{
        type(live.action or live.media).__name__: live
        for live, _ in reversed([*agreement.POSTS.values(), *agreement.ACTIONS.values()])
        if live.action or live.media
    },
    **ALIVE,
}


def classes(union: Any) -> list[str]:
    return sorted(kind.__name__ for kind in get_args(union) if not kind.__name__.startswith("Input"))


@pytest.mark.parametrize("name", [*classes(types.TypeMessageAction), *classes(types.TypeMessageMedia)])
def test_every_kind_of_telethon_is_in_the_table(name):
    assert name in KINDS


@pytest.mark.parametrize("name", sorted(KINDS.keys() - UPDATES.keys()))
def test_the_table_says_what_a_kind_becomes(name):
    assert type(content(LIVE[name])).__name__ == KINDS[name].becomes


def test_no_kind_is_in_the_table_that_telethon_does_not_have():
    assert [name for name in KINDS if not hasattr(types, name)] == []


def test_a_kind_that_nobody_knows_is_said_to_be_unknown():
    class MessageMediaHologram(types.MessageMediaUnsupported):  # type: ignore[misc]  # Telethon has no types
        pass

    assert content(said("Look", media=MessageMediaHologram())).what == "hologram"


def test_an_action_that_nobody_knows_is_said_to_be_unknown():
    class MessageActionWaved(types.MessageActionEmpty):  # type: ignore[misc]  # Telethon has no types
        pass

    assert content(done(MessageActionWaved())) == Unsupported(what="waved")


def test_a_message_without_anything_is_said_to_be_empty():
    assert content(said("")) == Unsupported(what="empty")


@pytest.mark.parametrize("name", sorted(POSTED))
def test_words_beside_a_post_are_never_lost(name):
    message = said("Look", media=LIVE[name].media)
    assert "Look" in str(content(message))


def test_a_quiz_is_a_poll():
    assert content(said(media=types.MessageMediaPoll(poll(quiz=True), results(2, 1, voters=3)))).voters == 3


def test_a_poll_says_whether_one_may_choose_several():
    assert content(said(media=types.MessageMediaPoll(poll(multiple_choice=True), results()))).several


def test_votes_that_are_hidden_are_not_none_at_all():
    hidden = content(said(media=types.MessageMediaPoll(poll(), types.PollResults())))
    assert [hidden.voters, *(option.votes for option in hidden.options)] == [None, None, None]


def test_tasks_that_are_done_are_ticked():
    todo = types.TodoList(words("Spring"), [types.TodoItem(1, words("Sow")), types.TodoItem(2, words("Reap"))])
    completed = [types.TodoCompletion(1, types.PeerUser(BORA), None)]
    assert content(said(media=types.MessageMediaToDo(todo, completed))).lines == ("☑ Sow", "☐ Reap")


def test_a_story_is_a_link_to_it():
    teller = types.Channel(NEWS, "Seed news", types.ChatPhotoEmpty(), None, broadcast=True, username="seednews")
    story = content(said(media=types.MessageMediaStory(types.PeerChannel(NEWS), 3)), teller)
    assert story == Card(label="Story", title="Seed news", url="https://t.me/seednews/s/3", caption=story.caption)


def test_paid_media_is_never_laid_open():
    bought = types.MessageMediaPaidMedia(5, [types.MessageExtendedMedia(types.MessageMediaPhoto(photo=photo()))])
    assert content(said(media=bought)).media.reference is None


def test_pictures_of_a_poll_follow_it():
    picture = types.MessageMediaPhoto(photo=photo())
    message = said(media=types.MessageMediaPoll(poll(), results(), attached_media=picture))
    assert [item.id for item in heard(message)] == ["1", "1/2"]


def test_a_pin_that_says_nothing_of_its_message_is_a_pin_of_something():
    assert content(done(types.MessageActionPinMessage())) == Pin()


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        ({"closed": True}, "closed the topic"),
        ({"closed": False}, "reopened the topic"),
        ({"hidden": True}, "hid the topic"),
    ],
)
def test_a_topic_is_closed_and_opened(flags, sentence):
    assert content(done(types.MessageActionTopicEdit(**flags))) == Notice(sentence, "topic_edit")


def test_the_code_of_a_gift_is_not_repeated():
    assert "secret" not in content(done(types.MessageActionGiftCode(30, "secret"))).text


def test_a_place_that_is_nowhere_on_earth_is_shown_as_broken():
    nowhere = types.MessageMediaGeo(types.GeoPoint(200.0, 95.0, 0))
    broken = content(said("Here", media=nowhere))
    assert (broken.what.split(":")[0], broken.text.plain) == ("location_information", "Here")


def test_a_long_post_is_a_text_and_its_files():
    blocks = [
        types.PageBlockHeading1(types.TextPlain("The year")),
        types.PageBlockParagraph(types.TextConcat([types.TextPlain("Sow "), types.TextBold(types.TextPlain("beans"))])),
        types.PageBlockPhoto(9, types.PageCaption(types.TextPlain("Beds"), types.TextEmpty())),
    ]
    post = said("", rich_message=types.RichMessage(blocks, [photo()], []))
    text, picture = heard(post)
    assert (text.content.text.plain, picture.content.caption.plain) == ("The year\n\nSow beans", "Beds")
    assert picture.content.media.reference == "message/channel700/1/photo/9"


def test_a_picture_within_a_line_follows_the_words():
    line = types.PageBlockParagraph(types.TextConcat([types.TextPlain("See "), types.TextImage(9, 1, 1)]))
    post = said("", rich_message=types.RichMessage([line], [], [document()]))
    assert [type(item.content).__name__ for item in heard(post)] == ["Written", "Attachment"]


def test_that_a_long_post_is_not_whole_is_said():
    post = said("", rich_message=types.RichMessage([types.PageBlockDivider()], [], [], part=True))
    assert type(heard(post)[-1].content) is Unsupported


@pytest.mark.parametrize("name", classes(types.TypePageBlock))
def test_every_block_of_a_long_post_is_known(name):
    assert name.removeprefix("PageBlock") in rich._BLOCKS.keys() | rich._WORDS.keys()


@pytest.mark.parametrize("name", classes(types.TypeRichText))
def test_every_style_of_a_long_post_is_known(name):
    assert name.removeprefix("Text") in rich_words._SPECIAL.keys() | rich_words._STYLES.keys()


@pytest.mark.parametrize("name", classes(types.TypeMessageEntity))
def test_every_decoration_is_known(name):
    assert name.removeprefix("MessageEntity") in texts._AS_EXPORTED.keys() | texts._WITH_MORE.keys()


def test_words_alone_are_words():
    assert type(content(said())) is Written
