"""Exports as phones write them: clocks a second off, order of arrival, other names, left out files, other languages."""

from __future__ import annotations

import random

import pytest

from bridge.store.aligning.block import Block
from bridge.store.aligning.namesakes import Namesakes
from bridge.store.aligning.signs import TELLING, Form, Sign

SHORT = ("ok", "yes", "haha", "no", "hi")
PEOPLE = "abcdef"


def a_chat(chance, length=600):
    """Times in ms, senders, forms and words; half of it is what everybody says all the time."""
    time, said = 0, []
    for number in range(length):
        time += round(chance.choice([500, 4_000, 30_000, 120_000, 3_600_000]) * chance.random())
        form = chance.choices([Form.WORDS, Form.FILE, Form.EVENT], [85, 10, 5])[0]
        words = chance.choice([chance.choice(SHORT), f"{chance.random()} is what I say to that"])
        said.append((number, time, chance.choice(PEOPLE), form, words))
    return said


def written(said, chance, precision, who, first=0):
    """As ``who`` has it on their phone: their own messages are up to three seconds off."""
    lines = [
        (time + round(chance.gauss(0, 1_000 if sender == who else 200)), *rest, sender)
        for number, time, sender, *rest in said
        if number >= first
    ]
    signs = []
    for place, (time, form, words, sender) in enumerate(sorted(lines)):
        seen = words if form is Form.WORDS else who if form is Form.EVENT else ""
        rounded = time // precision * precision
        telling = form is Form.WORDS and len(seen) >= TELLING
        signs.append(Sign(str(place), rounded, place, who + sender, form, seen, f"{form} {seen}", telling))
    return signs


@pytest.mark.parametrize("precision", [(1_000, 1_000), (60_000, 60_000), (1_000, 60_000)])
@pytest.mark.parametrize("first", [0, 300])
def test_what_two_phones_have_of_one_chat_is_one_chat(precision, first):
    chance = random.Random(first)
    said = a_chat(chance)
    known = written(said, chance, precision[0], "a")
    staged = written(said, chance, precision[1], "b", first)
    block = Block(staged, known, max(precision), Namesakes())
    block.align()
    assert block.partners.count(-1) <= 2
