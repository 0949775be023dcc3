"""Nothing of what is said, and nobody's name, reaches Synapse's log, however much our loggers may say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from demo.synapse import Synapse
from tests.acceptance.bedrock.registration import MODULE, homeserver
from tests.acceptance.bedrock.subject import BEDROCK, CHIDI, Subject

pytestmark = pytest.mark.xdist_group("bedrock silence")
SECRET = "quincunx"


class Talkative(Synapse):
    """Our loggers at DEBUG, all others at INFO, as in most installations."""

    def _configure(self) -> Path:
        path = super()._configure()
        logging = json.loads((self.folder / "log.yaml").read_text())
        logging["root"]["level"] = "INFO"
        logging["loggers"] = {MODULE.rpartition(".")[0]: {"level": "DEBUG"}}
        (self.folder / "log.yaml").write_text(json.dumps(logging))
        return path


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    with homeserver(tmp_path_factory.mktemp("silence"), kind=Talkative) as synapse:
        yield Subject(synapse).prepare()


def log(subject: Subject) -> str:
    return subject.synapse.log_tail(lines=1_000_000)


def test_nothing_of_what_is_said_is_logged(talkative: Subject):
    room = talkative.room(CHIDI)
    renamed = room.member(CHIDI, "join", room.ground["members"][CHIDI], profile={"displayname": SECRET})
    room.ground["members"][CHIDI] = renamed["event_id"]
    room.laid(renamed, room.message(SECRET, sender=CHIDI), room.event(f"x.{SECRET}", {SECRET: SECRET}, sender=CHIDI))
    assert "beringia/bedrock" in log(talkative)
    assert SECRET not in log(talkative).lower()


def test_nothing_of_what_is_refused_is_logged(talkative: Subject):
    room = talkative.room()
    refused = [
        room.message(SECRET, content={"org.matrix.labels": SECRET, "x": SECRET}),
        room.message(SECRET, content={"org.matrix.labels": 7}),
        room.message(SECRET, content={"m.mentions": SECRET}),
        room.message(SECRET, depth=0),
        room.reaction({"event_id": SECRET}, SECRET),
        {**room.message(SECRET), "content": {"msgtype": "m.text", "body": SECRET, "x": 1.5, "y": "\ud800"}},
        {**room.message(SECRET), SECRET: SECRET},
        room.event("m.room.member", {"membership": SECRET}, sender=CHIDI, state_key=CHIDI),
        room.message(SECRET, auth_events=[]),
    ]
    assert len(room.refused(*refused)) >= len(refused) - 1
    assert "cannot be stored" in log(talkative)
    assert SECRET not in log(talkative).lower()


@pytest.mark.parametrize("body", [SECRET.encode(), json.dumps([SECRET]).encode(), f'{{"{SECRET}": '.encode()])
def test_nothing_of_a_body_that_is_no_json_is_logged(talkative: Subject, body: bytes):
    room = talkative.room()
    assert talkative.call("POST", f"{BEDROCK}/rooms/{quote(room.id)}/lay", body).status == 400
    assert SECRET not in log(talkative).lower()


def test_nobodys_name_is_logged_when_a_room_is_opened(talkative: Subject):
    members = [{"user_id": CHIDI, "displayname": SECRET, "avatar_url": f"mxc://demo.localhost/{SECRET}"}]
    assert talkative.open(talkative.make_room(), members=members).status == 200
    assert talkative.open(talkative.make_room(), members=[{"user_id": CHIDI, SECRET: SECRET}]).status == 400
    assert SECRET not in log(talkative).lower()
