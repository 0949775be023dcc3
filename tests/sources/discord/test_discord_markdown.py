import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.ids import MediaId, PersonId
from bridge.model.text import Style
from bridge.sources.discord.markdown import Names, read

NAMES = Names(
    user=lambda number: (PersonId("102"), "Bora") if number == "102" else None,
    named={"Bora": PersonId("102"), "Bora the Great": PersonId("103")},
    channels={"6001": "general"},
    roles={},
    emoji={"777": MediaId("bean.png")},
)
MARKS = [
    "**",
    "*",
    "__",
    "_",
    "~~",
    "||",
    "`",
    "```",
    "> ",
    "# ",
    "- ",
    "[a](https://b.example)",
    "<@102>",
    "@Bora",
    "\\",
]


def spans(content):
    text = read(content, NAMES)
    return text.plain, [(span.style, text.plain[span.start : span.end]) for span in text.spans]


@pytest.mark.parametrize(
    ("content", "plain", "styles"),
    [
        ("**bold** and *italic*", "bold and italic", [(Style.BOLD, "bold"), (Style.ITALIC, "italic")]),
        ("***both***", "both", [(Style.BOLD, "both"), (Style.ITALIC, "both")]),
        ("__under__ ~~gone~~", "under gone", [(Style.UNDERLINE, "under"), (Style.STRIKETHROUGH, "gone")]),
        ("a ||secret||", "a secret", [(Style.SPOILER, "secret")]),
        ("`**code**`", "**code**", [(Style.CODE, "**code**")]),
        ("> one\n> two\nrest", "one\ntwo\nrest", [(Style.QUOTE, "one\ntwo")]),
        ("### Title\nrest", "Title\nrest", [(Style.BOLD, "Title")]),
        ("see <https://a.example>", "see https://a.example", [(Style.LINK, "https://a.example")]),
        ("<:bean:777> <:pea:778>", ":bean: :pea:", [(Style.CUSTOM_EMOJI, ":bean:")]),
    ],
)
def test_markup_becomes_spans(content, plain, styles):
    assert spans(content) == (plain, styles)


@pytest.mark.parametrize("content", ["2 * 3 * 4", "snake_case_name", "**open", "a @Nobody", "||", "5 > 4", "~x~"])
def test_what_is_no_markup_stays_as_it_was_typed(content):
    assert spans(content) == (content, [])


def test_a_block_of_code_tells_its_language():
    text = read("```py\nprint(1)\n```", NAMES)
    assert (text.plain, text.spans[0].language) == ("print(1)", "py")


def test_of_two_names_that_begin_alike_the_longer_is_meant():
    text = read("@Bora the Great, hi", NAMES)
    assert [span.person for span in text.spans] == ["103"]


def test_a_mention_by_number_shows_the_name():
    assert spans("<@!102> <@999>") == ("@Bora @unknown", [(Style.MENTION, "@Bora"), (Style.MENTION, "@unknown")])


def test_channels_and_times_become_words():
    assert read("<#6001> <#1> <t:1709294400:R> <t:999999999999999>", NAMES).plain == (
        "#general #channel 2024-03-01 12:00 UTC <t:999999999999999>"
    )


@given(st.lists(st.sampled_from([*MARKS, "a", " ", "\n", "bean"]), max_size=40).map("".join))
def test_any_mixture_of_marks_gives_spans_within_the_text(content):
    text = read(content, NAMES)
    assert all(0 <= span.start < span.end <= len(text.plain) for span in text.spans)


@given(st.text(alphabet="abc de,.", max_size=60).map(str.strip))
def test_plain_words_lose_nothing(content):
    assert read(content, NAMES).plain == content
