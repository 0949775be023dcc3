from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.history.report.contents import ExportReport, LeftOut, ReasonReport
from bridge.history.report.losses import Loss
from bridge.history.report.page import MOST_ITEMS, MOST_PEOPLE, day, moment
from bridge.history.report.tally import OUTCOMES, Tally
from bridge.matrix.cleaning import clean_line
from bridge.store import Contribution
from tests.support.reports import (
    NOW,
    books,
    chat_proof,
    chat_report,
    finding,
    item_report,
    page,
    person_report,
    proof,
    report,
)

STYLE = resources.files("bridge.history.report").joinpath("page.css").read_text(encoding="utf-8")
HOSTILE = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8"), min_size=1),
    st.sampled_from(
        [
            "</title><script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            '" onmouseover="alert(1)',
            "' style='all:unset",
            "{{ 7 * 7 }}{% for x in y %}",
            "--><svg/onload=alert(1)>",
            "&lt;b&gt; &amp;amp;",
            "\u202eevil\u2066",
            "]]></style>",
        ]
    ),
)


class Markup(HTMLParser):
    """The elements of a page with their attributes, and the words between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def full(name="Anna"):
    """A report where everything that a stranger can name has this name, with the items that belong to it."""
    kept = books(4, **dict.fromkeys(OUTCOMES, 1))
    found = chat_proof(findings=(finding(message=name, detail=name, event_id=name),))
    chat = chat_report(
        title=name,
        books=kept,
        error=name,
        people=(person_report(name=name, items=kept.items),),
        losses=(Loss(code="edit-history", count=1, words="edited"),),
        reasons=(ReasonReport(outcome="missing", reason=name, items=1),),
        warnings=(name,),
        brought=(Contribution(export=1, portal=1, new=6, same=0, improved=0, changed_after_sent=0, late=0),),
        proof=found,
    )
    export = ExportReport(
        id=1, file=name, reader="jsonl", network="n", fingerprint="f", staged_at=NOW, read={"text": 1}
    )
    left_out = LeftOut(title=name, network="Campfire", kind="direct", items=2, why_not="private")
    made = report(chat, taken=proof(found), exports=(export,), left_out=(left_out,))
    return made, item_report(id=name, name=name, reason=name)


def read(made, *items):
    return Markup(asyncio.run(page(made, *items)))


@pytest.fixture(scope="module")
def harmless():
    return read(*full("Anna"))


@given(HOSTILE)
@settings(deadline=None, max_examples=40)
def test_no_name_adds_or_changes_an_element(harmless, name):
    assert read(*full(name)).elements == harmless.elements


@given(HOSTILE.filter(clean_line))
@settings(deadline=None, max_examples=40)
def test_every_name_can_be_read(name):
    assert " ".join(clean_line(name).split()) in read(*full(name)).text


def test_names_stand_apart_from_the_text_around_them():
    html = asyncio.run(page(*full("Bora")))
    body = html[html.index("<body>") :]
    assert not re.findall(r"(?<!<bdi>)(?<!<code>)Bora", body)


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing():
    markup = read(*full())
    assert {"script", "img", "link", "iframe", "object", "form"}.isdisjoint(tag for tag, _ in markup.elements)
    assert all(attributes["href"].startswith("#") for attributes in markup.all("a"))
    assert not any(key.startswith("on") or key in ("src", "style") for _, found in markup.elements for key in found)
    assert "url(" not in STYLE and "@import" not in STYLE


def test_the_policy_allows_this_style_and_nothing_else():
    html = asyncio.run(page(*full()))
    style = html[html.index("<style>") + 7 : html.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(meta["content"] for meta in Markup(html).all("meta") if "http-equiv" in meta)
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_the_page_begins_as_html_and_says_its_language():
    html = asyncio.run(page(report()))
    assert html.startswith("<!DOCTYPE html>")
    assert Markup(html).all("html") == [{"lang": "en"}]


def test_headings_never_skip_a_level():
    levels = [int(tag[1]) for tag, _ in read(*full()).elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_every_header_of_a_table_says_what_it_heads():
    assert all(header.get("scope") in ("col", "row") for header in read(*full()).all("th"))


def test_no_outcome_is_told_by_colour_alone():
    html = asyncio.run(page(*full()))
    told = re.findall(r'<span class="outcome is-(\w+)">([^<]*)</span>', html)
    assert {name for name, _ in told} == set(OUTCOMES)
    assert all(words for _, words in told)


def test_links_lead_to_something():
    chats = (chat_report(portal=1), chat_report(portal=2))
    markup = read(report(*chats))
    ids = {attributes.get("id") for _, attributes in markup.elements}
    assert {attributes["href"][1:] for attributes in markup.all("a")} <= ids
    assert {attributes["aria-labelledby"] for attributes in markup.all("section")} <= ids


def test_the_equation_is_written_out():
    text = read(report(chat_report(books=books(done=5, withheld=2, missing=1)))).text
    assert "8 in the source = 5 done + 2 withheld + 0 unsupported + 1 file missing + 0 failed + 0 not said yet" in text
    assert "Both sides agree" in text


def test_books_that_do_not_balance_are_told_loudly():
    text = read(report(chat_report(books=books(9, done=8)))).text
    assert "9 in the source ≠ 8 done" in text
    assert "✗ The sides do not agree: 9 on the left, 8 on the right" in text


def test_what_was_never_verified_is_told_everywhere():
    assert read(report()).text.count("Never verified") >= 4


def test_a_proof_tells_what_was_compared():
    found = chat_proof(events=1234)
    text = read(report(chat_report(proof=found), taken=proof(found, files=56))).text
    assert "Events read back 1,234 Files compared 56 Differences none" in text


def test_every_difference_is_listed():
    found = chat_proof(findings=tuple(finding(event_id=f"$event-{number}") for number in range(30)))
    text = read(report(chat_report(proof=found), taken=proof(found))).text
    assert all(one.event_id in text for one in found.findings)


def test_more_items_than_a_page_holds_are_told_in_number():
    items = [item_report(id=f"item-{number}") for number in range(MOST_ITEMS + 7)]
    text = read(report(chat_report(books=books(done=1, missing=len(items)))), *items).text
    assert f"item-{MOST_ITEMS - 1} " in text and f"item-{MOST_ITEMS} " not in text
    assert "And 7 items more: report.json lists all of them." in text


def test_items_that_share_a_record_are_all_counted():
    text = read(report(chat_report(books=books(done=1, withheld=9))), item_report(count=9)).text
    assert "(9 items)" in text
    assert "more: report.json" not in text


def test_more_people_than_a_page_holds_are_told_in_number():
    people = tuple(person_report(name=f"person-{number}") for number in range(MOST_PEOPLE + 2))
    assert "And 2 people more, who said less" in read(report(chat_report(people=people))).text


def test_an_import_that_stopped_says_why():
    chat = chat_report(state="failed", error="The disk is full.", books=books(done=1, not_said=1), room_id=None)
    text = read(report(chat)).text
    assert "Stopped. The disk is full." in text
    assert "not made yet" in text


def test_an_empty_chat_has_a_report_too():
    text = read(report(chat_report(books=books(source=0, done=0), kinds=(), people=(), first=None, last=None))).text
    assert "0 in the source = 0 done" in text


@given(st.integers(min_value=-(2**63), max_value=2**63 - 1))
def test_any_time_can_be_told(time):
    assert str(time) in moment(time) or re.fullmatch(r"\d+-\d\d-\d\d \d\d:\d\d:\d\d UTC", moment(time))


def test_a_time_that_is_not_kept_is_a_dash():
    assert day(None) == "–"


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_every_colour_of_words_can_be_read_on_every_ground(scheme):
    colours = _colours(scheme)
    grounds = [colours.pop(name) for name in ("paper", "sheet")]
    colours.pop("wash")
    colours.pop("rule")
    assert {
        f"{name} on {ground}" for name in colours for ground in grounds if _contrast(colours[name], ground) < 4.5
    } == set()


def _colours(scheme):
    """The custom properties of a scheme, without the fonts: those of paper stand on top of those of the screen."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    assert len(blocks) == 3
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[["light", "dark", "print"].index(scheme)]))


def _contrast(one, other):
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_outcomes_of_a_whole_chat_are_those_of_its_tally():
    items = Tally(done=12, failed=1)
    text = read(report(chat_report(books=books(done=12, failed=1), people=(person_report(items=items),)))).text
    assert "person items done failed Anna (Campfire) 13 12 1" in text
