from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bridge.commands.answers import Answer, Code, Items, Paragraph, RoomLink, Strong, say
from bridge.commands.rendering import to_edit, to_message, without
from bridge.matrix.events import RoomId

ROOM = RoomId("!tea:example.org")
EVERYTHING = Answer(
    (
        Paragraph(("Moving ", Strong("Tea & <cake>"), ", or type ", Code("cancel"), ".\nNow.")),
        Items(((RoomLink(ROOM, "Tea @room"), " – here"), ("lost: 7",))),
        Items((("first",), ("second",)), numbered=True),
    )
)


def test_an_answer_is_plain_words_and_the_same_as_html():
    assert to_message(EVERYTHING) == {
        "msgtype": "m.notice",
        "body": (
            "Moving Tea & <cake>, or type cancel.\nNow.\n\n"
            "• Tea @room (https://matrix.to/#/!tea:example.org) – here\n• lost: 7\n\n1. first\n2. second"
        ),
        "format": "org.matrix.custom.html",
        "formatted_body": (
            "<p>Moving <strong>Tea &amp; &lt;cake&gt;</strong>, or type <code>cancel</code>.<br>Now.</p>"
            '<ul><li><a href="https://matrix.to/#/!tea:example.org">Tea @room</a> – here</li><li>lost: 7</li></ul>'
            "<ol><li>first</li><li>second</li></ol>"
        ),
        "m.mentions": {},
    }


def test_a_change_names_what_it_replaces():
    content = to_edit(say("done"), "$1")
    assert (content["body"], content["m.new_content"]["body"]) == ("* done", "done")
    assert content["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$1"}


def test_a_question_for_a_secret_is_marked_also_when_it_replaces_something():
    assert to_message(say("?"), asks_secret=True)["beringia.asks"] == "secret"
    assert to_edit(say("?"), "$1", asks_secret=True)["m.new_content"]["beringia.asks"] == "secret"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_title_becomes_markup(title):
    html = to_message(Answer((Paragraph((Strong(title), RoomLink(ROOM, title), Code(title), title)),)))[
        "formatted_body"
    ]
    assert html.count("<strong>") == html.count("<code>") == html.count("<a ") == 1
    assert "<" not in html.partition("<strong>")[2].partition("</strong>")[0]


@given(st.text(st.characters(exclude_characters="•"), min_size=4))
def test_nothing_repeats_a_secret(secret):
    pieces = (f"a {secret}", Strong(secret), Code(f"{secret}{secret}"), RoomLink(ROOM, f"a{secret}b"))
    masked = without(Answer((Paragraph(pieces), Items((pieces,)))), secret)
    expected = ("a •••", Strong("•••"), Code("••••••"), RoomLink(ROOM, "a•••b"))
    assert masked == Answer((Paragraph(expected), Items((expected,))))
