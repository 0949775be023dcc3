"""What we make of the homeserver's answers."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mautrix.api import Method
from yarl import URL

from bridge.errors import ConfigError, Refused
from bridge.matrix.answers import Answer, decoded, judged
from bridge.matrix.events import ContentUri
from bridge.matrix.pages import parts_of
from bridge.matrix.requests import checked, encode
from bridge.matrix.retries import AskAgain

URL_OF_A_SEND = URL("http://127.0.0.1/_matrix/client/v3/rooms/!r/send/m.room.message/t1?user_id=@anna:x")
ERROR = {"errcode": "M_FORBIDDEN", "error": "Not\nyou"}


def judge(status: int, body: object = None, **headers: str) -> Answer:
    return judged(Method.PUT, URL_OF_A_SEND, Answer(status, body, headers))


def test_a_good_answer_is_itself():
    assert judge(200, {"event_id": "$1"}).body == {"event_id": "$1"}


def test_a_good_status_without_json_is_no_answer():
    with pytest.raises(AskAgain, match="not JSON"):
        judge(200)


@given(status=st.integers(100, 599), body=st.none() | st.just(ERROR))
def test_no_status_but_success_is_taken_for_an_answer(status: int, body: object):
    if 200 <= status < 300 and body is not None:
        assert judge(status, body).status == status
    else:
        with pytest.raises((AskAgain, Refused)):
            judge(status, body)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 418, 501])
def test_what_would_be_refused_again_is_refused(status: int):
    with pytest.raises(Refused) as refused:
        judge(status, ERROR)
    assert (refused.value.status, refused.value.code) == (status, "M_FORBIDDEN")


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 522, 599])
def test_what_may_pass_is_asked_again(status: int):
    with pytest.raises(AskAgain):
        judge(status)


def test_a_file_that_was_never_uploaded_is_not_waited_for():
    with pytest.raises(Refused):
        judge(504, {"errcode": "M_NOT_YET_UPLOADED", "error": "Media has not been uploaded yet"})


def test_a_refusal_says_what_was_asked_but_not_for_whom():
    with pytest.raises(Refused) as refused:
        judge(403, ERROR)
    assert refused.value.detail == ("PUT /_matrix/client/v3/rooms/!r/send/m.room.message/t1: 403 M_FORBIDDEN Not you")


@pytest.mark.parametrize(
    ("body", "header", "seconds"),
    [
        ({"retry_after_ms": 1500}, "", 1.5),
        ({"retry_after_ms": 1500}, "4", 4.0),
        ({"retry_after_ms": "soon"}, "2", 2.0),
        (None, "3", 3.0),
        (None, "tomorrow", 0.0),
        (None, "Fri, 01 Jan 1999 00:00:00 GMT", 0.0),
    ],
)
def test_the_longer_wish_counts(body: object, header: str, seconds: float):
    with pytest.raises(AskAgain) as again:
        judge(429, body, **{"Retry-After": header})
    assert again.value.not_before == seconds


def test_a_date_can_be_a_wish():
    with pytest.raises(AskAgain) as again:
        judge(503, None, **{"Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT"})
    assert again.value.not_before > 86_400


@given(st.binary())
def test_any_bytes_can_be_an_answer(answer: bytes):
    decoded(answer)


@pytest.mark.parametrize("content", [{"a": "\ud800"}, {"a": float("nan")}, {"a": float("inf")}, {"a": b""}])
def test_what_json_cannot_say_is_refused_here(content: dict[str, object]):
    with pytest.raises(Refused, match="cannot be written as JSON"):
        encode(content)


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.booleans() | st.none()))
def test_what_is_sent_is_what_was_meant(content: dict[str, object]):
    assert json.loads(encode(content)) == content


@pytest.mark.parametrize(
    "address", ["", "example.org", "ftp://example.org", "http://", "http://x:99999", "http://x?y=1"]
)
def test_what_is_no_address_is_a_mistake_in_the_configuration(address: str):
    with pytest.raises(ConfigError, match=r"homeserver\.address"):
        checked(address)


@pytest.mark.parametrize("uri", ["", "mxc://", "mxc://x", "mxc://x/", "mxc:///y", "mxc://x/y/z", "https://x/y"])
def test_what_is_no_file_is_refused(uri: str):
    with pytest.raises(Refused, match="not the address of a file"):
        parts_of(ContentUri(uri))


def test_a_files_address_has_two_parts():
    assert parts_of(ContentUri("mxc://example.org/abc")) == ("example.org", "abc")
