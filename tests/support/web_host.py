"""A host on the internet, as far as a test can have one: TLS with a certificate of its own, under any name."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import AF_INET, AddressFamily

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bridge.media.web import Web

Answer = Callable[[web.Request], web.StreamResponse | Awaitable[web.StreamResponse]]
NAMES = ("files.example.org", "cdn.example.org", "elsewhere.example.net")


@dataclass
class Host:
    """What it answers by path, and what it was asked: host, path and query."""

    web: Web
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)


class Here(AbstractResolver):
    """All names are this very machine."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_INET) -> list[ResolveResult]:
        del port
        return [
            ResolveResult(hostname=host, host="127.0.0.1", port=self._port, family=family or AF_INET, proto=0, flags=0)
        ]

    async def close(self) -> None:
        return None


@asynccontextmanager
async def web_host(folder: Path) -> AsyncIterator[Host]:
    """Run the host, and a ``Web`` that trusts it and finds it under every name."""
    certificate = _certificate(folder)
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(certificate)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def answer(request: web.Request) -> web.StreamResponse:
        host.asked.append(f"{request.host}{request.rel_url}")
        found = host.answers.get(request.path)
        given = found(request) if found else web.Response(status=404)
        return await given if isinstance(given, Awaitable) else given

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=serving)
        await site.start()
        port = runner.addresses[0][1]
        trusting = ssl.create_default_context(cafile=str(certificate))
        async with Web(resolver=lambda: Here(port), context=trusting, sleep=sleep) as fetcher:
            host = Host(fetcher, slept=slept)
            yield host
    finally:
        await runner.cleanup()


def _certificate(folder: Path) -> Path:
    """Key and certificate in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAMES[0])])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in NAMES]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "host.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
