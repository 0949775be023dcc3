from bridge.model.ids import PersonId
from bridge.model.message import Reactor
from tests.sources.telegram.records import NOON, everything, messages, post


def reactions(*entries, **fields):
    return messages(post(1, date="2024-06-01T12:00:01", reactions=list(entries), **fields), files=everything)[
        0
    ].reactions


def test_the_count_is_the_sources_and_the_names_are_those_it_gives():
    recent = [{"from": "Bora", "from_id": "user102", "date": "2024-06-01T12:00:31"}]
    (reaction,) = reactions({"type": "emoji", "count": 5, "emoji": "🔥", "recent": recent})
    assert (reaction.emoji, reaction.count, reaction.by) == (
        "🔥",
        5,
        (Reactor(person=PersonId("user102"), time=(NOON + 31) * 1000),),
    )


def test_a_custom_emoji_has_its_picture():
    (reaction,) = reactions({"type": "custom_emoji", "count": 1, "document_id": "stickers/bean.webp"})
    assert (reaction.emoji, reaction.media) == (":bean:", "stickers/bean.webp")


def test_two_unknown_emoji_remain_two():
    unknown = {"type": "custom_emoji", "count": 1, "document_id": "(File not included. Change data exporting settings)"}
    assert [reaction.emoji for reaction in reactions(unknown, unknown)] == [":custom emoji:", ":custom emoji 2:"]


def test_a_paid_reaction_is_a_star():
    assert reactions({"type": "paid", "count": 3})[0].emoji == "⭐"


def test_telegrams_own_account_is_not_named():
    recent = [{"from": "Telegram", "from_id": "user777000", "date": "2024-06-01T12:00:31"}]
    assert reactions({"type": "emoji", "count": 1, "emoji": "🔥", "recent": recent})[0].by == ()


def test_nobody_reacts_twice_with_one_emoji():
    recent = [{"from": "Bora", "from_id": "user102"}] * 2
    assert len(reactions({"type": "emoji", "count": 1, "emoji": "🔥", "recent": recent})[0].by) == 1
