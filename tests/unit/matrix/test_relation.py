from typing import Any

from tests.unit.matrix.cast import converted, here, message, only, reply, surroundings


def relation(around: Any, **changes: Any) -> dict[str, Any] | None:
    return only(message(**changes), around).content.get("m.relates_to")


def thread(root: str, target: str, *, is_fallback: bool) -> dict[str, Any]:
    return {
        "rel_type": "m.thread",
        "event_id": f"$event-{root}",
        "is_falling_back": is_fallback,
        "m.in_reply_to": {"event_id": target},
    }


def test_a_reply_names_what_it_answers() -> None:
    around = surroundings(events=here("1"))
    assert relation(around, reply=reply("1")) == {"m.in_reply_to": {"event_id": "$event-1"}}


def test_a_reply_to_what_is_not_here_says_so_and_is_a_loss() -> None:
    item = message(reply=reply("1"))
    assert only(item).content["body"] == "↪ in reply to a message that is not here\nHello"
    assert "m.relates_to" not in only(item).content
    assert converted(item).losses == ("reply-target-not-here",)


def test_a_reply_into_another_chat_is_told_in_words() -> None:
    item = message(reply=reply("1", "other"))
    around = surroundings(events=here("1"))
    assert only(item, around).content["body"] == "↪ in reply to a message in another chat\nHello"
    assert "m.relates_to" not in only(item, around).content
    assert converted(item, around).losses == ("reply-in-another-chat",)


def test_a_thread_falls_back_to_its_newest_message() -> None:
    around = surroundings(events=here("1"), latest_in_thread={"1": "$newest"})
    assert relation(around, thread="1") == thread("1", "$newest", is_fallback=True)


def test_a_new_thread_falls_back_to_its_root() -> None:
    assert relation(surroundings(events=here("1")), thread="1") == thread("1", "$event-1", is_fallback=True)


def test_a_reply_within_a_thread_is_a_real_one() -> None:
    around = surroundings(events=here("1", "2"))
    expected = thread("1", "$event-2", is_fallback=False)
    assert relation(around, thread="1", reply=reply("2")) == expected


def test_without_its_root_a_reply_is_a_plain_one() -> None:
    item, around = message(thread="1", reply=reply("2")), surroundings(events=here("2"))
    assert only(item, around).content["m.relates_to"] == {"m.in_reply_to": {"event_id": "$event-2"}}
    assert converted(item, around).losses == ("thread-root-not-here",)


def test_no_thread_begins_within_a_thread() -> None:
    item, around = message(thread="1"), surroundings(events=here("1"), inside_threads=frozenset({"1"}))
    assert "m.relates_to" not in only(item, around).content
    assert converted(item, around).losses == ("thread-within-thread",)
