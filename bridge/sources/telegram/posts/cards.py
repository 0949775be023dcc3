"""Posts that have no form of their own elsewhere: games and dice."""

from __future__ import annotations

from bridge.model.content import Card
from bridge.sources.telegram.posts.kind import one
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene


def _game(record: Record, scene: Scene) -> Card:
    description = record.text("game_description")
    return Card(
        label="Game",
        title=record.text("game_title", must=True) or "",
        lines=(description,) if description else (),
        url=record.text("game_link"),
        caption=scene.text,
    )


def _dice(record: Record, scene: Scene) -> Card:
    # Telegram Desktop itself writes dice as empty messages; this is how other tools complete its format.
    dice = record.part("dice", must=True)
    thrown = dice.whole("value") if dice else None
    emoji = (dice.text("emoji") or dice.text("emoticon")) if dice else None
    return Card(
        label="Dice", title=emoji or "", lines=(f"Thrown: {thrown}",) if thrown is not None else (), caption=scene.text
    )


KINDS = {
    "game_title": one(_game, "game_title", "game_description", "game_link"),
    "dice": one(_dice, "dice"),
}
