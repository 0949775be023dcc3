from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.sources.mail.dates import Dates
from bridge.sources.mail.headers import head_of, without_codes
from bridge.sources.mail.senders import person_id, sender_of
from bridge.sources.mail.threads import Threads
from bridge.sources.wall_clock import WallClock

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC).timestamp() * 1000


def head(**fields):
    return head_of([f"{name.replace('_', '-')}: {value}\n".encode() for name, value in fields.items()])


def read(written, zone=None):
    return Dates(WallClock(ZoneInfo(zone) if zone else None)).read(written)


@pytest.mark.parametrize(
    ("coded", "words"),
    [
        ("=?utf-8?q?Caf=C3=A9?=", "Café"),
        ("=?utf-8?b?w7w=?= =?utf-8?b?w7w=?=", "üü"),
        ("=?iso-8859-1?Q?a_b?= and more", "a b and more"),
        ("=?martian?q?x?=", "x"),
        ("=?utf-8?b?%%%?=", ""),
        ("no code =?", "no code =?"),
    ],
)
def test_encoded_words_are_what_they_mean(coded, words):
    assert without_codes(coded) == words


def test_a_folded_field_is_one_line():
    assert head_of([b"Subject: a\n", b"\tb\n", b"\n", b"X: y\n"]).words("subject") == "a b"


def test_options_in_pieces_are_joined():
    lines = [b"Content-Type: image/png; name*0*=utf-8''%C3%BC; name*1=\".png\"\n"]
    assert head_of(lines).parameters("content-type") == ("image/png", {"name": "ü.png"})


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('"Anna \\"A\\"" <Anna@Example.org>', 'Anna "A"'),
        ("anna@example.org (Anna)", "Anna"),
        ("anna at example.org (Anna)", "Anna"),
        ("<anna@example.org>", "anna"),
        ("anna@example.org", "anna"),
    ],
)
def test_one_address_is_one_person_however_it_is_written(written, name):
    sender = sender_of(head(From=written))
    assert sender is not None
    assert (sender.id, sender.name) == (person_id("anna@example.org"), name)


def test_a_list_that_speaks_for_somebody_names_them():
    sender = sender_of(head(From="'Anna' via Garden <garden@example.org>", List_Id="<x>", Reply_To="anna@example.org"))
    assert sender is not None
    assert (sender.name, sender.email) == ("Anna", "anna@example.org")


@pytest.mark.parametrize(
    "written",
    [
        "Wed, 1 May 2024 14:00:00 +0200",
        "Wed, 1 May 2024 14:00:00 +0200 (CEST)",
        "1 May 2024 12:00:00 GMT",
        "Wed, 1 May 2024 12:00:00 -0000",
        "Wed, 1 May 2024 14:00:00 CEST",
        "Wed, 1 May 2024 08:00:00 EDT",
    ],
)
def test_one_moment_is_read_in_every_zone(written):
    assert read(written) == NOON


def test_a_date_without_zone_is_that_of_the_zone_that_was_told():
    assert read("Wed, 1 May 2024 14:00:00", "Europe/Berlin") == NOON


@given(st.text(max_size=120))
def test_no_text_at_all_breaks_a_date(written):
    found = read(written)
    assert found is None or 0 < found < 4_102_444_800_000


def test_an_answer_without_references_joins_the_thread_of_what_it_answers():
    threads = Threads()
    threads.place("b", head(In_Reply_To="<a>", References="<root> <a>"))
    reply, thread = threads.place("c", head(In_Reply_To="<b>"))
    assert reply is not None
    assert (reply.message, thread) == ("b", "root")


def test_a_subject_is_said_once_in_a_thread():
    threads = Threads()
    said = [
        threads.subject_to_say(name, "a", subject)
        for name, subject in [("a", "Soup"), ("b", "Re: Soup"), ("c", "AW: Bread")]
    ]
    assert said == ["Soup", "", "AW: Bread"]


def test_a_mail_that_answers_itself_answers_nothing():
    assert Threads().place("a", head(In_Reply_To="<a>", References="<a>")) == (None, None)


def test_a_head_without_end_costs_little_memory():
    endless = (b"X-%d: a\n" % number if number % 2 else b" " * 60_000 for number in range(200))
    kept = head_of(endless).fields
    assert len(kept) == 100
    assert sum(map(len, kept.values())) <= 1024 * 1024


def test_what_stands_twice_does_not_run_into_the_first():
    kept = head_of([b"To: Anna\n", b"To: Bora\n", b" and Chidi\n", b"no field\n", b" at all\n"])
    assert kept.words("to") == "Anna"
