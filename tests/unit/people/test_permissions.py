from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.matrix.events import UserId
from bridge.people.permissions import Level, Permissions

ANNA, BORA = UserId("@anna:example.org"), UserId("@bora:example.org")
STRANGER = UserId("@anna:elsewhere.example")


def permissions(**levels):
    """Keywords: ``all``, ``server``, or a localpart of our server."""
    names = {"all": "*", "server": "*:example.org", "stranger": STRANGER}
    patterns = {names.get(name, f"@{name}:example.org"): level for name, level in levels.items()}
    return Permissions.configured("example.org", patterns)


@pytest.mark.parametrize(
    ("levels", "user", "level"),
    [
        ({}, ANNA, Level.NONE),
        ({"all": "user"}, ANNA, Level.USER),
        ({"all": "user"}, STRANGER, Level.NONE),
        ({"all": "admin", "server": "user"}, ANNA, Level.USER),
        ({"all": "none", "server": "user"}, ANNA, Level.USER),
        ({"server": "user", "anna": "admin"}, ANNA, Level.ADMIN),
        ({"server": "user", "anna": "admin"}, BORA, Level.USER),
        ({"server": "admin", "anna": "none"}, ANNA, Level.NONE),
        ({"server": "user"}, STRANGER, Level.NONE),
        ({"stranger": "user"}, STRANGER, Level.USER),
        ({"anna": "admin"}, STRANGER, Level.NONE),
        ({"server": "user"}, UserId("@anna:example.org.evil"), Level.NONE),
        ({"server": "user"}, UserId("@anna:evil:example.org"), Level.NONE),
        ({"server": "user"}, UserId("anna:example.org"), Level.NONE),
        ({"all": "user"}, UserId("*"), Level.NONE),
    ],
)
def test_the_most_exact_pattern_counts(levels, user, level):
    assert permissions(**levels).of(user) is level


def test_a_server_with_a_port_has_that_port_in_its_name():
    known = Permissions.configured("localhost:8448", {"*": "user"})
    assert known.of(UserId("@anna:localhost:8448")) is Level.USER
    assert known.of(UserId("@anna:localhost")) is Level.NONE


@given(st.text(), st.sampled_from(Level))
def test_nobody_of_another_server_is_let_in_by_a_pattern(name, level):
    known = Permissions("example.org", {"*": level, "*:example.org": level})
    assert known.of(UserId(f"@{name}:elsewhere.example")) is Level.NONE
