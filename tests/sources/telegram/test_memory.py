import tracemalloc
from itertools import pairwise

from bridge.sources.telegram.chat import Header, to_chat
from bridge.sources.telegram.history import Export, History
from tests.sources.telegram.records import event, nothing, post

MIB = 1024 * 1024


def peak(count):
    """Bytes held at most while a forum of so many answers is read."""
    records = (event("topic_created", id=1) if n == 1 else post(n, reply_to_message_id=n - 1) for n in range(1, count))
    history = History(to_chat(Header(id=1, type="private_supergroup"), None), Export(nothing))
    tracemalloc.start()
    for _ in history.items(records):
        pass
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held


def test_a_long_chain_of_answers_takes_sixteen_bytes_for_each():
    growth = [larger - smaller for smaller, larger in pairwise([peak(2_000), peak(22_000)])]
    assert growth[0] < 20_000 * 24
