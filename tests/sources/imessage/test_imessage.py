"""What the golden files of Apple's Messages cannot show: how texts are stored, what is taken back, who somebody is."""

from __future__ import annotations

import hashlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.ids import PersonId
from bridge.model.text import Span, Style, Text
from bridge.sources.imessage.body import decoded, without_placeholders
from bridge.sources.imessage.history import time_of
from bridge.sources.imessage.people import Names, own_handle, person_id
from bridge.sources.imessage.property_lists import app_words, last_texts, loaded, was_unsent
from bridge.sources.imessage.tapbacks import reactions_of
from bridge.sources.imessage.typedstream import Unfit, first_object
from bridge.sources.iphone_backup import hashed
from tests.sources.imessage.typedstream_writer import HEADER, attributed, bold, mention, plain

REAL_LAYOUT = bytes.fromhex(
    "040b73747265616d747970656481e803840140848484124e5341747472696275746564537472696e67008484084e534f626a656374008592"
    "848484084e53537472696e67019484012b0548656c6c6f86840269490105928484840c4e5344696374696f6e617279009484016901928496"
    "961d5f5f6b494d4d657373616765506172744174747269627574654e616d658692848484084e534e756d626572008484074e5356616c7565"
    "009484012a84999900868686"
)
"""As Apple writes it: what stood before is referred to."""


def nobody(_handle: str) -> None:
    return None


def tapback(kind: int, who: str = "bora", part: str = "p:0/X", **more: object) -> dict:
    return {"associated_message_type": kind, "associated_message_guid": part, "who": who, "date": 1, "row": 1,
            "associated_message_emoji": None, **more}  # fmt: skip


def standing(*rows: dict) -> dict[str, int]:
    reactions = reactions_of(rows, lambda row: PersonId(row["who"]), lambda _date: None, lambda _row: None)
    return {reaction.emoji: reaction.count for reaction in reactions}


def test_a_text_is_read_where_classes_are_named_once_and_then_referred_to():
    assert decoded(REAL_LAYOUT, nobody) == Text("Hello")


def test_a_long_text_has_a_length_of_several_bytes():
    assert decoded(plain("bean " * 100), nobody).plain == ("bean " * 100).strip()


@given(st.text(max_size=60))
def test_a_text_is_the_same_with_decorations_and_without(written):
    assert decoded(plain(written), nobody).plain == decoded(attributed((written, bold())), nobody).plain


def test_attributes_hold_for_units_of_utf16_and_spans_for_code_points():
    text = decoded(
        attributed(("🌱🌱 ", {}), ("@Bora", mention("+49300000002")), (" now", bold())), lambda _: PersonId("b")
    )
    assert text.spans == (
        Span(start=3, end=8, style=Style.MENTION, person=PersonId("b")),
        Span(start=8, end=12, style=Style.BOLD),
    )


@pytest.mark.parametrize("cut", range(0, len(REAL_LAYOUT) - 3, 7))
def test_a_text_that_was_cut_is_unfit(cut):
    with pytest.raises(Unfit):
        first_object(REAL_LAYOUT[:cut])


@given(st.binary(max_size=300))
def test_any_bytes_are_an_object_or_unfit(content):
    with suppress(Unfit):
        first_object(HEADER + content)


def test_objects_within_objects_have_an_end():
    deep = HEADER + b"\x84\x01@" + b"\x84\x84\x84\x01A\x00\x85\x84\x01@" * 500
    with pytest.raises(Unfit, match="too deep"):
        first_object(deep)


@given(st.text(alphabet="ab \ufffc\n", max_size=30))
def test_nothing_stands_for_attachments_in_the_end(written):
    spans = (Span(start=0, end=len(written), style=Style.BOLD),) if written else ()
    text = without_placeholders(Text(written, spans))
    assert text.plain == written.replace("\ufffc", "").strip()
    assert all(0 <= span.start < span.end <= len(text.plain) for span in text.spans)


def test_a_reaction_that_was_taken_back_is_gone():
    assert standing(tapback(2001), tapback(3001)) == {}


def test_the_last_reaction_of_a_person_stands():
    assert standing(tapback(2000), tapback(2003), tapback(2000, "chidi")) == {"😂": 1, "❤️": 1}


def test_somebody_may_react_to_each_part_of_a_message():
    assert standing(tapback(2000), tapback(2001, part="p:1/X")) == {"❤️": 1, "👍": 1}


def test_a_reaction_may_be_any_emoji():
    assert standing(tapback(2006, associated_message_emoji="🥕")) == {"🥕": 1}


@pytest.mark.parametrize("written", [736_246_800, 736_246_800 * 10**9])
def test_times_are_seconds_or_nanoseconds_since_2001(written):
    assert time_of(written) == 1_714_554_000_000


@pytest.mark.parametrize("written", [None, 0, -1, 10**30, "soon", float("nan")])
def test_a_time_that_cannot_be_is_none(written):
    assert time_of(written) is None or written == -1


def test_a_person_is_a_number_or_an_address_that_no_id_tells():
    assert person_id("+49 300 00000002") == "phone:" + hashlib.sha256(b"imessage:4930000000002").hexdigest()[:32]
    assert person_id("Chidi@Beans.example") == person_id("chidi@beans.example")
    assert person_id("BEANSHOP").startswith("handle:")


@pytest.mark.parametrize(
    ("written", "handle"), [("P:+49300", "+49300"), ("E:a@b.example", "a@b.example"), ("E:", None), (None, None)]
)
def test_the_own_address_stands_behind_its_kind(written, handle):
    assert own_handle(written) == handle


def test_a_name_is_found_however_its_number_is_written():
    assert Names({}, {"300000002": "Bora"}).of("+49300000002") == "Bora"


def test_a_name_that_two_numbers_share_is_nobodys():
    assert Names({}, {"300000002": None}).of("+49300000002") is None


@given(st.binary(max_size=200))
def test_any_property_list_is_read_or_is_none(content):
    for start in (b"", b"bplist00"):
        assert loaded(start + content) is None or app_words(start + content) == {}
        assert last_texts(start + content) == []
        assert not was_unsent(start + content)


def test_files_of_a_backup_bear_the_hash_of_their_place():
    assert hashed("HomeDomain", "Library/SMS/sms.db") == "3d0d7e5fb2ce288813306e4d4636395e047a3d28"
