"""A vector sticker: Lottie, packed with gzip, as https://core.telegram.org/stickers has it."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from typing import Any

_LAST = 60
_STEADY = {"i": {"x": [0.6], "y": [1]}, "o": {"x": [0.4], "y": [0]}}


def rocking_boat() -> bytes:
    """A boat rocks on a wave, for a second, over and over."""
    layers = [
        _layer("sail", _rocking(), [_polygon([[270, 110], [270, 330], [420, 330]], [0.97, 0.75, 0.3])]),
        _layer("jib", _rocking(), [_polygon([[240, 150], [240, 330], [120, 330]], [0.88, 0.32, 0.27])]),
        _layer("hull", _rocking(), [_polygon([[90, 350], [430, 350], [380, 430], [150, 430]], [0.36, 0.2, 0.17])]),
        _layer("sea", _still(), [_ellipse([256, 470], [480, 90], [0.27, 0.54, 0.63])]),
    ]
    animation = {"tgs": 1, "v": "5.5.2", "fr": 60, "ip": 0, "op": _LAST, "w": 512, "h": 512, "nm": "boat", "ddd": 0}
    content = json.dumps(animation | {"assets": [], "layers": layers}, separators=(",", ":")).encode()
    return gzip.compress(content, mtime=0)


def _layer(name: str, turning: dict[str, Any], shapes: list[dict[str, Any]]) -> dict[str, Any]:
    centre = {"a": 0, "k": [256, 430, 0]}
    place = {"o": _fixed(100), "r": turning, "p": centre, "a": centre, "s": _fixed([100, 100, 100])}
    return {
        "ddd": 0, "ty": 4, "nm": name, "ip": 0, "op": _LAST, "st": 0, "sr": 1, "ao": 0, "bm": 0,
        "ks": place, "shapes": shapes,
    }  # fmt: skip


def _rocking() -> dict[str, Any]:
    angles = ((0, -7), (30, 7), (60, -7))
    keys: list[dict[str, Any]] = [
        {"t": time, "s": [angle], "e": [following], **_STEADY} for (time, angle), (_, following) in pairwise(angles)
    ]
    return {"a": 1, "k": [*keys, {"t": _LAST, "s": [angles[-1][1]]}]}


def _still() -> dict[str, Any]:
    return _fixed(0)


def _polygon(corners: list[list[int]], colour: list[float]) -> dict[str, Any]:
    straight = [[0, 0]] * len(corners)
    path = {"ty": "sh", "ks": _fixed({"v": corners, "i": straight, "o": straight, "c": True})}
    return _group(path, colour)


def _ellipse(centre: list[int], size: list[int], colour: list[float]) -> dict[str, Any]:
    return _group({"ty": "el", "p": _fixed(centre), "s": _fixed(size)}, colour)


def _group(path: dict[str, Any], colour: list[float]) -> dict[str, Any]:
    fill = {"ty": "fl", "c": _fixed([*colour, 1]), "o": _fixed(100), "r": 1}
    untouched = {
        "ty": "tr", "p": _fixed([0, 0]), "a": _fixed([0, 0]), "s": _fixed([100, 100]), "r": _fixed(0), "o": _fixed(100),
    }  # fmt: skip
    return {"ty": "gr", "it": [path, fill, untouched]}


def _fixed(value: Any) -> dict[str, Any]:
    return {"a": 0, "k": value}
