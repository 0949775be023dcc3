"""Files at web addresses, fetched from a real host over TLS."""

from __future__ import annotations

import logging

import pytest
from aiohttp import web

from bridge.errors import WebUnavailable
from bridge.media.missing import Missing
from bridge.media.spool import Spooled
from bridge.media.web import FORBIDDEN, GONE, TRIES, Web
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.sources.interfaces import Access
from tests.support.web_host import web_host

ADDRESS = "https://files.example.org/F1/plan.pdf"
ACCESS = Access(frozenset({"files.example.org", ".example.org"}), {"t": "xoxe-secret"})
BYTES = b"%PDF-1.7 " * 1000


@pytest.fixture
async def host(tmp_path):
    async with web_host(tmp_path) as running:
        running.answers["/F1/plan.pdf"] = lambda _: web.Response(body=BYTES, content_type="application/pdf")
        yield running


def remote(address=ADDRESS, mime_type="application/pdf"):
    return Media(kind=MediaKind.FILE, state=MediaState.REMOTE, reference=MediaId(address), mime_type=mime_type)


async def fetch(host, tmp_path, media=None, access=ACCESS, limit=100_000):
    return await host.web.fetch(media or remote(), access, tmp_path / "fetched", limit)


def redirect(to):
    return lambda _: web.Response(status=302, headers={"Location": to})


async def test_a_file_is_fetched_with_its_secret(host, tmp_path):
    fetched = await fetch(host, tmp_path)
    assert isinstance(fetched, Spooled)
    assert fetched.path.read_bytes() == BYTES
    assert host.asked == ["files.example.org/F1/plan.pdf?t=xoxe-secret"]


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example.net/F1/plan.pdf",
        "http://files.example.org/F1/plan.pdf",
        "https://files.example.org:8443/F1/plan.pdf",
        "https://somebody@files.example.org/F1/plan.pdf",
        "https://127.0.0.1/F1/plan.pdf",
        "https://badexample.org/F1/plan.pdf",
        "file:///etc/passwd",
        "",
    ],
)
async def test_no_other_address_is_asked(host, tmp_path, address):
    assert await fetch(host, tmp_path, remote(address)) == FORBIDDEN
    assert host.asked == []


async def test_a_redirect_within_the_network_is_followed(host, tmp_path):
    host.answers["/old"] = redirect("https://cdn.example.org/F1/plan.pdf")
    assert isinstance(await fetch(host, tmp_path, remote("https://files.example.org/old")), Spooled)


async def test_a_redirect_to_a_foreign_host_is_not_followed_and_learns_no_secret(host, tmp_path):
    host.answers["/old"] = redirect("https://elsewhere.example.net/F1/plan.pdf")
    assert await fetch(host, tmp_path, remote("https://files.example.org/old")) == FORBIDDEN
    assert [asked for asked in host.asked if "elsewhere" in asked] == []


async def test_a_circle_of_redirects_ends(host, tmp_path):
    host.answers["/old"] = redirect("/old")
    assert await fetch(host, tmp_path, remote("https://files.example.org/old")) == GONE


async def test_a_page_where_a_file_should_be_says_that_the_secret_has_expired(host, tmp_path):
    host.answers["/F1/plan.pdf"] = lambda _: web.Response(text="<h1>Sign in</h1>", content_type="text/html")
    assert await fetch(host, tmp_path) == GONE


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_what_is_gone_is_said_to_be_gone(host, tmp_path, status):
    host.answers["/F1/plan.pdf"] = lambda _: web.Response(status=status)
    assert await fetch(host, tmp_path) == GONE


async def test_more_than_the_limit_is_not_fetched_whatever_the_host_declares(host, tmp_path):
    assert isinstance(await fetch(host, tmp_path, limit=100), Missing)

    async def drip(request):
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(100):
            await answer.write(BYTES)
        return answer

    host.answers["/F1/plan.pdf"] = drip
    assert isinstance(await fetch(host, tmp_path, limit=20_000), Missing)


async def test_a_host_that_asks_to_wait_is_asked_again(host, tmp_path):
    plan = host.answers["/F1/plan.pdf"]
    busy = [web.Response(status=429, headers={"Retry-After": "7"}), web.Response(status=503)]
    host.answers["/F1/plan.pdf"] = lambda request: busy.pop(0) if busy else plan(request)
    assert isinstance(await fetch(host, tmp_path), Spooled)
    assert host.slept == [7.0, 2.0]


async def test_a_host_that_never_answers_decides_nothing(host, tmp_path):
    host.answers["/F1/plan.pdf"] = lambda _: web.Response(status=503)
    with pytest.raises(WebUnavailable, match="--no-fetch"):
        await fetch(host, tmp_path)
    assert len(host.asked) == TRIES


async def test_a_name_that_stands_for_this_machine_is_not_asked(tmp_path):
    async with Web() as fetcher:
        local = Access(frozenset({"localhost"}))
        assert await fetcher.fetch(remote("https://localhost/x"), local, tmp_path / "x", 100) == FORBIDDEN


async def test_the_secret_is_in_no_log_and_in_no_words(host, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    await fetch(host, tmp_path, remote("https://files.example.org/none"))
    await fetch(host, tmp_path, remote("https://elsewhere.example.net/none"))
    assert "xoxe" not in caplog.text + repr(ACCESS)
