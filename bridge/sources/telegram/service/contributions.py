"""What people did with a game, a poll or a to-do list."""

from __future__ import annotations

from bridge.sources.telegram.posts.polls import tasks
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene
from bridge.sources.telegram.service.action import told
from bridge.sources.telegram.service.membership import title_said
from bridge.sources.telegram.spoken import listed, plural, quoted


def _scored(record: Record, _: Scene) -> str:
    score = record.whole("score")
    return f"scored {plural(score, 'point')} in the game" if score is not None else "played the game"


def _completed(record: Record, _: Scene) -> str:
    done, reopened = record.rows("completed"), record.rows("incompleted")
    said = [
        f"marked {plural(len(done), 'task')} as done" if done else None,
        f"marked {plural(len(reopened), 'task')} as not done" if reopened else None,
    ]
    return listed([part for part in said if part]) or "changed the to-do list"


def _appended(record: Record, scene: Scene) -> str:
    added = [quoted(task) for task in tasks(record, "items", scene)]
    return f"added {listed(added)} to the to-do list" if added else "added nothing to the to-do list"


def _answer_added(record: Record, _: Scene) -> str:
    return f"added the answer{title_said(record, 'option')} to the poll"


def _answer_deleted(record: Record, _: Scene) -> str:
    return f"removed the answer{title_said(record, 'option')} from the poll"


ACTIONS = {
    "score_in_game": told(_scored, "game_message_id", "reply_to_peer_id", "score"),
    "todo_completions": told(_completed, "completed", "incompleted"),
    "todo_append_tasks": told(_appended, "items"),
    "poll_append_answer": told(_answer_added, "option"),
    "poll_delete_answer": told(_answer_deleted, "option"),
}
