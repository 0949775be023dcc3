"""Where new items stand among those that are known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from bridge.store.aligning.longest import ascending
from bridge.store.aligning.signs import Sign

SPACING = 2**32
"""From the place of one counted item to the next: room for whatever other exports have in between."""
_FARTHEST = 2**62


class Placed(NamedTuple):
    """Staged item number ``position`` stands at ``time`` (ms) and ``place``."""

    position: int
    time: int
    place: int


def placed(staged: Sequence[Sign], known: Sequence[Sign], partners: Sequence[int]) -> Iterator[Placed]:
    """A time and a place for each staged item without a partner, so that it stands between its neighbours'.

    Both sides in the order of time and place; ``partners`` are positions in ``known``, or -1. The time stays within
    what the neighbours allow: a clock that knows minutes only is right when it is a few seconds more.
    """
    firm = _firm(partners)
    times = [one.time for one in known]
    for before, after in zip([-1, *firm], [*firm, len(staged)], strict=True):
        lower = partners[before] if before >= 0 else -1
        upper = partners[after] if after < len(staged) else len(known)
        run = [index for index in range(before + 1, after) if partners[index] < 0]
        yield from _between(staged, known, times, run, lower, upper)


def sharpened(
    staged: Sequence[Sign], known: Sequence[Sign], partners: Sequence[int], precision: int
) -> Iterator[tuple[int, int]]:
    """Positions in ``known`` that get a better time from their partners, whose clock is finer than ``precision`` (ms).

    What has no partner stays behind what it came behind, within the moment that its own clock told.
    """
    exact = {partners[index]: staged[index].time for index in _firm(partners)}
    latest = -_FARTHEST
    for position, one in enumerate(known):
        is_coarse = one.time % precision == 0
        time = exact.get(position, one.time) if is_coarse else one.time
        if is_coarse and 0 < latest - time < precision:
            time = latest
        latest = max(latest, time)
        if time != one.time:
            yield position, time


def _firm(partners: Sequence[int]) -> list[int]:
    """Whose partners come in the same order."""
    matched = [index for index, partner in enumerate(partners) if partner >= 0]
    return [matched[position] for position in ascending([partners[index] for index in matched])]


def _between(
    staged: Sequence[Sign], known: Sequence[Sign], times: Sequence[int], run: Sequence[int], lower: int, upper: int
) -> Iterator[Placed]:
    earliest = times[lower] if lower >= 0 else -_FARTHEST
    latest = times[upper] if upper < len(known) else _FARTHEST
    for time, indices in groupby(run, lambda index: min(max(staged[index].time, earliest), latest)):
        members = list(indices)
        following = bisect_right(times, time, lower + 1, upper)
        floor = known[following - 1].place if following and times[following - 1] == time else None
        ceiling = known[following].place if following < len(known) and times[following] == time else None
        places = _spread([staged[index].place for index in members], floor, ceiling)
        yield from (Placed(index, time, place) for index, place in zip(members, places, strict=True))


def _spread(own: Sequence[int], floor: int | None, ceiling: int | None) -> list[int]:
    count = len(own)
    if floor is None and ceiling is None:
        return list(own)
    if floor is None:
        floor = _within(ceiling - (count + 1) * SPACING)  # type: ignore[operator]  # one of the two is known
    if ceiling is None:
        ceiling = _within(floor + (count + 1) * SPACING)
    return [floor + (ceiling - floor) * number // (count + 1) for number in range(1, count + 1)]


def _within(place: int) -> int:
    return min(max(place, -_FARTHEST), _FARTHEST)
