"""Topics of a forum."""

from __future__ import annotations

from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene
from bridge.sources.telegram.service.action import told
from bridge.sources.telegram.service.membership import title_said

CREATED = "topic_created"


def _created(record: Record, _: Scene) -> str:
    return f"created the topic{title_said(record)}"


def _edited(record: Record, _: Scene) -> str:
    title = title_said(record, "new_title")
    if title:
        return f"renamed the topic to{title}"
    return "changed the topic's icon" if "new_icon_emoji_id" in record.fields else "changed the topic"


ACTIONS = {
    CREATED: told(_created, "title"),
    "topic_edit": told(_edited, "new_title", "new_icon_emoji_id"),
}
