from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bridge.matrix.user_ids import ghost_id, is_ghost, room_alias
from bridge.model.ids import ChatId, Network, PersonId
from registration import namespaces

PREFIXES = st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True)
DOMAINS = st.from_regex(r"[a-z0-9-]{1,8}(\.[a-z0-9-]{1,8}){0,2}(:[0-9]{2,4})?", fullmatch=True)
NETWORKS = st.from_regex(r"[a-z][a-z0-9_-]{0,31}", fullmatch=True).map(Network)


@given(PREFIXES, DOMAINS, NETWORKS, st.text())
def test_every_ghost_and_every_room_is_in_our_namespaces(prefix, domain, network, source_id):
    ghost = ghost_id(b"secret", prefix, network, PersonId(source_id), domain)
    alias = room_alias(b"secret", prefix, network, ChatId(source_id), domain)
    assert re.match(namespaces.users(prefix, domain), ghost)
    assert re.match(namespaces.aliases(prefix, domain), alias)


@given(PREFIXES, DOMAINS, st.from_regex(r"@[a-z0-9._-]{1,60}:[a-z0-9.:-]{1,30}", fullmatch=True))
def test_nobody_else_is(prefix, domain, user_id):
    matched = re.match(namespaces.users(prefix, domain), user_id) is not None
    assert matched == is_ghost(user_id, prefix, domain)


def test_a_dot_of_the_domain_is_a_dot():
    ghost = ghost_id(b"secret", "beringia", Network("telegram"), PersonId("1"), "example-org")
    assert not re.match(namespaces.users("beringia", "example.org"), ghost)
