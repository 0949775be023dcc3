from __future__ import annotations

import pytest

from config.load import load


@pytest.mark.parametrize("pattern", ["*", "*:example.org", "@anna:example.org", "@bora:elsewhere.example:8448"])
def test_a_permission_is_for_one_for_a_server_or_for_all(config_file, pattern):
    config = load(config_file(bridge=["permissions:", f"  '{pattern}': user"]), {})
    assert config.bridge.permissions == {pattern: "user"}


@pytest.mark.parametrize("pattern", ["anna", "@anna", "@*:example.org", "*:", "* ", "@anna:example.org x"])
def test_any_other_pattern_says_what_was_expected(config_file, mistakes_of, pattern):
    (mistake,) = mistakes_of(config_file(bridge=["permissions:", f"  '{pattern}': user"]))
    assert "expected '@anna:example.org', '*:example.org' or '*'" in mistake


def test_a_level_that_is_unknown_is_a_mistake(config_file, mistakes_of):
    (mistake,) = mistakes_of(config_file(bridge=["permissions:", "  '*': root"]))
    assert "expected 'none', 'user' or 'admin'" in mistake


def test_people_of_another_server_are_named_one_by_one(config_file, mistakes_of):
    (mistake,) = mistakes_of(config_file(bridge=["permissions:", "  '*:elsewhere.example': user"]))
    assert "*:elsewhere.example is not our homeserver; name its people one by one" in mistake


def test_the_environment_names_permissions_in_one_line(config_file):
    line = "*:example.org=user, @anna:example.org=admin"
    config = load(config_file(), {"BERINGIA_BRIDGE_PERMISSIONS": line})
    assert config.bridge.permissions == {"*:example.org": "user", "@anna:example.org": "admin"}


def test_a_line_without_a_level_is_a_mistake(config_file, mistakes_of):
    (mistake,) = mistakes_of(config_file(), {"BERINGIA_BRIDGE_PERMISSIONS": "@anna:example.org"})
    assert mistake.startswith("BERINGIA_BRIDGE_PERMISSIONS: bridge.permissions: expected")


def test_nobody_may_do_anything_unless_it_is_said(config_file):
    assert load(config_file(), {}).bridge.permissions == {}
