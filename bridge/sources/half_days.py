"""Hours of clocks that count to twelve, in the words of many languages."""

from __future__ import annotations

MORNING = ("am", "a.m.", "a. m.", "午前", "上午", "오전", "凌晨", "早上", "清晨", "ก่อนเที่ยง")
AFTERNOON = ("pm", "p.m.", "p. m.", "午後", "下午", "오후", "中午", "晚上", "หลังเที่ยง")
PATTERN = (
    r"(?:[AaPp]\.?[\s\u00a0\u202f]?[Mm]\.?|午前|午後|上午|下午|凌晨|早上|清晨|中午|晚上|오전|오후|ก่อนเที่ยง|หลังเที่ยง)"
)
"""For a regular expression: any of these words."""


def hour_of(hour: int, word: str | None) -> int | None:
    """The hour of a day of twenty-four; None when there is no such hour."""
    if not word:
        return hour if hour <= 24 else None
    said = word.casefold().replace("\u202f", " ").replace("\u00a0", " ").strip()
    if hour > 12:
        return hour if hour <= 24 else None
    return hour % 12 + 12 if said in AFTERNOON else hour % 12
