"""Real exports, where they lie beside the project: nothing in them stays unexplained."""

import json

import pytest

from bridge.model.content import Unsupported
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable
from tests.sources.cases import samples

SAMPLES = list(samples())


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
