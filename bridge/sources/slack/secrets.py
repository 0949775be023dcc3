"""The secret in an export: a token in the address of each file, with which anybody can fetch all of them."""

from __future__ import annotations

import re
from typing import Any

from bridge.sources.archive import Archive

_TOKEN = re.compile(r"(?<=[?&;]t=)xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9._%-]*")
"""As the address of a file bears it, in which ``&`` may be written ``&amp;``."""
_IN_A_FILE = re.compile(
    rb'"(?:url_private|url_private_download)"\s{0,20}:\s{0,20}"https:\\?/\\?/files\.slack(?:-gov)?\.com[^"\s]{1,2000}?'
    rb"(?:[?&]|\\u0026)t=(xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9._-]{1,400})"
)
_PIECE = 1 << 20
_OVERLAP = 4096


def without_tokens(value: Any) -> Any:
    """A record with every token cut out of every text in it; ``?t=`` stays, and tells that there was one."""
    if isinstance(value, str):
        return _TOKEN.sub("", value) if "t=xox" in value else value
    if isinstance(value, list):
        return [without_tokens(entry) for entry in value]
    if isinstance(value, dict):
        return {key: without_tokens(entry) for key, entry in value.items()}
    return value


def token_in(archive: Archive, name: str) -> str | None:
    """The first token that the address of a file bears. Tokens that somebody wrote in a message do not count."""
    with archive.open_file(name) as stream:
        rest = b""
        while piece := stream.read(_PIECE):
            text = rest + piece
            if found := _IN_A_FILE.search(text):
                return found[1].decode()
            rest = text[-_OVERLAP:]
    return None
