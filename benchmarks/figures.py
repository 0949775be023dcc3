"""Rates and their spread, in one form everywhere."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Sequence


async def timed(work: Awaitable[int]) -> tuple[float, int]:
    """How many seconds it takes, and what it counts."""
    started = time.perf_counter()
    result = await work
    return time.perf_counter() - started, result


def spread(figures: Sequence[float]) -> str:
    """``median (lowest …, highest …)``"""
    low, middle, high = min(figures), statistics.median(figures), max(figures)
    return f"{shown(middle)} (lowest {shown(low)}, highest {shown(high)})"


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Round by round."""
    return [one / other for one, other in zip(ours, theirs, strict=True)]


def shown(figure: float) -> str:
    """Large ones without what nobody can measure."""
    return f"{figure:,.0f}" if figure >= 1000 else f"{figure:.2f}"
