import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.unreadable import Withheld
from tests.sources.telegram.records import event, post, read

CODE = "Login code: 13579"
FORBIDDEN = ["user777000", "user42777", 777000, 42777, "777000", "user000777000"]


@pytest.mark.parametrize("account", FORBIDDEN)
@pytest.mark.parametrize(
    "record",
    [
        lambda account: post(1, text=CODE, **{"from_id": account, "from": "Telegram"}),
        lambda account: post(1, text=CODE, forwarded_from="Telegram", forwarded_from_id=account),
        lambda account: event("plant_a_tree", actor=account, text=CODE),
    ],
)
def test_a_login_code_is_counted_and_never_read(record, account):
    items = read(record(account))
    assert [item for item in items if isinstance(item, Withheld)] == [items[-1]]
    assert "13579" not in repr(items) and "Telegram" not in [getattr(item, "name", "") for item in items]


def test_an_older_forward_is_known_by_its_name_and_the_look_of_a_code():
    assert isinstance(
        read(post(1, text=[{"type": "bold", "text": "135"}, "79 is it"], forwarded_from="Telegram"))[-1], Withheld
    )


@pytest.mark.parametrize("text", ["Version 5 is out", "On 2024-05-03 we met", "Call +49 30 1234567890"])
def test_news_of_a_channel_of_that_name_are_read(text):
    assert not any(isinstance(item, Withheld) for item in read(post(1, text=text, forwarded_from="Telegram")))


def test_a_channel_with_such_a_number_is_read():
    assert not any(isinstance(item, Withheld) for item in read(post(1, "channel777000", **{"from": "Seed news"})))


@given(st.text(min_size=1))
def test_no_word_of_a_withheld_message_appears_anywhere(text):
    marked = f"<<{text}>>"
    items = read(post(1), post(2, "user777000", text=marked, **{"from": marked, "photo": marked}), post(3))
    assert marked not in repr(items)
