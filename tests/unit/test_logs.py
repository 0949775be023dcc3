from __future__ import annotations

import io
import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge import logs

TOKEN = "VIuUdmbijhrfHnfETYPD9-Y__KuPKTvBLzqhT105K47frPu34z3RCCJY8Oxc_yLU"


@pytest.fixture
def logged():
    """Logs a line as ``logger.level(*arguments)`` and returns what was written."""
    root = logging.getLogger()
    before = root.handlers[:], root.level

    def logged(*arguments, logger="bridge.test", level="info", setting="DEBUG", form="plain", secrets=(), **options):
        stream = io.StringIO()
        logs.set_up(setting, form, stream, secrets)
        getattr(logging.getLogger(logger), level)(*arguments, **options)
        return stream.getvalue()

    yield logged
    root.handlers[:], _ = before
    root.setLevel(before[1])
    logging.captureWarnings(capture=False)


def test_a_line_has_time_level_and_logger(logged):
    line = logged("portal %s is done", 3)
    assert line.endswith("Z INFO bridge.test: portal 3 is done\n")
    assert line.startswith("20")


def test_ids_of_the_context_are_on_every_line_inside(logged):
    with logs.context(portal=3), logs.context(message="7"):
        assert " portal=3 message=7: sent" in logged("sent")
    assert "portal" not in logged("sent")


def test_json_is_one_object_for_each_line(logged):
    with logs.context(portal=3):
        line = json.loads(logged('two\n"lines"', form="json"))
    assert line["message"] == 'two\n"lines"'
    assert line["context"] == {"portal": "3"}
    assert line["level"] == "INFO"


@pytest.mark.parametrize("form", ["plain", "json"])
@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {TOKEN}",
        f"GET /_matrix/client/v3/sync?access_token={TOKEN}&since=1",
        f"as_token: {TOKEN}",
        f"{{'hs_token': '{TOKEN}'}}",
        f'{{"access_token": "{TOKEN}"}}',
        f"password={TOKEN}",
        f"identity_secret={TOKEN}",
        f"postgres://beringia:{TOKEN}@localhost/beringia",
    ],
)
def test_tokens_and_passwords_are_removed(logged, text, form):
    line = logged("%s", text, form=form)
    assert TOKEN not in line
    assert logs.REMOVED in line


@pytest.mark.parametrize(
    "text",
    [
        "+49 151 23456789",
        "+4915123456789",
        "+1 (555) 010-9999",
        "004915123456789",
        "phone: 15550109999",
        "tel=5550109999",
    ],
)
def test_phone_numbers_are_removed(logged, text):
    assert not any(digits in logged(f"asked {text} again") for digits in ("23456789", "010-9999", "0109999"))


@pytest.mark.parametrize("text", ["Login code: 12345", "code=123456", "your code is 12345", '"code": "12345"'])
def test_login_codes_are_removed(logged, text):
    assert "12345" not in logged(text)


@pytest.mark.parametrize(
    "text",
    [
        "portal 1234567890 message 1700000000000",
        "2026-01-31T10:00:00+00:00 status code 404",
        "$event:example.org @beringia_telegram_aaaaaaaaaaaaaaaaaaaaaaaaaa:example.org",
        "http://127.0.0.1:8008/_matrix/client/v3/rooms/!abc:example.org/send/m.room.message/x",
        "1,000,000 messages in 12.5 s, +12 of them late",
    ],
)
def test_ids_times_and_counts_stay(logged, text):
    assert text in logged("%s", text)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=8))
def test_a_known_secret_is_removed_wherever_it_is(secret):
    assert secret not in logs.redact(f"before {secret}after", [secret]).replace(logs.REMOVED, "")


def test_a_trace_is_redacted_as_well(logged):
    try:
        raise ValueError(f"as_token={TOKEN}")
    except ValueError:
        line = logged("failed", level="exception")
    assert "ValueError" in line
    assert TOKEN not in line


@pytest.mark.parametrize(
    "logger", ["mau.http", "aiohttp.access", "aiosqlite", "telethon.network", "asyncio", "PIL.Image"]
)
def test_libraries_never_get_to_say_what_they_say_when_debugging(logged, logger):
    assert logged("PUT /send body of the message", logger=logger, level="info", setting="DEBUG") == ""
    assert "careful" in logged("careful", logger=logger, level="warning")


def test_setting_up_again_replaces_what_was_set_up(logged):
    logged("first")
    assert logged("second").count("second") == 1
