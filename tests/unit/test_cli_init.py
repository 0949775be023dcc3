from __future__ import annotations

import io
import os
import sys

import pytest

from bridge import cli
from config.load import load


@pytest.fixture
def path(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("BERINGIA_")]:
        monkeypatch.delenv(name)
    return tmp_path / "config.yaml"


@pytest.fixture
def init(path, monkeypatch, capsys):
    """Runs ``beringia init`` with these flags, and answers typed on a terminal: (exit code, output, errors)."""

    def init(*flags, typed=None):
        keyboard = io.StringIO(typed or "")
        monkeypatch.setattr(keyboard, "isatty", lambda: typed is not None)
        monkeypatch.setattr(sys, "stdin", keyboard)
        monkeypatch.setattr(sys, "argv", ["beringia", "--config", str(path), "init", *flags])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code or 0, *capsys.readouterr()

    return init


def test_flags_answer_everything(init, path):
    code, _, _ = init("--domain", "example.org", "--url", "http://10.0.0.9:29333", "--bot", "b", "--prefix", "p")
    config = load(path, {})
    assert code == 0
    assert config.homeserver.domain == "example.org"
    assert config.appservice.url == "http://10.0.0.9:29333"
    assert (config.appservice.bot, config.appservice.prefix) == ("b", "p")


@pytest.mark.parametrize(("flags", "port"), [([], 8123), (["--port", "9000"], 9000)])
def test_the_port_of_the_url_is_where_we_listen_unless_told_otherwise(init, path, flags, port):
    init("--domain", "example.org", "--url", "http://127.0.0.1:8123", *flags)
    assert load(path, {}).appservice.port == port


def test_the_homeservers_administrator_gets_the_exact_lines(init, path):
    _, out, _ = init("--domain", "example.org")
    assert f"\napp_service_config_files:\n  - {path.parent}/registration.yaml\n" in out
    assert f"beringia --config {path} check" in out


def test_questions_are_asked_on_a_terminal(init, path):
    code, _, err = init(typed="example.org\n\nhttp://10.0.0.9:29333\n")
    config = load(path, {})
    assert code == 0
    assert config.homeserver.address == "http://127.0.0.1:8008"
    assert config.appservice.url == "http://10.0.0.9:29333"
    assert "The homeserver's name" in err


def test_a_wrong_answer_is_asked_again_with_what_was_expected(init, path):
    code, _, err = init("--address", "http://a", "--url", "null", typed="@anna:example.org\nexample.org\n")
    assert code == 0
    assert "expected the homeserver's name" in err
    assert load(path, {}).homeserver.domain == "example.org"


def test_whoever_stops_answering_has_changed_nothing(init, path):
    code, _, err = init(typed="example.org\n")
    assert code == 130
    assert "Stopped." in err
    assert not path.exists()


def test_what_a_flag_says_is_not_asked(init):
    code, _, err = init("--domain", "example.org", "--address", "http://a", "--url", "null", typed="")
    assert code == 0
    assert "?" not in err


@pytest.mark.parametrize("flags", [[], ["--yes"]])
def test_without_a_terminal_what_cannot_be_guessed_must_be_said(init, path, flags):
    code, _, err = init(*flags)
    assert code == 2
    assert "--domain" in err
    assert not path.exists()


def test_what_is_there_stays(init, path):
    init("--domain", "example.org")
    before = path.read_text()
    code, _, err = init("--domain", "other.org")
    assert code == 2
    assert "--force" in err
    assert path.read_text() == before


def test_with_force_nothing_is_asked_that_is_known(init, path):
    init("--domain", "example.org")
    before = path.read_text()
    code, _, _ = init("--force", typed="")
    assert code == 0
    assert path.read_text() == before


def test_a_wrong_flag_is_one_mistake_with_what_was_expected(init, path):
    code, _, err = init("--domain", "example.org", "--url", "nowhere")
    assert code == 2
    assert "appservice.url: expected an address like" in err
    assert not path.exists()


def test_a_file_that_cannot_be_written_is_one_clear_error(init, path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("registration.install.write_private", full)
    code, _, err = init("--domain", "example.org")
    assert code == 2
    assert err == f"A file cannot be written. {path}: No space left on device.\n"


def test_no_secret_is_shown(init, path):
    _, out, err = init("--domain", "example.org")
    assert load(path, {}).secrets.identity_secret.get_secret_value() not in out + err
