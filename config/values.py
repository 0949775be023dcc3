"""Kinds of values in the configuration: each function returns what was meant, or says what was expected."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

PLACEHOLDER = "written-by-beringia-init"
"""Stands in ``example.yaml`` where a secret belongs."""

_UNITS = {"": 1, "B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3, "TiB": 1024**4}
_SIZE = re.compile(r"(\d+)\s*([A-Za-z]*)")
_DATA_CENTRE = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):(?P<port>\d{1,5})/(?P<number>[1-9]\d{0,4})")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,230}")


def size(value: object) -> object:
    """Bytes, of a number or of a text like ``100 MiB``."""
    if not isinstance(value, str):
        return value
    match = _SIZE.fullmatch(value.strip())
    if match is None or match[2] not in _UNITS:
        raise ValueError("expected a size in bytes, or with a unit: '500 KiB', '100 MiB', '2 GiB'")
    return int(match[1]) * _UNITS[match[2]]


def room_version(value: str) -> str:
    """A room version whose maker can give the room up: from 12 on our bot would own every room for ever."""
    if value not in {"10", "11"}:
        raise ValueError("expected '11' or '10': from room version 12 on, the bot could never give a room up")
    return value


def suffix(value: str) -> str:
    """What is added to a name. ``{network}`` is the only thing that may stand in braces."""
    if any(sign in value.replace("{network}", "") for sign in "{}"):
        raise ValueError("the only placeholder here is {network}")
    return line(value)


def address(value: str) -> str:
    """Where a server is reached: scheme, host and port, nothing else; no slash at the end."""
    if not _is_bare(_split(value)):
        raise ValueError("expected an address like http://127.0.0.1:8008, without path or user")
    return value.rstrip("/")


def optional_address(value: str | None) -> str | None:
    """The same, or nothing."""
    return None if value is None else address(value)


def server_name(value: str) -> str:
    """A homeserver's name (https://spec.matrix.org/v1.16/appendices/#server-name)."""
    host, _, port = value.rpartition(":") if re.search(r":\d{1,5}$", value) else (value, "", "443")
    if not (_is_ipv6(host) or _HOST.fullmatch(host)) or int(port) > 65535:
        raise ValueError("expected the homeserver's name as it stands in Matrix ids, like example.org")
    return value


def database(value: SecretStr) -> SecretStr:
    """A database that the store knows how to open."""
    url = _split(value.get_secret_value())
    if url.scheme == "sqlite" and not url.netloc and len(url.path) > 1:
        return value
    if url.scheme in {"postgres", "postgresql"} and len(url.path) > 1:
        return value
    raise ValueError(
        "expected sqlite:///beringia.db, sqlite:////absolute/file.db or postgres://user:password@host/name"
    )


def absolute_database(uri: str, folder: Path) -> str:
    """A relative SQLite file is meant relative to a folder; anything else stays as it is."""
    if not uri.startswith("sqlite:///"):
        return uri
    return f"sqlite:///{(folder / uri.removeprefix('sqlite:///')).absolute()}"


def has_password(uri: str) -> bool:
    """Does this database address contain a password?"""
    url = _split(uri)
    return url.password is not None or "password=" in url.query


def identity_secret(value: SecretStr) -> SecretStr:
    """At least 32 bytes that nobody else knows."""
    secret = value.get_secret_value()
    if secret.startswith(PLACEHOLDER):
        raise ValueError("this is still the example's; `beringia init` makes one")
    if len(secret.encode()) < 32:
        raise ValueError("expected at least 32 bytes; `beringia init` makes one")
    return value


def filled_secret(value: SecretStr) -> SecretStr:
    """Something, without blanks around it."""
    if not value.get_secret_value() or value.get_secret_value() != value.get_secret_value().strip():
        raise ValueError("expected a text without blanks around it")
    return value


def line(value: str) -> str:
    """A single line of what can be printed."""
    if any(not sign.isprintable() for sign in value):
        raise ValueError("expected printable characters only, in one line")
    return value


def data_centre(value: str) -> tuple[int, str, int]:
    """Number, host and port of ``host:port/number``."""
    match = _DATA_CENTRE.fullmatch(value)
    if match is None or int(match["port"]) > 65535:
        raise ValueError("expected the address of a data centre like 127.0.0.1:4430/2")
    return int(match["number"]), match["host"].strip("[]"), int(match["port"])


def optional_data_centre(value: str | None) -> str | None:
    """The text itself, if it is one, or nothing."""
    if value is not None:
        data_centre(value)
    return value


def _split(value: str) -> SplitResult:
    try:
        url = urlsplit(value)
        _ = url.port, url.hostname  # parsed only when asked for
    except ValueError:
        return SplitResult("", "", "", "", "")
    return url


def _is_bare(url: SplitResult) -> bool:
    rest = (url.path.strip("/"), url.query, url.fragment, url.username, url.password)
    return url.scheme in {"http", "https"} and bool(url.hostname) and not any(rest)


def _is_ipv6(host: str) -> bool:
    if not (host.startswith("[") and host.endswith("]")):
        return False
    try:
        IPv6Address(host[1:-1])
    except AddressValueError:
        return False
    return True
