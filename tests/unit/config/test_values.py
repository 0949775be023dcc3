from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from config import values


@given(st.integers(min_value=0, max_value=10**6), st.sampled_from(["", " "]))
def test_a_size_with_a_unit_is_its_bytes(number, space):
    assert values.size(f"{number}{space}MiB") == number * 1024 * 1024
    assert values.size(f"{number}") == number


@pytest.mark.parametrize("text", ["", "MiB", "1 MB", "1.5 GiB", "-1 MiB", "one", "1 mib", "1 MiB MiB"])
def test_what_is_no_size_says_what_was_expected(text):
    with pytest.raises(ValueError, match="expected a size"):
        values.size(text)


@pytest.mark.parametrize(
    "text", ["http://127.0.0.1:8008", "https://matrix.example.org", "http://[::1]:8008", "http://synapse/"]
)
def test_an_address_is_scheme_host_and_port(text):
    assert values.address(text) == text.rstrip("/")


@pytest.mark.parametrize(
    "text",
    ["", "example.org", "ftp://a", "http://", "http://a/b", "http://u:p@a", "http://a?b", "http://a:x", "http://[::1"],
)
def test_anything_else_is_no_address(text):
    with pytest.raises(ValueError, match="expected an address"):
        values.address(text)


@pytest.mark.parametrize("name", ["example.org", "localhost:8448", "10.0.0.1", "[::1]:8448", "[2001:db8::1]", "a"])
def test_a_server_name_is_what_matrix_says_it_is(name):
    assert values.server_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "https://example.org", "@anna:example.org", "a b", "exa_mple.org", "a:99999", "[::g]", "a" * 300]
)
def test_anything_else_is_no_server_name(name):
    with pytest.raises(ValueError, match="expected the homeserver's name"):
        values.server_name(name)


@pytest.mark.parametrize("uri", ["sqlite:///a.db", "sqlite:////var/a.db", "postgres://u:p@h/d", "postgresql:///d"])
def test_a_database_is_sqlite_or_postgresql(uri):
    assert values.database(SecretStr(uri)).get_secret_value() == uri


@pytest.mark.parametrize("uri", ["", "a.db", "sqlite://", "sqlite:///", "sqlite://a.db", "mysql://h/d", "postgres://h"])
def test_anything_else_is_no_database(uri):
    with pytest.raises(ValueError, match="expected sqlite"):
        values.database(SecretStr(uri))


@pytest.mark.parametrize(
    ("uri", "secret"),
    [
        ("postgres://u:p@h/d", True),
        ("postgres:///d?password=p", True),
        ("postgres://u@h/d", False),
        ("sqlite:///a", False),
    ],
)
def test_a_password_in_a_database_address_is_noticed(uri, secret):
    assert values.has_password(uri) is secret


@pytest.mark.parametrize("text", ["{name}", "{", "{network!r}", "}{network}", " (\n)"])
def test_a_suffix_has_one_placeholder_and_one_line(text):
    with pytest.raises(ValueError, match=r"placeholder|printable"):
        values.suffix(text)


def test_a_room_version_whose_rooms_can_never_be_given_up_is_refused():
    with pytest.raises(ValueError, match="never give a room up"):
        values.room_version("12")
