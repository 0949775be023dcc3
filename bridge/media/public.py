"""Which addresses of a network belong to the internet, and not to this machine or its neighbourhood."""

from __future__ import annotations

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver


def is_public(address: str) -> bool:
    """Is it an IP address of the internet? Addresses that stand for others, such as IPv4 within IPv6, are looked through."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(parsed)
    return parsed.is_global and not parsed.is_multicast and (inner is None or is_public(str(inner)))


def _inner(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 addresses as a network with IPv6 only writes them (RFC 6052)."""


class NotPublic(OSError):
    """A name stands for an address that is not one of the internet."""


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only. The connection goes to the very address that was looked at."""

    def __init__(self) -> None:
        self._system = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises NotPublic when any of the name's addresses is not public: an honest host has none of that kind."""
        found = await self._system.resolve(host, port, family)
        if not all(is_public(result["host"]) for result in found):
            raise NotPublic(f"{host} is not on the internet")
        return found

    async def close(self) -> None:
        """Let go of the system's resolver."""
        await self._system.close()
