from __future__ import annotations

import re

import pytest
from pydantic import TypeAdapter

from registration.check import check, lint
from registration.document import Registration
from registration.generate import generate, text

OURS = r"^@beringia_[a-z0-9]+_[a-z2-7]{26}:example\.org$"
ALIASES = OURS.replace("@", "#")


def users(regex, *, exclusive=True):
    """Namespaces with this one for users, and ours for aliases."""
    return {
        "namespaces": {
            "users": [{"regex": regex, "exclusive": exclusive}],
            "aliases": [{"regex": ALIASES, "exclusive": True}],
        }
    }


@pytest.fixture
def wrong(configuration):
    """The findings that are not well, as ``name: detail``, of a registration with these values."""

    def wrong(**values):
        config = configuration(url="http://127.0.0.1:29333")
        registration = TypeAdapter(Registration).validate_python(generate(config) | values)
        return [f"{finding.name}: {finding.detail}" for finding in lint(registration, config) if not finding.ok]

    return wrong


def test_a_generated_registration_is_well(wrong):
    assert wrong() == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"id": "other"}, "id: the registration says other, the configuration beringia"),
        ({"url": None}, "url: the registration says null, the configuration http://127.0.0.1:29333"),
        ({"sender_localpart": "anna"}, "sender_localpart: the registration says anna, the configuration beringia_bot"),
        ({"rate_limited": True}, "rate_limited: is not false, so that the homeserver slows every ghost down"),
        ({"as_token": "short"}, "tokens: as_token: shorter than 32 characters, or easily guessed"),
        ({"hs_token": "ab" * 32}, "tokens: hs_token: shorter than 32 characters, or easily guessed"),
    ],
)
def test_every_disagreement_is_found(wrong, values, told):
    assert wrong(**values) == [told]


def test_one_token_for_both_ways_is_found(wrong, configuration):
    token = generate(configuration())["as_token"]
    assert wrong(as_token=token, hs_token=token) == [
        "tokens: as_token and hs_token are the same, so that whoever knows one way knows the other"
    ]


def test_a_missing_rate_limit_means_that_there_is_one(configuration):
    values = generate(configuration())
    del values["rate_limited"]
    registration = TypeAdapter(Registration).validate_python(values)
    assert "rate_limited" in [finding.name for finding in lint(registration, configuration()) if not finding.ok]


@pytest.mark.parametrize(
    ("regex", "stranger"),
    [
        ("@.*", "@anna:example.org"),
        (r"@beringia_.*:example\.org", "@beringia_anna:example.org"),
        (OURS.replace("$", ""), "@beringia_telegram_aaaaaaaaaaaaaaaaaaaaaaaaaa:example.org.elsewhere.example"),
        (OURS.replace(r"\.", "."), "@beringia_telegram_aaaaaaaaaaaaaaaaaaaaaaaaaa:example-org"),
        (OURS.replace("{26}", "+"), "@beringia_telegram_aaaaaaaaaaaaaaaaaaaaaaaaaaa:example.org"),
        (OURS.replace(r":example\.org", ""), "@anna:example.org"),
    ],
)
def test_a_namespace_that_takes_others_in_is_found(wrong, regex, stranger):
    (told,) = wrong(**users(regex))
    assert told.startswith("namespaces.users: ")
    assert stranger in told or "none of them covers ours" in told


@pytest.mark.parametrize("regex", [OURS.replace("beringia", "other"), OURS.replace("org", "net"), "^@nobody$"])
def test_a_namespace_that_is_not_ours_is_found(wrong, regex):
    (told,) = wrong(**users(regex))
    assert "none of them covers ours, like @beringia_telegram_" in told


def test_a_namespace_that_others_may_use_is_found(wrong):
    (told,) = wrong(**users(OURS, exclusive=False))
    assert "is not exclusive" in told


def test_a_namespace_that_is_no_expression_is_found(wrong):
    (told,) = wrong(**users("@beringia_("))
    assert "is not a regular expression" in told


def test_a_namespace_written_in_another_way_is_as_good(wrong):
    assert wrong(**users(r"@beringia_[0-9a-z]{1,40}_[a-z2-7]{26}:example[.]org\Z")) == []


def test_claimed_room_ids_are_found(wrong):
    namespaces = users(OURS)["namespaces"] | {"rooms": [{"regex": "!.*", "exclusive": False}]}
    assert wrong(namespaces=namespaces) == ["namespaces.rooms: claims room ids, of which none is ours"]


def test_every_finding_that_is_not_well_has_a_remedy(configuration):
    values = generate(configuration()) | users("@.*") | {"id": "x", "rate_limited": True, "as_token": "x"}
    findings = lint(TypeAdapter(Registration).validate_python(values), configuration())
    assert all(finding.remedy.startswith("run `beringia init --force") for finding in findings if not finding.ok)


def test_tokens_stand_in_no_finding(configuration):
    values = generate(configuration()) | {"as_token": "swordfish"}
    findings = lint(TypeAdapter(Registration).validate_python(values), configuration())
    assert not re.search(f"swordfish|{values['hs_token']}", str(findings))


@pytest.fixture
def registration_file(tmp_path, configuration):
    """Writes a registration of this text, or a good one."""

    def registration_file(content=None, mode=0o600):
        path = tmp_path / "registration.yaml"
        path.write_text(content if content is not None else text(generate(configuration()), "example.org"))
        path.chmod(mode)
        return path

    return registration_file


def test_a_file_that_others_may_read_is_found(registration_file, configuration):
    (finding,) = check(registration_file(mode=0o644), configuration())
    assert not finding.ok
    assert "chmod 600" in finding.detail


def test_a_file_that_is_not_there_is_found(tmp_path, configuration):
    (finding,) = check(tmp_path / "registration.yaml", configuration())
    assert "no such file" in finding.detail


@pytest.mark.parametrize("content", ["", "id: [", "- x", "id: 1\nid: 2\n", "namespaces: 3\n"])
def test_a_file_that_is_no_registration_is_found(registration_file, configuration, content):
    findings = check(registration_file(content), configuration())
    assert findings
    assert not any(finding.ok for finding in findings)


def test_a_good_file_is_well(registration_file, configuration):
    assert all(finding.ok for finding in check(registration_file(), configuration()))
