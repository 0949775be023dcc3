from __future__ import annotations

import os

import pytest

from config.load import load


def test_a_minimal_configuration_has_a_default_for_everything_else(config_file):
    config = load(config_file(), {})
    assert config.homeserver.domain == "example.org"
    assert config.imports.rooms_in_parallel == 4
    assert config.bot_id == "@beringia_bot:example.org"


def test_paths_are_relative_to_the_file_and_not_to_where_the_command_is_run(config_file, monkeypatch):
    path = config_file()
    monkeypatch.chdir(path.parent.parent)
    config = load(path.relative_to(path.parent.parent), {})
    assert config.appservice.registration == path.parent / "registration.yaml"
    assert config.database.uri.get_secret_value() == f"sqlite:///{path.parent}/beringia.db"


def test_absolute_paths_and_other_databases_stay_as_they_are(config_file):
    path = config_file(appservice=["registration: /etc/r.yaml"], database=["uri: postgres://anna:pw@db/beringia"])
    config = load(path, {})
    assert str(config.appservice.registration) == "/etc/r.yaml"
    assert config.database.uri.get_secret_value() == "postgres://anna:pw@db/beringia"


def test_every_mistake_is_told_at_once_with_its_line_and_column(write, mistakes_of):
    path = write(
        "homeserver:\n"
        "  address: example.org\n"
        "  domian: example.org\n"
        "imports:\n"
        "  rooms_in_parallel: four\n"
        "  patience: 10\n"
        "  patience: 20\n"
        "colour: red\n"
    )
    assert mistakes_of(path) == [
        "config.yaml:1:1: homeserver.domain: is missing, and has no default",
        "config.yaml:1:1: secrets.identity_secret: is missing, and has no default",
        "config.yaml:2:12: homeserver.address: expected an address like http://127.0.0.1:8008, without path or user",
        "config.yaml:3:3: homeserver.domian: unknown option, did you mean 'domain'?",
        "config.yaml:5:22: imports.rooms_in_parallel: expected a valid integer, unable to parse string as an integer",
        "config.yaml:7:3: imports.patience: is given twice; the first time in line 6",
        "config.yaml:8:1: colour: unknown option",
    ]


def test_an_option_in_the_wrong_section_is_shown_the_right_one(config_file, mistakes_of):
    path = config_file(imports=["max_size: 3"])
    assert mistakes_of(path) == ["config.yaml:7:3: imports.max_size: unknown option; it belongs to 'media'"]


def test_a_section_without_keys_has_its_defaults(config_file):
    assert load(config_file(media=[]), {}).media.convert_stickers is True


@pytest.mark.parametrize("section", ["media: 3", "media: [a, b]", "media: text"])
def test_a_section_that_is_none_is_a_mistake(config_file, write, mistakes_of, section):
    path = write(config_file().read_text() + section + "\n")
    assert mistakes_of(path) == ["config.yaml:6:8: media: expected a section: keys with values, indented below it"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("homeserver: [", "config.yaml:1:14: not YAML: while parsing"),
        ("\thomeserver:", "config.yaml:1:1: not YAML: while scanning"),
        ("- a\n- b\n", "config.yaml:1:1: expected 'section:' lines with keys"),
        ("a: 1\n---\nb: 2\n", "config.yaml:2:1: not YAML: expected a single document"),
        ("a: \x00", "config.yaml:1:1: not YAML: unacceptable character"),
        ("%YAML 1.9\n---\na: 1\n", "config.yaml:1:1: not YAML: version minor part"),
        ("[" * 100_000, "config.yaml:1:1: not YAML: maximum recursion depth"),
    ],
)
def test_what_is_not_yaml_is_one_mistake(write, mistakes_of, text, told):
    (mistake,) = mistakes_of(write(text))
    assert mistake.startswith(told)


def test_what_yaml_can_do_besides_is_refused(config_file, mistakes_of):
    path = config_file(media=["max_size: !!python/name:os.system 3"], rooms=["version: &a {b: *a}"], logging=["[1]: 2"])
    told = "\n".join(mistakes_of(path))
    assert "media.max_size: cannot be understood" in told
    assert "aliases of whole sections are not understood here" in told
    assert "expected a word as key" in told


def test_an_empty_file_lacks_what_has_no_default(write, mistakes_of):
    assert len(mistakes_of(write(""))) == 3


def test_a_file_that_is_not_there_leads_to_init(tmp_path, mistakes_of):
    assert mistakes_of(tmp_path / "config.yaml") == ["config.yaml: no such file; `beringia init` writes one"]


def test_a_file_that_is_no_text_is_one_mistake(write, mistakes_of):
    path = write("")
    path.write_bytes(b"a: \xff\xfe")
    assert mistakes_of(path) == ["config.yaml: is not a text in UTF-8 (byte 3)"]


def test_a_folder_is_one_mistake(tmp_path, mistakes_of):
    assert "cannot be read" in mistakes_of(tmp_path)[0]


@pytest.mark.skipif(os.name != "posix", reason="other systems have no file modes")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o620])
def test_secrets_that_others_may_read_are_refused_with_the_remedy(config_file, mistakes_of, mode):
    path = config_file()
    path.chmod(mode)
    (mistake,) = mistakes_of(path)
    assert f"mode {mode:04o}" in mistake
    assert "chmod 600" in mistake


def test_a_file_without_secrets_may_be_readable(write):
    path = write("homeserver:\n  address: http://a\n  domain: b\n", mode=0o644)
    assert load(path, {"BERINGIA_SECRETS_IDENTITY_SECRET": "s" * 32}).homeserver.domain == "b"


def test_a_database_password_is_a_secret_as_well(write, mistakes_of):
    text = "homeserver: {address: http://a, domain: b}\ndatabase: {uri: 'postgres://anna:pw@db/beringia'}\n"
    (mistake,) = mistakes_of(write(text, mode=0o644), {"BERINGIA_SECRETS_IDENTITY_SECRET": "s" * 32})
    assert "holds secrets" in mistake


def test_secrets_are_shown_nowhere(config_file):
    config = load(config_file(database=["uri: postgres://anna:pw-of-anna@db/beringia"]), {})
    shown = f"{config!r} {config} {config.secrets!r} {config.database.uri}"
    assert "ssss" not in shown
    assert "pw-of-anna" not in shown


def test_a_secret_that_is_wrong_is_not_repeated_in_the_mistake(config_file, mistakes_of):
    (mistake,) = mistakes_of(config_file(secrets=["identity_secret: swordfish"]))
    assert mistake.endswith("expected at least 32 bytes; `beringia init` makes one")
    assert "swordfish" not in mistake


def test_the_identity_key_is_what_the_file_says(config_file):
    assert load(config_file(), {}).secrets.identity_key == b"s" * 64
