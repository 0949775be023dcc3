"""Real exports, where they lie beside the project: nothing in them stays unexplained."""

import json
from zoneinfo import ZoneInfo

import pytest

from bridge.model.content import Unsupported
from bridge.model.media import Media
from bridge.model.message import Message
from bridge.model.parts import parts
from bridge.model.text import Text
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.discovery import identify
from bridge.sources.hints import Hints
from tests.sources.cases import samples

SAMPLES = [case for case in samples() if case.name.startswith("telegram/") and case.name.endswith(".json")]
TWICE = [case.input for case in SAMPLES if "telegram-json-ui" in case.name]


@pytest.mark.skipif(not SAMPLES, reason="no real exports lie beside the project")
@pytest.mark.parametrize("case", SAMPLES, ids=str)
@pytest.mark.parametrize("masked", [False, True], ids=["as it is", "with all accounts allowed"])
def test_everything_is_explained(case, masked, tmp_path):
    path = tmp_path / "result.json" if masked else case.input
    if masked:
        path.write_text(case.input.read_text("utf-8").replace("user777000", "user777001"), "utf-8")
    items = case.read(path)
    unsupported = [item for item in items if isinstance(item, Message) and isinstance(item.content, Unsupported)]
    assert not [item for item in items if isinstance(item, Unreadable)]
    assert len(unsupported) == case.input.read_text("utf-8").count(json.dumps("unsupported"))


@pytest.mark.skipif(not TWICE, reason="no chat lies beside the project in both of its forms")
@pytest.mark.parametrize("path", TWICE, ids=lambda path: path.parent.name)
def test_the_pages_of_a_chat_say_what_its_json_says(path):
    pages = next(path.parent.parent.glob("*/messages.html")).parent
    from_json, from_pages = messages_at(path), messages_at(pages)
    assert from_json.keys() == from_pages.keys()
    for number, message in from_json.items():
        assert type(from_pages[number].content) is type(message.content)
        assert said(from_pages[number]) == said(message)
        assert files(from_pages[number]) == files(message)
        assert from_pages[number].time_guessed or from_pages[number].time == message.time


def messages_at(path):
    with Archive.open(path) as archive:
        items = list(identify(archive).read(archive, Hints(timezone=ZoneInfo("Europe/Moscow"))))
    return {item.id: item for item in items if isinstance(item, Message)}


def said(message):
    return [part.plain for part in parts(message) if isinstance(part, Text)]


def files(message):
    media = [part for part in parts(message) if isinstance(part, Media)]
    return [(part.kind, part.state, part.reference) for part in media]
