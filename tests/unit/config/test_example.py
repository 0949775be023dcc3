from __future__ import annotations

import dataclasses

import pytest

from config.document import parse
from config.load import load
from config.schema import Archives, Config
from config.validate import keys
from config.write import Answer, example, filled, new_identity_secret

SECRET = "k" * 40


def test_the_example_needs_nothing_but_a_secret_of_its_own(write, mistakes_of):
    path = write(example())
    (mistake,) = mistakes_of(path)
    assert mistake.endswith("secrets.identity_secret: this is still the example's; `beringia init` makes one")


def test_the_example_names_every_key_with_its_default(write, config_file):
    environment = {"BERINGIA_SECRETS_IDENTITY_SECRET": SECRET}
    documented = load(write(example()), environment)
    assert documented == load(config_file(), environment)
    assert [key for key in parse(example(), "").positions if len(key) == 2] == keys()


def test_every_key_of_the_example_has_words_about_it():
    undocumented, above = [], ""
    for line in example().splitlines():
        if line.startswith("  ") and not line.strip().startswith("#") and not above.strip():
            undocumented.append(line)
        above = line
    assert undocumented == []


def test_answers_take_the_place_of_the_examples_and_leave_the_words(write):
    answers: dict[tuple[str, ...], Answer] = {
        ("homeserver", "domain"): "chidi.example",
        ("secrets", "identity_secret"): SECRET,
        ("appservice", "url"): "http://10.0.0.9:29333",
        ("rooms", "suffix"): " [from: {network}] # x",
    }
    text = filled(example(), answers)
    config = load(write(text), {})
    assert config.homeserver.domain == "chidi.example"
    assert config.appservice.url == "http://10.0.0.9:29333"
    assert config.rooms.suffix == " [from: {network}] # x"
    assert text.count("\n") == example().count("\n")


def test_no_answers_change_nothing():
    assert filled(example(), {}) == example()


def test_answers_are_added_to_a_file_that_lacks_them(write, config_file):
    text = config_file(imports=[]).read_text() + "# Anna was here\n"
    answers: dict[tuple[str, ...], Answer] = {("imports", "patience"): 7, ("rooms", "federate"): True}
    config = load(write(filled(text, answers)), {})
    assert (config.imports.patience, config.rooms.federate) == (7, True)
    assert "# Anna was here" in filled(text, answers)


def test_a_new_secret_is_long_and_never_the_same():
    assert len(new_identity_secret()) == 64
    assert new_identity_secret() != new_identity_secret()


def test_nothing_can_be_changed_once_loaded(config_file):
    config = load(config_file(), {})
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.homeserver = None  # type: ignore[misc, assignment]
    assert dataclasses.is_dataclass(Config)


def test_the_limits_of_archives_are_those_that_reading_knows():
    limits = pytest.importorskip("bridge.sources.limits").Limits()
    assert dataclasses.asdict(Archives()) == dataclasses.asdict(limits)
