from __future__ import annotations

import pytest

from config.load import load

HASH = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("given", ["api_id: 7", f"api_hash: {HASH}"])
def test_one_half_of_the_api_key_is_a_mistake(config_file, mistakes_of, given):
    (mistake,) = mistakes_of(config_file(telegram=[given]))
    assert "api_id and api_hash belong together" in mistake


def test_the_api_hash_is_never_shown(config_file):
    config = load(config_file(telegram=["api_id: 7", f"api_hash: {HASH}"]), {})
    assert HASH not in repr(config)


def test_a_file_with_an_api_hash_must_be_private(config_file, mistakes_of):
    path = config_file(telegram=["api_id: 7", f"api_hash: {HASH}"], secrets=[])
    path.chmod(0o644)
    mistakes = mistakes_of(path, {"BERINGIA_SECRETS_IDENTITY_SECRET": "k" * 40})
    assert "chmod 600" in mistakes[0]


@pytest.mark.parametrize(
    ("text", "address"), [("127.0.0.1:4430/2", (2, "127.0.0.1", 4430)), ("[::1]:443/1", (1, "::1", 443))]
)
def test_a_data_centre_is_a_host_a_port_and_a_number(config_file, text, address):
    assert load(config_file(telegram=[f"server: '{text}'"]), {}).telegram.data_centre == address


@pytest.mark.parametrize("text", ["127.0.0.1", "127.0.0.1:4430", "127.0.0.1:99999/2", "a b:1/1", "a:1/0"])
def test_anything_else_is_no_data_centre(config_file, mistakes_of, text):
    (mistake,) = mistakes_of(config_file(telegram=[f"server: '{text}'"]))
    assert "expected the address of a data centre" in mistake


def test_files_lie_beside_the_configuration(config_file):
    path = config_file(telegram=["public_key: key.pem"])
    config = load(path, {})
    assert config.telegram.public_key == path.parent / "key.pem"
    assert config.live.session_key_file == path.parent / "session.key"
