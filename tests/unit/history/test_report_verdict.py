from __future__ import annotations

import pytest

from bridge.history.report.verdict import Level, counted, judge
from tests.support.reports import NOW, books, chat_proof, finding, proof, standing


def test_a_finished_and_verified_import_is_proven():
    assert judge(standing()).level is Level.PROVEN


def test_a_proof_tells_how_many_items_are_not_as_they_were():
    reasons = " ".join(judge(standing(books(done=5, missing=2, withheld=1))).reasons)
    assert "Of 8 items in the source, 5" in reasons
    assert "; 3 could not" in reasons


@pytest.mark.parametrize(
    ("found", "level", "headline"),
    [
        (standing(books(4, done=3)), Level.WRONG, "The books do not balance"),
        (standing(proof=proof(chat_proof(findings=(finding(),)))), Level.WRONG, "The rooms differ from the source"),
        (standing(proof=proof(file_findings=(finding(),))), Level.WRONG, "The rooms differ from the source"),
        (standing(books(done=3, not_said=1)), Level.OPEN, "Not finished"),
        (standing(books(done=3, failed=1)), Level.OPEN, "Some items were refused"),
        (standing(proof=None), Level.OPEN, "Never verified"),
        (standing(changed_at=NOW + 1), Level.OPEN, "Verified before the last change"),
        (standing(proofs=(None,)), Level.OPEN, "Verified before the last change"),
        (standing(proofs=(chat_proof(items=2),)), Level.OPEN, "Verified before the last change"),
        (standing(proofs=(chat_proof(waiting=1),)), Level.OPEN, "Verified before the last change"),
        (standing(proof=proof(files=None)), Level.OPEN, "Files not compared"),
    ],
)
def test_whatever_is_open_or_wrong_is_the_headline(found, level, headline):
    verdict = judge(found)
    assert (verdict.level, verdict.headline) == (level, headline)


def test_the_worst_is_the_headline_and_the_rest_is_told_too():
    verdict = judge(standing(books(9, done=3, not_said=1), proof=None))
    assert verdict.headline == "The books do not balance"
    assert len(verdict.reasons) == 3


def test_one_is_told_as_one():
    assert [counted(1, "item"), counted(2000, "item"), counted(2, "person", "people")] == [
        "1 item",
        "2,000 items",
        "2 people",
    ]
