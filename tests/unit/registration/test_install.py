from __future__ import annotations

import stat

import pytest

from config.load import load
from config.mistakes import Mistakes
from config.session_key import session_key
from config.write import Answers, write_private
from registration import install as module
from registration.check import lint
from registration.document import load as load_registration
from registration.install import install

ANSWERS: Answers = {("homeserver", "address"): "http://127.0.0.1:8008", ("homeserver", "domain"): "example.org"}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "beringia" / "config.yaml"


def contents(path):
    return {file.name: file.read_text() for file in path.parent.iterdir()}


def test_an_installation_agrees_with_itself_and_is_private(path):
    installation = install(path, ANSWERS, {})
    config = load(path, {})
    assert config == installation.config
    assert [f for f in lint(load_registration(installation.registration), config) if not f.ok] == []
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


@pytest.mark.parametrize("there", ["config.yaml", "registration.yaml"])
def test_nothing_that_is_there_is_replaced(path, there):
    path.parent.mkdir()
    (path.parent / there).write_text("precious")
    with pytest.raises(FileExistsError, match=there):
        install(path, ANSWERS, {})
    assert contents(path) == {there: "precious"}


def test_with_force_secrets_tokens_and_comments_stay(path):
    install(path, ANSWERS, {})
    path.write_text(path.read_text() + "# Bora was here\n")
    before = contents(path)
    install(path, {}, {}, force=True)
    assert contents(path) == before


def test_with_force_answers_change_both_files(path):
    first = install(path, ANSWERS, {})
    token = load_registration(first.registration).as_token
    again = install(path, {("appservice", "id"): "b2"}, {}, force=True)
    assert load_registration(again.registration).id == "b2"
    assert load_registration(again.registration).as_token == token
    assert again.config.secrets == first.config.secrets


def test_new_tokens_leave_the_identity_secret_alone(path):
    first = install(path, ANSWERS, {})
    token = load_registration(first.registration).as_token
    again = install(path, {}, {}, force=True, new_tokens=True)
    assert load_registration(again.registration).as_token != token
    assert again.config.secrets == first.config.secrets


def test_answers_that_are_not_sound_write_nothing(path):
    with pytest.raises(Mistakes) as caught:
        install(path, {**ANSWERS, ("appservice", "url"): "nowhere"}, {})
    assert [mistake.key for mistake in caught.value.all] == ["appservice.url"]
    assert not path.parent.exists()


@pytest.mark.parametrize("text", ["a: [", "secrets: {identity_secret: a, identity_secret: b}"])
def test_a_configuration_that_nobody_understands_is_never_replaced(path, text):
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(Mistakes):
        install(path, ANSWERS, {}, force=True)
    assert contents(path) == {"config.yaml": text}


def test_a_secret_of_the_environment_is_not_written_down(path):
    install(path, ANSWERS, {"BERINGIA_SECRETS_IDENTITY_SECRET": "k" * 40})
    assert "k" * 40 not in path.read_text()
    assert "identity_secret: written-by-beringia-init" in path.read_text()


@pytest.mark.parametrize("name", ["registration.yaml", "config.yaml"])
def test_an_installation_that_stops_halfway_is_finished_by_the_next(path, monkeypatch, name):
    def full(file, text):
        if file.name == name:
            raise OSError(28, "No space left on device")
        write_private(file, text)

    with monkeypatch.context() as patch:
        patch.setattr(module, "write_private", full)
        with pytest.raises(OSError, match="No space"):
            install(path, ANSWERS, {})
    assert not path.exists()
    installation = install(path, ANSWERS, {}, force=True)
    assert all(f.ok for f in lint(load_registration(installation.registration), load(path, {})))


def test_a_session_key_is_made_once_and_never_replaced(path):
    key = install(path, ANSWERS, {}).config.live.session_key_file
    made = key.read_text()
    assert len(session_key(key)) == 32
    install(path, {}, {}, force=True, new_tokens=True)
    assert key.read_text() == made
