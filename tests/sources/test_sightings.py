from hypothesis import given
from hypothesis import strategies as st

from bridge.sources import sightings
from bridge.sources.sightings import Sighting, Sightings


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from([b"x", b"y"])), max_size=60))
def test_every_message_is_told_from_those_before_it(met):
    seen, ids, whole = Sightings(), set(), set()
    for message, says in met:
        first, again = message not in ids, (message, says) in whole
        expected = Sighting.FIRST if first else Sighting.AGAIN if again else Sighting.CLASH
        assert seen.meet(message, says) is expected
        ids.add(message)
        whole.add((message, says))


def test_nothing_is_forgotten_when_there_are_many(monkeypatch):
    monkeypatch.setattr(sightings, "_FRESH", 16)
    seen = Sightings()
    assert all(seen.meet(str(number), b"") is Sighting.FIRST for number in range(1000))
    assert all(seen.meet(str(number), b"") is Sighting.AGAIN for number in range(0, 1000, 7))
