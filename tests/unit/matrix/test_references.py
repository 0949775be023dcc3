from bridge.matrix.to_content import references
from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.content import Attachment, Contact, Written
from bridge.model.event import AvatarChange, Change, Member, Membership, Rank, RankChange
from bridge.model.ids import ChatId, MediaId, MessageId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Forward, Reaction, Reactor
from bridge.model.text import Span, Style
from bridge.model.unreadable import Unreadable
from tests.unit.matrix.cast import ANNA, BORA, CHIDI, DANA, PHOTO, message, pin, reply, text

FILE = Media(kind=MediaKind.FILE, state=MediaState.PRESENT, reference=PHOTO)


def test_everyone_who_is_named_is_asked_for_once() -> None:
    words = text("@bora", Span(start=0, end=5, style=Style.MENTION, person=BORA))
    reaction = Reaction(emoji="👍", count=2, by=(Reactor(person=CHIDI), Reactor(person=ANNA)))
    item = message(Written(words), forward=Forward(person=DANA), reactions=(reaction,))
    assert references(item).people == (ANNA, BORA, DANA, CHIDI)


def test_members_who_are_people_are_asked_for() -> None:
    members = Member(person=BORA), Member(name="Chidi")
    assert references(message(Membership(change=Change.JOINED, members=members))).people == (ANNA, BORA)


def test_answered_pinned_and_thread_messages_are_asked_for() -> None:
    found = references(message(pin("3"), reply=reply("1"), thread="2"))
    assert (found.messages, found.threads) == (("1", "2", "3"), ("2",))


def test_messages_of_other_chats_are_not_asked_for() -> None:
    assert references(message(reply=reply("1", "other"))).messages == ()


def test_pictures_and_cards_are_asked_for() -> None:
    emoji = text("😀", Span(start=0, end=1, style=Style.CUSTOM_EMOJI, media=MediaId("emoji.webp")))
    contents = AvatarChange(FILE), Contact(name="Dana", vcard=FILE), Written(emoji)
    found = [references(message(content)).media[0].reference for content in contents]
    assert found == [PHOTO, PHOTO, "emoji.webp"]


def test_what_is_amended_is_asked_for_with_all_that_belongs_to_it() -> None:
    amendments = (
        Revision(message=MessageId("3"), content=Written(text("Bye"))),
        Deletion(messages=(MessageId("3"),)),
        ReactionChange(message=MessageId("3"), reactions=()),
        Vote(message=MessageId("3"), options=()),
    )
    found = [references(message(amendment)) for amendment in amendments]
    assert [(one.messages, one.amended) for one in found] == [(("3",), ("3",))] * 4


def test_the_files_and_people_of_an_edit_are_asked_for() -> None:
    words = text("@bora", Span(start=0, end=5, style=Style.MENTION, person=BORA))
    edits = [Revision(message=MessageId("3"), content=content) for content in (Attachment(media=FILE), Written(words))]
    found = [references(message(edit)) for edit in edits]
    assert (found[0].media, found[1].people) == ((FILE,), (ANNA, BORA))


def test_whoever_reacted_now_and_whoever_has_another_rank_is_asked_for() -> None:
    reaction = Reaction(emoji="👍", count=1, by=(Reactor(person=CHIDI),))
    contents = ReactionChange(message=MessageId("3"), reactions=(reaction,)), RankChange(person=DANA, rank=Rank.ADMIN)
    assert [references(message(content)).actors[-1] for content in contents] == [CHIDI, DANA]


def test_an_unreadable_record_needs_nothing() -> None:
    broken = Unreadable(chat=ChatId("1"), id=MessageId("1"), time=0, place=0, reason="")
    assert references(broken) == references(message(sender=None))
