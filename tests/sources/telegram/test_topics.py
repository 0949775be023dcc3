from hypothesis import given
from hypothesis import strategies as st

from bridge.sources.telegram.numbers_seen import Numbers
from bridge.sources.telegram.topics import Topics
from tests.sources.telegram.records import event, messages, post, read


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30)), max_size=60), st.randoms())
def test_topics_are_those_found_by_walking_each_chain_to_its_end(steps, random):
    numbers = list(range(1, len(steps) + 1))
    random.shuffle(numbers)
    answers: dict[int, tuple[int, int | None]] = {}
    roots, topics = set(), Topics()
    for number, (is_root, answered) in zip(numbers, steps, strict=True):
        if is_root:
            roots.add(number)
            topics.begin(number)
        elif answered != number:
            answers[number] = (answered, walked(answered, answers, roots))
            assert topics.place(number, answered) == answers[number][1]


def walked(number, answers, roots):
    if number in roots:
        return number
    return answers[number][1] if number in answers else None


@given(st.lists(st.integers(-50, 50)))
def test_a_number_is_new_exactly_once(numbers):
    seen, known = Numbers(), set()
    for number in numbers:
        assert seen.add(number) == (number not in known)
        known.add(number)
        assert all(each in seen for each in known)


def test_a_post_in_a_topic_is_no_answer():
    message = messages(event("topic_created", id=2, title="Tools"), post(3, reply_to_message_id=2))[1]
    assert (message.reply, message.thread) == (None, "2")


def test_an_answer_belongs_to_the_topic_of_what_it_answers():
    found = messages(event("topic_created", id=2), post(3, reply_to_message_id=2), post(4, reply_to_message_id=3))
    assert (found[2].reply.message, found[2].thread) == ("3", "2")


def test_what_began_the_topic_is_not_in_it():
    assert messages(event("topic_created", id=2, title="Tools"))[0].thread is None


def test_an_answer_to_another_chat_is_in_no_topic():
    record = post(3, reply_to_message_id=2, reply_to_peer_id="channel900")
    message = messages(event("topic_created", id=2), record)[1]
    assert (message.reply.chat, message.thread) == ("channel900", None)


def test_a_message_that_answers_itself_answers_nothing():
    assert messages(post(3, reply_to_message_id=3))[0].reply is None


def test_a_score_follows_its_game():
    assert messages(event("score_in_game", id=3, game_message_id=2, score=1))[0].reply.message == "2"


def test_a_second_message_of_the_same_id_is_counted_and_not_said():
    items = read(post(1), post(1, text="again"))
    assert [type(item).__name__ for item in items[2:4]] == ["Message", "Unreadable"]
