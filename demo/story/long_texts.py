"""Texts that are longer than a message on Matrix likes to be."""

from __future__ import annotations

_ACTS = (
    "the harbour choir", "Bora and the Bollards", "a brass band from across the water", "shanties for everyone",
    "the school orchestra", "two accordions and a saw", "the fishmongers' quartet", "a storyteller with a lamp",
    "dancing lessons on the pontoon", "the silent disco, which is not silent", "drums made of barrels",
)  # fmt: skip
_DEEDS = (
    "rowing races for children, with life jackets from Chidi's shed",
    "net mending: bring nothing, take home a knot",
    "soup, the first cauldron, with and without fish",
    "the old crane is shown by those who once drove it",
    "painting the long wall; there are aprons, but wear old clothes anyway",
    "a walk along the tide line, rubber boots needed",
    "sail sewing, from torn spinnakers to shopping bags",
    "repairs: bring what is broken, and help to mend it",
    "swap table for books, charts and plants",
    "lantern building; glue is warm, small children need a grown-up",
)
_ADVICE = (
    "Everybody helps two hours. Say so in this group, and Anna writes it on the big sheet.",
    "Water stands at the crane and behind the stage; the tap near the slipway is not drinking water.",
    "First aid is Dana's van, the one with the green flag. Whoever is not well goes there, whatever the hour.",
    "Dogs are welcome on a leash. Gulls are not, and know it.",
    "At half past ten in the evening the music ends, also when it is good. The neighbours have been patient for years.",
    "No open fire on the pontoons. The lanterns carry small lamps, which are collected on Sunday.",
    "Who comes by boat ties up at the north side only, and leaves a telephone number at the harbour office.",
    "Photographs are for everybody, but ask before you take one of other people's children.",
    "Lost things lie in the blue crate at the crane. What is still there on Monday belongs to the crate.",
    "If it rains we are under the sails; if it storms we are in the net store; if it snows we have made a mistake.",
    "Whatever was carried in is carried out again. The last ones off the quay take the cable drums along.",
)


def programme() -> str:
    """The whole weekend: about five thousand characters, with empty lines between its paragraphs."""
    days = ("Friday", "Saturday", "Sunday")
    return "\n\n".join(["THE PROGRAMME, at last, so that nobody has to ask again.", *map(_day, days), *_advice()])


def _day(name: str) -> str:
    start = {"Friday": 15, "Saturday": 9, "Sunday": 9}[name]
    lines = [
        f"{hour:02}:{minute:02} – {_entry(hour, minute, len(name))}" for hour in range(start, 22) for minute in (0, 30)
    ]
    return f"{name}\n" + "\n".join(lines)


def _entry(hour: int, minute: int, offset: int) -> str:
    if minute:
        return f"on the stage: {_ACTS[(hour * 3 + offset) % len(_ACTS)]}"
    return _DEEDS[(hour * 7 + offset) % len(_DEEDS)]


def _advice() -> list[str]:
    return [f"{number}. {words}" for number, words in enumerate(_ADVICE, start=1)]
