"""A short day in a town: everybody talks at both ends while everything breaks, and nothing is lost.

That nothing is doubled and all is in order is measured over a longer day (`make bench`), where once in a while it is not
so yet: see ``benchmarks/RESULTS.md``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.both_ends.day import DayPlan, live_through
from tests.support.both_ends.town import town
from tests.support.both_ends.weather import Climate

pytestmark = pytest.mark.xdist_group("telegram")
ROUGH = Climate(bridge=9, homeserver=22, lines=3)
"""s: as bad as a day can be that is so short."""


async def test_nothing_is_lost_or_said_in_another_name(tmp_path: Path) -> None:
    async with town(tmp_path) as built:
        built.start()
        result = await live_through(built, DayPlan(1, seconds=30, pause=1.0, climate=ROUGH, supergroups=1))
        found = result.differences
        worst = (*found.lost_here, *found.lost_there, *found.wrong_person, *found.wrong_text, *found.not_deleted)
        assert not worst, f"{found}\n{found.words()}"
        assert result.texts > 40 and result.happened["bridge killed"] and result.happened["homeserver killed"]
