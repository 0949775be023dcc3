from __future__ import annotations

import base64

import pytest

from config.mistakes import Mistakes
from config.session_key import new_session_key, session_key


@pytest.fixture
def key_file(tmp_path):
    def key_file(text, mode=0o600):
        path = tmp_path / "session.key"
        path.write_text(text)
        path.chmod(mode)
        return path

    return key_file


def test_a_new_key_has_32_bytes_and_is_never_the_same(key_file):
    assert len(session_key(key_file(new_session_key()))) == 32
    assert new_session_key() != new_session_key()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_refused(key_file, mode):
    with pytest.raises(Mistakes, match="chmod 600"):
        session_key(key_file(new_session_key(), mode))


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(b"x" * 31).decode(), "x" * 44])
def test_what_is_no_key_is_refused_without_showing_it(key_file, text):
    with pytest.raises(Mistakes, match="is not a session key") as caught:
        session_key(key_file(text))
    assert not text or text not in str(caught.value)


def test_a_missing_key_says_who_makes_one(tmp_path):
    with pytest.raises(Mistakes, match="beringia init"):
        session_key(tmp_path / "session.key")
