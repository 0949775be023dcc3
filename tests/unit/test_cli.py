from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from bridge import cli
from bridge.errors import ArchiveError, ConfigError


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs the command with these arguments: (exit code, standard output, standard error)."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["beringia", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code or 0, *capsys.readouterr()

    return run


@pytest.fixture
def failing(monkeypatch):
    """Adds a verb ``fail`` that ends with this exception."""

    def failing(error):
        def fail(context: typer.Context) -> None:
            """Fail."""
            raise error

        monkeypatch.setitem(cli.VERBS, "fail", fail)

    return failing


def test_help_names_every_verb(run):
    code, out, _ = run("--help")
    assert code == 0
    assert all(f" {verb} " in out for verb in cli.VERBS)


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_has_a_help_text_of_its_own(run, verb):
    code, out, _ = run(verb, "--help")
    assert code == 0
    assert (cli.VERBS[verb].__doc__ or "").split("\n")[0].split()[0] in out


def test_help_loads_nothing_heavy():
    program = (
        "import sys; from bridge.cli import program; program();"
        "print(*sorted({'pydantic', 'mautrix', 'aiohttp', 'telethon', 'PIL', 'ijson', 'jinja2'} & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == ""


def test_without_arguments_there_is_help(run):
    _, out, err = run()
    assert "Usage" in out + err


def test_the_version_is_shown(run):
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("beringia")


def test_an_error_is_one_paragraph_with_its_place_and_its_exit_code(run, failing):
    error = ArchiveError("result.json: ends in the middle.")
    error.add_note("while reading message 7")
    failing(error)
    code, out, err = run("fail")
    assert (code, out) == (3, "")
    assert err == (
        "This export cannot be read; nothing of it was kept. result.json: ends in the middle.\n"
        "while reading message 7\n"
    )


def test_a_name_from_an_archive_cannot_steer_the_terminal(run, failing):
    failing(ArchiveError("\x1b]0;owned\x07\x1b[2J\u202e"))
    _, _, err = run("fail")
    assert "\x1b" not in err
    assert "\u202e" not in err


def test_debug_shows_where_an_error_comes_from(run, failing):
    failing(ConfigError("x"))
    code, _, err = run("--debug", "fail")
    assert code == 2
    assert "Traceback" in err


def test_a_mistake_of_our_own_is_said_to_be_one_without_its_message(run, failing):
    failing(RuntimeError("what Anna wrote"))
    code, _, err = run("fail")
    assert code == 70
    assert "RuntimeError at " in err
    assert "Anna" not in err


def test_stopping_is_calm(run, failing):
    failing(KeyboardInterrupt())
    code, _, err = run("fail")
    assert code == 130
    assert err.strip() == "Stopped. Nothing is lost: the same command goes on from here."


def test_an_unknown_verb_is_a_mistake_of_usage(run):
    code, _, err = run("inti")
    assert code == 2
    assert "inti" in err
