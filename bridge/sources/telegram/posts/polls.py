"""Polls and to-do lists. The export has the number of votes, but not who gave them."""

from __future__ import annotations

from bridge.model.content import Card, Poll, PollOption
from bridge.sources.telegram.posts.kind import one
from bridge.sources.telegram.record import Malformed, Record
from bridge.sources.telegram.scene import Scene


def _poll(record: Record, scene: Scene) -> Poll:
    poll = _required(record, "poll")
    poll.expect(("question", "closed", "total_voters", "answers"))
    options = tuple(_option(answer, scene) for answer in poll.parts("answers"))
    voters = poll.whole("total_voters")
    # The export does not say whether several answers are allowed; more votes than voters tell.
    several = voters is not None and sum(option.votes or 0 for option in options) > voters
    return Poll(
        question=_words(poll, "question", scene),
        options=options,
        voters=voters,
        closed=poll.flag("closed"),
        several=several,
        caption=scene.text,
    )


def _option(answer: Record, scene: Scene) -> PollOption:
    answer.expect(("text", "voters", "chosen"))
    return PollOption(text=_words(answer, "text", scene), votes=answer.whole("voters"))


def _todo_list(record: Record, scene: Scene) -> Card:
    todo = _required(record, "todo_list")
    todo.expect(("title", "others_can_append", "others_can_complete", "answers"))
    lines = tuple(f"☐ {task}" for task in tasks(todo, "answers", scene))
    return Card(label="To-do list", title=_words(todo, "title", scene), lines=lines, caption=scene.text)


def tasks(record: Record, key: str, scene: Scene) -> tuple[str, ...]:
    """The tasks of a list, in words. Which of them are done, the export does not say."""
    items = record.parts(key)
    for item in items:
        item.expect(("text", "id"))
    return tuple(_words(item, "text", scene) for item in items)


def _required(record: Record, key: str) -> Record:
    part = record.part(key, must=True)
    if part is None:
        raise Malformed(f"{key}: expected an object, found nothing")
    return part


def _words(record: Record, key: str, scene: Scene) -> str:
    return scene.texts.read(record.fields.get(key), record.path + key).plain


KINDS = {"poll": one(_poll, "poll"), "todo_list": one(_todo_list, "todo_list")}
