from typing import Any

from bridge.matrix.events import Draft, EventId, Role
from bridge.matrix.to_content import finish
from bridge.model.content import Poll, PollOption
from bridge.model.message import Forward
from bridge.model.text import Text
from tests.unit.matrix.cast import converted, drafts, message

TEXT = "org.matrix.msc1767.text"


def poll(*votes: int | None, **changes: Any) -> Poll:
    options = tuple(PollOption(text=f"Day {number}", votes=count) for number, count in enumerate(votes, 1))
    defaults: dict[str, Any] = {"question": "When?", "options": options, "voters": 4, "closed": True}
    return Poll(**defaults | changes)


def start(item: Draft) -> dict[str, Any]:
    content: dict[str, Any] = item.content["org.matrix.msc3381.poll.start"]
    return content


def test_a_poll_shows_its_answers_with_their_counts() -> None:
    begin, _ = drafts(message(poll(3, 1)))
    assert begin.type == "org.matrix.msc3381.poll.start"
    assert start(begin)["question"]["body"] == "When?"
    assert [answer[TEXT] for answer in start(begin)["answers"]] == ["Day 1 (3 on Telegram)", "Day 2 (1 on Telegram)"]
    assert begin.content["body"] == "When?\n1. Day 1 (3 on Telegram)\n2. Day 2 (1 on Telegram)"


def test_a_poll_ends_with_its_results_by_the_same_person() -> None:
    begin, end = drafts(message(poll(3, 0)))
    assert (end.role, end.sender) == (Role.POLL_END, begin.sender)
    assert end.content[TEXT] == "The poll has ended. Voters: 4. Results: Day 1: 3."
    assert finish(end, {0: EventId("$begin")})["m.relates_to"] == {"rel_type": "m.reference", "event_id": "$begin"}


def test_a_poll_that_was_open_says_so() -> None:
    _, end = drafts(message(poll(None, closed=False, voters=None)))
    assert end.content["body"] == "The poll was still open when the history was exported."


def test_one_answer_or_several_can_be_chosen() -> None:
    chosen = [start(drafts(message(poll(1, 2, several=several)))[0])["max_selections"] for several in (False, True)]
    assert chosen == [1, 2]


def test_votes_without_a_name_are_counted() -> None:
    assert converted(message(poll(3, 1))).losses == ("votes-without-name:4",)


def test_a_poll_with_too_many_answers_is_told_in_words() -> None:
    result = converted(message(poll(*range(21))))
    body = result.drafts[0].content["body"]
    assert body.startswith("Poll: When?\n• Day 1 (0 votes)\n• Day 2 (1 vote)\n") and "• Day 21 (20 votes)" in body
    assert "poll-as-text" in result.losses


def test_a_poll_without_answers_is_told_in_words() -> None:
    assert drafts(message(poll()))[0].content["body"] == "Poll: When?\nThe poll has ended. Voters: 4."


def test_a_poll_that_does_not_fit_is_told_in_parts() -> None:
    made = drafts(message(poll(1, question="why " * 20_000)))
    assert len(made) > 1 and all(draft.type == "m.room.message" for draft in made)


def test_a_forwarded_poll_says_so_in_its_question() -> None:
    begin, _ = drafts(message(poll(1), forward=Forward(name="Bora")))
    assert start(begin)["question"]["body"] == "Forwarded from Bora\nWhen?"


def test_words_beside_a_poll_stand_between_its_beginning_and_its_end() -> None:
    made = drafts(message(poll(1, caption=Text("please vote"))))
    assert [draft.role for draft in made] == [Role.MESSAGE, Role.MESSAGE, Role.POLL_END]
    assert made[1].content["body"] == "please vote" and made[2].relation and made[2].relation.part == 0
