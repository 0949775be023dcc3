"""What messages say: texts, files, places, polls, and what was deleted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.content import Attachment, Contact, Location, Poll, PollOption, Unsupported, Written
from bridge.model.event import Notice
from bridge.model.ids import PersonId
from bridge.model.media import MediaKind, MediaState
from bridge.model.message import Message
from bridge.model.text import Span, Style, Text
from bridge.sources.archive import Archive
from bridge.sources.whatsapp.text.markup import formatted
from bridge.sources.whatsapp.text.reader import ChatExport
from bridge.sources.whatsapp.text.words import LANGUAGES
from tests.sources.whatsapp.chat_exports import MARK, android, contents, iphone, messages, told

DELETED = [phrase for language in LANGUAGES for phrase in (*language.deleted, *language.deleted_by_you)]
OMITTED = [phrase for language in LANGUAGES for phrase in language.omitted]
OMITTED_KINDS = [
    (kind, phrase) for language in LANGUAGES for kind, phrases in language.omitted_kinds.items() for phrase in phrases
]


def said(body: str, **options) -> object:
    return contents(android(f"Anna: {body}"), **options)[0]


def said_on_iphone(body: str, **options) -> object:
    return contents(iphone(f"Anna: {body}"), **options)[0]


def nobody(_: str) -> None:
    return None


@pytest.mark.parametrize("phrase", DELETED)
def test_a_deleted_message_stays_visible_as_deleted(phrase):
    assert said(phrase.replace("*", "Bora") + ".") == Notice("deleted this message", "deleted")


@pytest.mark.parametrize("phrase", OMITTED)
def test_android_says_of_any_file_that_it_was_left_out(phrase):
    content = said(f"<{phrase}>\nby the wall")
    assert isinstance(content, Attachment) and content.caption.plain == "by the wall"
    assert content.media.state is MediaState.NOT_EXPORTED


@pytest.mark.parametrize(("kind", "phrase"), OMITTED_KINDS)
def test_iphones_say_the_kind_of_what_was_left_out(kind, phrase):
    content = said_on_iphone(f"by the wall {MARK}{phrase}")
    assert isinstance(content, Attachment) and (content.media.kind, content.caption.plain) == (kind, "by the wall")


def test_brackets_in_an_unknown_language_are_believed_when_they_come_often():
    often = contents(android(*["Anna: <Media jätetty pois>"] * 3, "Bora: <kind of sad>"))
    assert [type(content) for content in often] == [Attachment] * 3 + [Written]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("IMG-20260314-WA0001.jpg", MediaKind.IMAGE),
        ("VID-20260314-WA0001.mp4", MediaKind.VIDEO),
        ("PTT-20260314-WA0001.opus", MediaKind.VOICE),
        ("AUD-20260314-WA0001.m4a", MediaKind.AUDIO),
        ("STK-20260314-WA0001.webp", MediaKind.STICKER),
        ("DOC-20260314-WA0001.pdf", MediaKind.FILE),
        ("Plan for spring (2).pdf", MediaKind.FILE),
    ],
)
def test_an_attached_file_is_there(name, kind):
    content = said(f"{MARK}{name} (file attached)\nlook", files=(name,))
    assert isinstance(content, Attachment) and content.caption.plain == "look"
    assert (content.media.kind, content.media.state, content.media.reference) == (kind, MediaState.PRESENT, name)


@pytest.mark.parametrize("word", [word for language in LANGUAGES for word in language.attached])
def test_files_are_attached_in_all_languages(word):
    lost = said(f"notes.pdf ({word})")
    on_iphone = said_on_iphone(f"{MARK}<{word}: notes.pdf>")
    for content in (lost, on_iphone):
        assert isinstance(content, Attachment) and content.media.state is MediaState.LOST


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("00000012-PHOTO-2026-03-14-09-00-00.jpg", MediaKind.IMAGE),
        ("00000012-GIF-2026-03-14-09-00-00.mp4", MediaKind.ANIMATION),
        ("00000012-AUDIO-2026-03-14-09-00-00.opus", MediaKind.VOICE),
        ("00000012-STICKER-2026-03-14-09-00-00.webp", MediaKind.STICKER),
        ("00000012-VIDEO_NOTE-2026-03-14-09-00-00.mp4", MediaKind.VIDEO_MESSAGE),
    ],
)
def test_iphones_number_their_files(name, kind):
    content = said_on_iphone(f"the caption {MARK}<in an unknown language: {name}>", files=(name,))
    assert isinstance(content, Attachment) and (content.media.kind, content.caption.plain) == (kind, "the caption")


def test_a_document_on_an_iphone_bears_its_own_name():
    content = said_on_iphone(
        f"Plan.pdf • {MARK}2 pages {MARK}<attached: 00000003-Plan.pdf>", files=("00000003-Plan.pdf",)
    )
    assert isinstance(content, Attachment) and (content.media.file_name, content.caption) == ("Plan.pdf", Text())


def test_a_card_says_itself_whose_it_is(tmp_path):
    (tmp_path / "chat.txt").write_text(android("Anna: a.vcf (file attached)"))
    (tmp_path / "a.vcf").write_text("BEGIN:VCARD\nFN:Chidi Eze\nTEL;type=CELL:+49 30 901820\nEND:VCARD\n")
    with Archive.open(tmp_path) as archive:
        (content,) = [item.content for item in ChatExport().read(archive, told()) if isinstance(item, Message)]
    assert isinstance(content, Contact) and (content.name, content.phone) == ("Chidi Eze", "+49 30 901820")


def test_a_contact_is_a_card():
    content = said("Chidi.vcf (file attached)", files=("Chidi.vcf",))
    assert isinstance(content, Contact) and content.name == "Chidi"
    assert content.vcard is not None and content.vcard.state is MediaState.PRESENT


@pytest.mark.parametrize("word", [word for language in LANGUAGES for word in language.location])
def test_a_place_is_a_place_in_all_languages(word):
    assert said(f"{word}: https://maps.google.com/?q=-1.5,36.25") == Location(latitude="-1.5", longitude="36.25")


def test_a_place_that_is_nowhere_is_a_text():
    assert isinstance(said("location: https://maps.google.com/?q=91.5,36.25"), Written)


@pytest.mark.parametrize("word", [word for language in LANGUAGES for word in language.poll])
def test_a_poll_has_its_votes(word):
    options = (PollOption(text="Tea", votes=2), PollOption(text="Milk: warm", votes=0))
    content = said(f"{word}:\nWhat?\nOPTION: Tea (2 votes)\nOPTION: Milk: warm (0 votes)\n")
    assert content == Poll(question="What?", options=options)


def test_lines_with_colons_are_no_poll():
    assert isinstance(said("Plan:\nfirst: beans\nsecond: peas"), Written)


@pytest.mark.parametrize("phrase", [phrase for language in LANGUAGES for phrase in language.edited])
def test_an_edited_message_says_so(phrase):
    (message,) = messages(android(f"Anna: at seven <{phrase}>"))
    assert (message.content, message.edited) == (Written(Text("at seven")), message.time)


@pytest.mark.parametrize("body", ["null", "<View once voice message omitted>"])
def test_what_may_be_seen_once_is_never_exported(body):
    content = said(body)
    assert isinstance(content, Attachment) and content.media.state is MediaState.NOT_EXPORTED


def test_an_empty_message_is_visible():
    assert isinstance(said(""), Unsupported)


@pytest.mark.parametrize(
    ("raw", "plain", "styles"),
    [
        ("*bold*", "bold", [Style.BOLD]),
        ("so _it_ is", "so it is", [Style.ITALIC]),
        ("~no~", "no", [Style.STRIKETHROUGH]),
        ("`x`", "x", [Style.CODE]),
        ("```a\nb```", "a\nb", [Style.PREFORMATTED]),
        ("> a\n> b\nc", "a\nb\nc", [Style.QUOTE]),
        ("*_both_*", "both", [Style.ITALIC, Style.BOLD]),
        ("2*3*4", "2*3*4", []),
        ("snake_case_name", "snake_case_name", []),
        ("* a * b", "* a * b", []),
        ("*open", "*open", []),
        ("`*x*`", "*x*", [Style.CODE]),
        ("@\u2068Anna B\u2069 hi", "@Anna B hi", [Style.MENTION]),
        ("\u2068@Anna B\u2069 hi", "@Anna B hi", [Style.MENTION]),
        ("@49301234567 hi", "@49301234567 hi", [Style.MENTION]),
        ("a@12345678.example", "a@12345678.example", []),
    ],
)
def test_markup_becomes_spans(raw, plain, styles):
    text = formatted(raw, nobody)
    assert (text.plain, sorted(span.style for span in text.spans)) == (plain, sorted(styles))


@given(st.text(alphabet="*_~`> a\nb@\u2068\u2069", max_size=200))
def test_spans_lie_inside_their_text(raw):
    text = formatted(raw, nobody)
    assert all(0 <= span.start < span.end <= len(text.plain) for span in text.spans)


def test_a_mention_means_whoever_bears_the_name():
    (content,) = [
        one for one in contents(android("Anna: hi", "Bora: @\u2068~\u202fAnna\u2069!")) if one != Written(Text("hi"))
    ]
    assert content == Written(
        Text("@Anna!", (Span(start=0, end=5, style=Style.MENTION, person=PersonId("name:Anna")),))
    )


@pytest.mark.parametrize(
    ("body", "kind", "state"),
    [
        ("<\u200eimage omitted>", MediaKind.IMAGE, MediaState.NOT_EXPORTED),
        ("2016-03-14-PHOTO-00000012.jpg <\u200eattached>", MediaKind.IMAGE, MediaState.LOST),
    ],
)
def test_old_iphones_wrote_files_in_angle_brackets(body, kind, state):
    (content,) = contents(f"14/03/16 09:00:00: Anna: {body}\n")
    assert isinstance(content, Attachment) and (content.media.kind, content.media.state) == (kind, state)
