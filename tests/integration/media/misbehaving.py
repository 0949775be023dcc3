"""Decoders that do what hostile files make decoders do. Loaded by name, inside the decoding process."""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path
from typing import Any

from bridge.media.findings import Findings


def examine(source: Path, _target: Path | None, _limits: Any) -> Findings:
    """Do as the file says."""
    word = source.read_text()
    if word in _DEEDS:
        _DEEDS[word](source)
    return Findings(width=os.getpid())


def _compute_for_ever(_source: Path) -> None:
    while True:
        pass


def _wait_for_ever(_source: Path) -> None:
    time.sleep(3600)


def _crash(_source: Path) -> None:
    ctypes.string_at(0)


def _swell(_source: Path) -> None:
    bytearray(1 << 40)


def _fill_the_disk(source: Path) -> None:
    with source.with_name("flood").open("wb") as stream:
        while True:
            stream.write(bytes(1 << 20))


def _raise_what_cannot_be_sent(_source: Path) -> None:
    class Homeless(Exception):
        pass

    raise Homeless("nobody outside knows this class")


def _tell_where(source: Path) -> None:
    raise ValueError(f"cannot identify {source}")


def _miss_a_module(_source: Path) -> None:
    raise ModuleNotFoundError(name="av")


_DEEDS = {
    "compute": _compute_for_ever,
    "wait": _wait_for_ever,
    "crash": _crash,
    "swell": _swell,
    "flood": _fill_the_disk,
    "raise": _raise_what_cannot_be_sent,
    "tell": _tell_where,
    "miss": _miss_a_module,
}
