"""With workers: the module in the main process is enough, and events are stored by the worker whose business it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.bedrock.subject import BEDROCK, Room, Subject
from tests.acceptance.bedrock.workers import PERSISTER, Processes, Unavailable, running

pytestmark = pytest.mark.xdist_group("bedrock workers")


@pytest.fixture(scope="module", params=[False, True], ids=["module in main", "module in both"])
def processes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    try:
        with running(tmp_path_factory.mktemp("workers"), module_in_worker=request.param) as started:
            yield started
    except Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture
def subject(processes: Processes) -> Subject:
    return Subject(processes.main).prepare()


def test_history_is_laid_through_the_main_process(subject: Subject):
    room = subject.room()
    room.say("living")
    room.laid(*(room.message(str(number)) for number in range(250)))
    assert room.bodies() == [*(str(number) for number in range(250)), "living"]


def test_the_main_process_says_who_it_is(subject: Subject):
    assert subject.call("GET", f"{BEDROCK}/status").body["instance"] == "master"


def test_one_poisonous_event_does_not_harm_its_neighbours(subject: Subject):
    room = subject.room()
    poison = room.message("poison", content={"org.matrix.labels": 7})
    assert room.refused(room.message("one"), poison, room.message("two")) == ["M_UNKNOWN"]
    assert room.bodies() == ["one", "two"]


def test_what_was_laid_twice_is_there_once(subject: Subject):
    room = subject.room()
    root = room.message("root")
    events = [root, room.related("m.thread", root, "reply"), room.reaction(root)]
    answers = [room.lay(*events).body for _ in range(2)]
    assert [answer["laid"] + answer["known"] for answer in answers] == [3, 3]
    assert room.read(root)["unsigned"]["m.relations"]["m.thread"]["count"] == 1


def test_a_person_hears_nothing_of_it(subject: Subject):
    room, person = subject.room(), subject.person()
    room.bring_in(person)
    since = subject.client("GET", "/sync", token=person.access_token, timeout="0")["next_batch"]
    room.laid(*(room.message(str(number)) for number in range(30)))
    assert "rooms" not in subject.client("GET", "/sync", token=person.access_token, timeout="0", since=since)


def test_the_worker_stores_what_is_laid(subject: Subject, processes: Processes):
    room = subject.room()
    room.laid(room.message())
    assert processes.stored_by(room.id) == {PERSISTER}


def test_the_worker_lays_too_where_it_has_the_module(subject: Subject, processes: Processes):
    worker = Subject(processes.main, processes.worker)
    status = worker.call("GET", f"{BEDROCK}/status")
    if not processes.module_in_worker:
        assert status.status == 404
        return
    bare = subject.make_room()
    room = Room(worker, bare, worker.open(bare).body)
    room.laid(room.message("through the worker"))
    assert status.body["instance"] == PERSISTER
    assert Room(subject, room.id, room.ground).bodies() == ["through the worker"]
