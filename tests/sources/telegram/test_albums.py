import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.telegram.records import ANNA, BORA, NOON, event, messages, post


def photo(id, at=0, **fields):  # noqa: A002 - the export's own word
    return post(id, **{"date_unixtime": str(NOON + at), "text": "", "photo": "photos/x.jpg", **fields})


def albums(*records):
    return [message.album for message in messages(*records)]


def test_pictures_of_one_moment_are_an_album():
    assert albums(photo(1, text="Harvest"), photo(2), photo(3, at=1), photo(4, at=2)) == ["1", "1", "1", None]


@pytest.mark.parametrize(
    "other",
    [
        photo(2, sender=BORA),
        photo(2, at=2),
        photo(2, text="Another caption"),
        photo(2, reply_to_message_id=5),
        photo(2, forwarded_from="Dana"),
        photo(2, via_bot="@pic"),
        post(2, text="", file="files/x", date_unixtime=str(NOON)),
        post(2, text="", file="files/x", media_type="sticker", date_unixtime=str(NOON)),
    ],
)
def test_what_differs_is_not_in_the_album(other):
    assert albums(photo(1, text="Harvest"), other) == [None, None]


def test_a_message_between_two_pictures_parts_them():
    assert albums(photo(1), event("clear_history", id=2, actor=ANNA, date_unixtime=str(NOON)), photo(3)) == [None] * 3


def test_two_stickers_are_no_album():
    stickers = [photo(n, photo=None, file="stickers/x.webp", media_type="sticker") for n in (1, 2)]
    assert albums(*stickers) == [None, None]


def test_an_album_has_at_most_ten_files():
    assert albums(*(photo(n) for n in range(1, 13))) == ["1"] * 10 + ["11"] * 2


@given(st.lists(st.tuples(st.sampled_from([ANNA, BORA]), st.integers(0, 2), st.booleans()), max_size=15))
def test_grouping_neither_loses_nor_reorders(steps):
    records = [photo(n, at, sender=who) if is_photo else post(n, who) for n, (who, at, is_photo) in enumerate(steps, 1)]
    assert [message.place for message in messages(*records)] == list(range(1, len(steps) + 1))
