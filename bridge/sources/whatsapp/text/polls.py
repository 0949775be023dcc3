"""Polls, which are written as lines of text: ``POLL:``, the question, then one ``OPTION: … (2 votes)`` for each answer."""

from __future__ import annotations

import re

from bridge.model.content import Poll, PollOption
from bridge.sources.whatsapp.text.marks import visible
from bridge.sources.whatsapp.text.phrases import is_poll

_FIRST = re.compile(r"(?P<word>[^\n:：]{2,30}?)\s?[:：]")
_OPTION = re.compile(r"(?P<word>[^:：]{2,30}?)\s?[:：]\s?(?P<text>.*)")
_VOTES = re.compile(r"\s?[(（](?P<votes>[^()（）]{1,40})[)）]$")
_NUMBER = re.compile(r"\d{1,9}")
_FEWEST_OPTIONS = 2
_MOST_OPTIONS = 1000


def poll(body: str) -> Poll | None:
    """The poll that a message is; None when it is none."""
    first, _, rest = body.partition("\n")
    word = _FIRST.fullmatch(visible(first).strip()) if rest and len(first) <= 60 else None
    if word is None:
        return None
    lines = [visible(line).strip() for line in rest.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    begins = _options_begin(lines)
    options = lines[begins:]
    if not is_poll(word["word"]) and not all(_VOTES.search(line) for line in options):
        return None
    if len(options) < _FEWEST_OPTIONS and not is_poll(word["word"]):
        return None
    question = "\n".join(lines[:begins]).strip()
    return (
        Poll(question=question, options=tuple(_option(line) for line in options[:_MOST_OPTIONS])) if question else None
    )


def _options_begin(lines: list[str]) -> int:
    """All options, which are the last lines, begin with the same word."""
    last = _OPTION.fullmatch(lines[-1]) if lines else None
    if last is None:
        return len(lines)
    begin = len(lines)
    while begin > 1 and (found := _OPTION.fullmatch(lines[begin - 1])) and found["word"] == last["word"]:
        begin -= 1
    return begin


def _option(line: str) -> PollOption:
    found = _OPTION.fullmatch(line)
    text = found["text"] if found else line
    votes = _VOTES.search(text)
    if votes is None:
        return PollOption(text=text)
    number = _NUMBER.search(votes["votes"])
    return PollOption(text=text[: votes.start()].strip(), votes=int(number[0]) if number else 0)
