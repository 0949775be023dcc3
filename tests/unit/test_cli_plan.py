"""``beringia plan``: what it asks, and how it tells what it found."""

from __future__ import annotations

import json
import sys

import pytest

from bridge import cli
from bridge.history.fitting import Disagreeing, Fit, Namesake
from bridge.verbs.fits import told
from registration.install import install

LINES = [
    {"format": "beringia", "version": 1},
    {"item": "chat", "network": "pigeon", "id": "title:loft", "kind": "group", "title": "Loft", "numbering": "none"},
    {"item": "person", "id": "name:Anna", "name": "Anna"},
]


@pytest.fixture
def plan(tmp_path, monkeypatch, capsys):
    """Runs ``beringia plan``: (exit code, output, errors)."""
    path = tmp_path / "config.yaml"
    install(path, {("homeserver", "domain"): "example.org"}, {})

    def plan(*arguments):
        monkeypatch.setattr(sys, "argv", ["beringia", "--config", str(path), "plan", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code or 0, *capsys.readouterr()

    return plan


def an_export(path, *words):
    messages = [
        {
            "item": "message",
            "chat": "title:loft",
            "id": str(number),
            "time": number * 60_000,
            "place": number,
            "sender": "name:Anna",
            "content": {"kind": "text", "text": {"plain": text}},
        }
        for number, text in enumerate(words, 1)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in (*LINES, *messages)))
    return path


def a_fit(**values):
    return Fit(**{"export": 1, "sure": True, "overlap": 9, "matched": 8, "telling": 3, **values})


def test_two_exports_of_one_chat_are_told_to_be_one(plan, tmp_path):
    words = ["Is anybody up there?", "Coo", "Somebody is up here"]
    first, newer = an_export(tmp_path / "a.jsonl", *words), an_export(tmp_path / "b.jsonl", *words, "Seeds!")
    code, output, _ = plan(first, newer, "--json")
    (chat,) = json.loads(output)["chats"]
    assert (code, chat["new"], chat["same"], chat["fits"][0]["matched"]) == (0, 4, 3, 3)


def test_a_doubt_is_told_with_its_answers(plan, tmp_path):
    plan(an_export(tmp_path / "a.jsonl", "Is anybody up there?", "Coo"))
    code, _, errors = plan(other := an_export(tmp_path / "b.jsonl", "Not here", "Nor there at all"))
    assert code == 3 and "--same-chat" in errors and "'Loft'" in errors
    code, output, _ = plan(other, "--other-chat")
    assert code == 0 and "2 new" in output


@pytest.mark.parametrize("options", [("--same-chat", "--other-chat"), ("--into", "Loft", "--same-chat")])
def test_answers_that_contradict_each_other_are_a_mistake_of_usage(plan, tmp_path, options):
    code, _, errors = plan(an_export(tmp_path / "a.jsonl", "Coo"), *options)
    assert code == 2 and "exclude each other" in errors


def test_what_was_found_is_told_in_words():
    namesake = Namesake(theirs="Mum", ours="anna", their_name="Mum", our_name="Anna", times=4)
    rows = dict(
        told(
            a_fit(
                hours=-2.0,
                disagreements={"other words": 1},
                first=(Disagreeing(message="5", what="other words"),),
                people=(namesake,),
            )
        )
    )
    assert rows["one chat?"].startswith("yes: 8 of 9 items")
    assert rows["clock"].startswith("2 hours ahead")
    assert rows["exports disagree"].startswith("other words: 1 (items 5)")
    assert rows["other names"] == "Mum speaks like Anna (4 times)"


def test_a_doubt_that_was_answered_is_told_too():
    (row,) = told(a_fit(sure=False, doubt="Who knows."))
    assert row == ("one chat?", "taken as one, as you said. Who knows.")


def test_of_many_people_the_first_are_named():
    people = tuple(Namesake(theirs=str(n), ours="a", their_name=str(n), our_name="A", times=1) for n in range(7))
    assert dict(told(a_fit(people=people)))["other names"].endswith("and 2 more")
