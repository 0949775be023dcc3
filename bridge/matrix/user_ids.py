"""Matrix ids of people and rooms that come from a network: opaque, so that no phone number becomes an id.

An id in a room's history can never be changed; the HMAC is what makes it forgettable.
"""

from __future__ import annotations

import re

from bridge.matrix.events import UserId
from bridge.matrix.source_key import DIGEST_LENGTH, opaque
from bridge.model.ids import ChatId, Network, PersonId


def ghost_id(secret: bytes, prefix: str, network: Network, person: PersonId, domain: str) -> UserId:
    """The Matrix id of a person's ghost: ``@<prefix>_<network>_<26 characters>:<domain>``."""
    return UserId(f"@{prefix}_{network}_{opaque(secret, 'person', network, person)}:{domain}")


def room_alias(secret: bytes, prefix: str, network: Network, chat: ChatId, domain: str) -> str:
    """The alias by which a portal's room is found again: ``#<prefix>_<network>_<26 characters>:<domain>``."""
    return f"#{prefix}_{network}_{opaque(secret, 'chat', network, chat)}:{domain}"


def is_ghost(user_id: str, prefix: str, domain: str) -> bool:
    """Whether a Matrix id is one that :func:`ghost_id` makes, for whatever person and network."""
    pattern = rf"@{re.escape(prefix)}_[a-z][a-z0-9_-]*_[a-z2-7]{{{DIGEST_LENGTH}}}:{re.escape(domain)}"
    return re.fullmatch(pattern, user_id) is not None
