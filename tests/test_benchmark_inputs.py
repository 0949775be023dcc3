"""The exports that are made large for the benchmark are still their readers' exports, and do become larger."""

import pytest

from benchmarks.inputs.growths import GROWTHS
from benchmarks.reading import with_reader
from bridge.model.message import Message


@pytest.mark.parametrize("name", GROWTHS)
def test_an_export_that_is_made_larger_has_more_messages_of_its_own(name, tmp_path):
    case, export = GROWTHS[name].make(tmp_path, 60_000)
    small = sum(isinstance(item, Message) for item in case.read())
    assert with_reader(name, str(case), export) > 2 * small
