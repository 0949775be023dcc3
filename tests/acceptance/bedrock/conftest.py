"""Synapses with the module, one for each kind of database, shared by all tests that one worker runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.bedrock.registration import homeserver
from tests.acceptance.bedrock.subject import Room, Subject
from tests.support import postgres


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    with homeserver(tmp_path_factory.mktemp("bedrock")) as synapse:
        yield Subject(synapse).prepare()


@pytest.fixture(scope="session")
def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    try:
        folder = tmp_path_factory.mktemp("bedrock")
        with postgres.running() as server, homeserver(folder, database=server.make("template0")) as synapse:
            yield Subject(synapse).prepare()
    except postgres.Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture
def subject(on_sqlite: Subject) -> Subject:
    return on_sqlite


@pytest.fixture(params=["on_sqlite", "on_postgres"])
def either(request: pytest.FixtureRequest) -> Subject:
    """Tests that ask for this run on both databases."""
    found: Subject = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def room(subject: Subject) -> Room:
    return subject.room()
