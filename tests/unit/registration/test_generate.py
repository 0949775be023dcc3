from __future__ import annotations

from config.document import parse
from registration.check import lint
from registration.document import load
from registration.generate import generate, text


def test_a_new_registration_agrees_with_its_configuration(configuration, tmp_path):
    config = configuration(url="http://127.0.0.1:29333", prefix="b2")
    path = tmp_path / "registration.yaml"
    path.touch(mode=0o600)
    path.write_text(text(generate(config), "example.org"))
    assert [finding for finding in lint(load(path), config) if not finding.ok] == []


def test_tokens_are_long_and_never_the_same(configuration):
    first, second = generate(configuration()), generate(configuration())
    tokens = {registration[name] for registration in (first, second) for name in ("as_token", "hs_token")}
    assert len(tokens) == 4
    assert all(len(token) == 64 for token in tokens)


def test_made_again_the_tokens_and_what_the_administrator_added_stay(configuration):
    earlier = generate(configuration()) | {"ip_range_whitelist": ["10.0.0.0/8"]}
    again = generate(configuration(domain="other.org", bot="b"), earlier)
    assert again["as_token"] == earlier["as_token"]
    assert again["ip_range_whitelist"] == ["10.0.0.0/8"]
    assert again["sender_localpart"] == "b"


def test_new_tokens_are_made_when_asked_for(configuration):
    earlier = generate(configuration())
    again = generate(configuration(), earlier, new_tokens=True)
    assert again["as_token"] != earlier["as_token"]
    assert again["hs_token"] != earlier["hs_token"]


def test_without_an_address_nothing_is_sent_to_us(configuration):
    registration = generate(configuration(url=None))
    assert registration["url"] is None
    assert registration["receive_ephemeral"] is False


def test_the_file_says_what_was_generated(configuration):
    registration = generate(configuration(domain="[2001:db8::1]:8448"))
    assert parse(text(registration, "x"), "").values == registration
