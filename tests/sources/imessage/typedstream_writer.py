"""Writes the typedstream of a text with attributes, for fixtures and tests; nothing is ever referred to."""

from __future__ import annotations

from typing import Any

HEADER = b"\x04\x0bstreamtyped\x81\xe8\x03"


def name(text: str) -> bytes:
    return b"\x84" + sized(text.encode())


def sized(content: bytes) -> bytes:
    return whole(len(content)) + content


def whole(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else b"\x81" + value.to_bytes(2, "little")


def thing(classes: tuple[str, ...], *groups: bytes) -> bytes:
    chain = b"".join(b"\x84" + name(one) + b"\x00" for one in classes) + b"\x85"
    return b"\x84" + chain + b"".join(groups) + b"\x86"


def string(text: str) -> bytes:
    return thing(("NSString", "NSObject"), name("+") + sized(text.encode()))


def number(value: int) -> bytes:
    return thing(("NSNumber", "NSValue", "NSObject"), name("*") + b"\x84" + name("i"), name("i") + bytes([value]))


def url(address: str) -> bytes:
    return thing(("NSURL", "NSObject"), name("c") + b"\x00", name("@") + string(address))


def dictionary(entries: dict[str, bytes]) -> bytes:
    pairs = [name("@") + part for key, value in entries.items() for part in (string(key), value)]
    return thing(("NSDictionary", "NSObject"), name("i") + bytes([len(entries)]), *pairs)


def attributed(*runs: tuple[str, dict[str, bytes]]) -> bytes:
    """Pieces of text, each with what is true of it."""
    groups: list[bytes] = [name("@") + string("".join(text for text, _attributes in runs))]
    for place, (text, attributes) in enumerate(runs, start=1):
        units = len(text.encode("utf-16-le")) // 2
        groups += [name("iI") + whole(place) + whole(units), name("@") + dictionary(attributes)]
    return HEADER + name("@") + thing(("NSAttributedString", "NSObject"), *groups)


def plain(text: str) -> bytes:
    return attributed((text, {"__kIMMessagePartAttributeName": number(0)}))


def mention(handle: str) -> dict[str, Any]:
    return {"__kIMMentionConfirmedMention": string(handle)}


def link(address: str) -> dict[str, Any]:
    return {"__kIMLinkAttributeName": url(address)}


def bold() -> dict[str, Any]:
    return {"__kIMTextBoldAttributeName": number(1)}
