"""A batch that was cut by the death of Synapse is completed by repeating it."""

from __future__ import annotations

import random
import threading
import time
import urllib.error
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.acceptance.bedrock.registration import ghost, homeserver
from tests.acceptance.bedrock.subject import Room, Subject, ids
from tests.support import postgres

pytestmark = pytest.mark.xdist_group("bedrock kill")
EVERYBODY = [ghost(f"member{first}{second}") for first in "abcdefgh" for second in "abcdefghijklmnop"]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def mortal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    """A Synapse of its own, which is killed and comes back."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        with homeserver(folder, slice=20) as synapse:
            yield Subject(synapse).prepare()
        return
    try:
        with postgres.running() as server, homeserver(folder, database=server.make("template0"), slice=20) as synapse:
            yield Subject(synapse).prepare()
    except postgres.Unavailable as reason:
        pytest.skip(str(reason))


def cut(subject: Subject, work: threading.Thread, after: float) -> None:
    """Kill Synapse in the middle of some work, and start it again."""
    work.start()
    time.sleep(after)
    subject.synapse.kill()
    work.join()
    subject.synapse.start()


def laying(room: Room, events: list[dict[str, object]]) -> threading.Thread:
    def lay() -> None:
        with suppress(urllib.error.URLError, ConnectionError):
            room.lay(*events)

    return threading.Thread(target=lay)


def opening(subject: Subject, room: str) -> threading.Thread:
    def make() -> None:
        with suppress(urllib.error.URLError, ConnectionError):
            subject.open(room, *EVERYBODY)

    return threading.Thread(target=make)


def test_a_batch_that_was_cut_is_completed_by_repeating_it(mortal: Subject):
    room, chance = mortal.room(), random.Random()
    standing = [room.member(user, depth=room.ground["base"]) for user in EVERYBODY]
    said = [room.message(str(number)) for number in range(800)]
    for _ in range(2):
        cut(mortal, laying(room, [*standing, *said]), chance.uniform(0.05, 0.5))
    answer = room.lay(*standing, *said).body
    assert (answer["laid"] + answer["known"], answer["refused"]) == (len(standing) + 800, [])
    assert room.survey(*standing, *said) == {"present": ids([*standing, *said]), "laid": 800}
    assert room.bodies() == [str(number) for number in range(800)]


def test_a_gap_that_was_cut_is_completed_by_repeating_it(mortal: Subject):
    room = mortal.make_room()
    cut(mortal, opening(mortal, room), random.Random().uniform(0.05, 0.8))
    ground = mortal.open(room, *EVERYBODY).body
    assert set(EVERYBODY) < set(ground["members"])
    assert mortal.open(room, *EVERYBODY).body == ground
    markers = [event for event in Room(mortal, room, ground).timeline() if event["type"] == "beringia.bedrock"]
    assert len(markers) == 1
