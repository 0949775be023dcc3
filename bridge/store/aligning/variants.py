"""Items that may be the same although they look otherwise: edited, deleted in one export, without its file in one."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import StrEnum

from bridge.store.aligning.signs import Form, Sign

_LONG = 2_000
"""Of longer texts the beginning is compared."""
_EDITED, _UNTOLD = 0.3, 0.75
"""How alike the words must be, where an edit is known of, and where none is."""
_DIGITS = re.compile(r"\d+")


class Variation(StrEnum):
    """In what the two differ."""

    WORDS = "other words"
    DELETED = "deleted in one"
    BROKEN = "unreadable in one"
    FILE = "file in one only"
    TOLD = "told otherwise"

    @property
    def is_disagreement(self) -> bool:
        """Do the exports contradict each other? Else each format tells the same thing in its own way."""
        return self in (Variation.WORDS, Variation.DELETED, Variation.BROKEN)


def variation(one: Sign, other: Sign, *, whole: bool) -> Variation | None:
    """How two items of one person and moment differ, if they may be the same at all.

    ``whole``: both exports have all that is around; then likely this, too.
    """
    forms = {one.form, other.form}
    if len(forms) == 2 and Form.EVENT not in forms:
        if Form.DELETED in forms:
            return Variation.DELETED
        return Variation.BROKEN if Form.BROKEN in forms else None
    if forms == {Form.WORDS}:
        return Variation.WORDS if _are_versions(one, other, whole) else None
    if forms == {Form.FILE}:
        return _files(one, other, whole)
    return Variation.TOLD if forms == {Form.EVENT} and whole else None


def _files(one: Sign, other: Sign, whole: bool) -> Variation | None:
    if one.contradicts(other):
        return None
    if not (one.words and other.words):
        return Variation.FILE
    return Variation.WORDS if _are_versions(one, other, whole) else None


def _are_versions(one: Sign, other: Sign, whole: bool) -> bool:
    """Was one of the two made of the other?"""
    if one.edited or other.edited:
        return _likeness(one.words, other.words) >= _EDITED
    # "Message 7" and "Message 8" are two, as alike as they are.
    is_counting = _DIGITS.sub("", one.words) == _DIGITS.sub("", other.words)
    return whole and one.telling and not is_counting and _likeness(one.words, other.words) >= _UNTOLD


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if shorter and longer.startswith(shorter) and longer[len(shorter) :].lstrip()[:1] in ("<", "(", "["):
        return 1.0  # with a mark that tells of the edit
    matcher = SequenceMatcher(None, one[:_LONG], other[:_LONG], autojunk=len(longer) > 200)
    return matcher.ratio() if matcher.real_quick_ratio() >= _EDITED and matcher.quick_ratio() >= _EDITED else 0.0
