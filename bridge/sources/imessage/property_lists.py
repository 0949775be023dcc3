"""Property lists inside messages: what an app sent, and what was edited or unsent."""

from __future__ import annotations

import plistlib
import re
from collections.abc import Iterator
from typing import Any

from bridge.sources.sqlite_values import words

_LARGEST = 2 * 1024 * 1024
_LINK = re.compile(rb"https?://[\x21-\x7e]{3,2000}")


def loaded(content: object) -> Any:
    """A property list, or None for what is none."""
    if not isinstance(content, bytes) or len(content) > _LARGEST:
        return None
    try:
        return plistlib.loads(content)
    except Exception:  # noqa: BLE001 - plistlib raises whatever a broken list makes it raise
        return None


def last_texts(summary: object) -> list[bytes]:
    """Of ``message_summary_info``: the newest version of each part that was edited, as a typedstream."""
    told = loaded(summary)
    parts = told.get("ec") if isinstance(told, dict) else None
    return list(_newest(parts)) if isinstance(parts, dict) else []


def was_unsent(summary: object) -> bool:
    """Does ``message_summary_info`` name parts that were taken back?"""
    told = loaded(summary)
    return isinstance(told, dict) and bool(told.get("rp"))


def _newest(parts: dict[str, Any]) -> Iterator[bytes]:
    for key in sorted(parts, key=str)[:1000]:
        versions = parts[key]
        last = versions[-1] if isinstance(versions, list) and versions else None
        text = last.get("t") if isinstance(last, dict) else None
        if isinstance(text, bytes):
            yield text


def app_words(payload: object) -> dict[str, str]:
    """The texts of an app's message by their keys: ``caption``, ``subcaption``, ``ldtext``, ``an`` (the app's name)."""
    archive = loaded(payload)
    objects = archive.get("$objects") if isinstance(archive, dict) else None
    if not isinstance(objects, list):
        return {}
    found: dict[str, str] = {}
    for one in objects[:10_000]:
        if isinstance(one, dict) and isinstance(one.get("NS.keys"), list) and isinstance(one.get("NS.objects"), list):
            for key, value in zip(one["NS.keys"], one["NS.objects"], strict=False):
                name, text = _at(objects, key), words(_at(objects, value))
                if isinstance(name, str) and text and text != "$null":
                    found.setdefault(name, text)
    return found


def link_in(payload: object) -> str | None:
    """The first web address in what an app sent."""
    found = _LINK.search(payload[:_LARGEST]) if isinstance(payload, bytes) else None
    return found[0].decode("ascii") if found else None


def _at(objects: list[Any], reference: object) -> Any:
    place = reference.data if isinstance(reference, plistlib.UID) else None
    value = objects[place] if place is not None and 0 <= place < len(objects) else None
    return value.get("NS.string") if isinstance(value, dict) else value
