from __future__ import annotations

import pytest

from config.environment import variable
from config.load import load
from config.validate import keys


def test_the_environment_wins(config_file):
    config = load(config_file(), {"BERINGIA_HOMESERVER_DOMAIN": "other.org", "BERINGIA_IMPORTS_PATIENCE": "7"})
    assert config.homeserver.domain == "other.org"
    assert config.imports.patience == 7


def test_null_means_not_given(config_file):
    path = config_file(appservice=["url: http://127.0.0.1:29333"])
    assert load(path, {"BERINGIA_APPSERVICE_URL": "null"}).appservice.url is None


def test_a_secret_can_lie_in_a_file_of_its_own(config_file, tmp_path):
    secret = tmp_path / "identity"
    secret.write_text("k" * 40 + "\n")
    config = load(config_file(), {"BERINGIA_SECRETS_IDENTITY_SECRET_FILE": str(secret)})
    assert config.secrets.identity_key == b"k" * 40


def test_a_secret_file_that_cannot_be_read_is_a_mistake(config_file, mistakes_of):
    name = "BERINGIA_SECRETS_IDENTITY_SECRET_FILE"
    assert mistakes_of(config_file(secrets=[]), {name: "/nowhere"}) == [
        f"{name}: secrets.identity_secret: cannot read /nowhere: No such file or directory"
    ]


def test_both_forms_at_once_are_a_mistake(config_file, mistakes_of):
    environment = {"BERINGIA_LOGGING_LEVEL": "INFO", "BERINGIA_LOGGING_LEVEL_FILE": "/x"}
    assert mistakes_of(config_file(), environment) == [
        "BERINGIA_LOGGING_LEVEL_FILE: logging.level: BERINGIA_LOGGING_LEVEL is set too; set one of them only"
    ]


def test_an_unknown_variable_is_a_mistake_with_a_suggestion(config_file, mistakes_of):
    assert mistakes_of(config_file(), {"BERINGIA_HOMESERVER_DOMIAN": "x", "BERINGIA_COLOUR": "red"}) == [
        "BERINGIA_COLOUR: unknown variable",
        "BERINGIA_HOMESERVER_DOMIAN: unknown variable, did you mean 'BERINGIA_HOMESERVER_DOMAIN'?",
    ]


def test_a_wrong_value_names_its_variable(config_file, mistakes_of):
    assert mistakes_of(config_file(), {"BERINGIA_LOGGING_LEVEL": "loud"}) == [
        "BERINGIA_LOGGING_LEVEL: logging.level: expected 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"
    ]


@pytest.mark.parametrize(
    "name",
    [
        "BERINGIA_CONFIG",
        "BERINGIA_SERVICE_HOST",
        "BERINGIA_SERVICE_PORT",
        "BERINGIA_SERVICE_PORT_HTTP",
        "BERINGIA_PORT",
        "BERINGIA_PORT_29333_TCP_ADDR",
        "BERINGIAN_TIGER",
        "PATH",
    ],
)
def test_variables_of_others_are_left_alone(config_file, name):
    assert load(config_file(), {name: "tcp://10.0.0.1:29333"}).homeserver.domain == "example.org"


def test_no_two_keys_share_a_variable():
    names = [variable(key) + ending for key in keys() for ending in ("", "_FILE")]
    assert len(set(names)) == len(names)
