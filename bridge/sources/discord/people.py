"""Who speaks: users, bots, webhooks, and accounts that are no more."""

from __future__ import annotations

from typing import Any

from bridge.model.ids import PersonId
from bridge.model.media import MediaKind
from bridge.model.person import Person, PersonKind
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.discord.files import Files, unknown
from bridge.sources.loose_values import Fields, digest, first_words, identifier, record

_DELETED_ID = "456226577798135808"
_DELETED_NAME = "Deleted User"
_DELETED_PREFIX = "deleted_user_"
_NOBODY = {None, "", "0000"}


class People(Acquaintances):
    """The people of one export."""

    def of(self, value: object, files: Files) -> PersonId | None:
        """Whoever an ``author``, a mention or a reaction is of; None when it says nobody."""
        fields = record(value)
        number = identifier(fields.get("id"))
        name = first_words(fields, "nickname", "name")
        if number is None:
            return self.meet(Person(id=PersonId(f"name:{identifier(name)}"), name=name)) if identifier(name) else None
        kind = _kind(fields, number)
        gone = kind is PersonKind.DELETED
        return self.meet(
            Person(
                id=PersonId(_webhook(number, name) if _is_webhook(fields) else number),
                name=None if gone else name,
                kind=kind,
                avatar=None if gone else _avatar(fields, files),
                also=_also(fields, name) if not gone else (),
            )
        )


def _kind(fields: Fields, number: str) -> PersonKind:
    handle = first_words(fields, "name") or ""
    nameless = handle == _DELETED_NAME and fields.get("discriminator") in _NOBODY
    if number == _DELETED_ID or nameless or handle.startswith(_DELETED_PREFIX):
        return PersonKind.DELETED
    return PersonKind.BOT if fields.get("isBot") is True else PersonKind.USER


def _is_webhook(fields: Fields) -> bool:
    # A bot's account has a discriminator, or, since 2023, a name without spaces and still four digits.
    return fields.get("isBot") is True and fields.get("discriminator") == "0000"


def _webhook(number: str, name: str | None) -> str:
    """A webhook speaks under any name, in turn: bridges to other networks speak as many people through one."""
    return f"{number}:{digest(name or '')}"


def _avatar(fields: dict[str, Any], files: Files) -> Any:
    picture = files.picture(first_words(fields, "avatarUrl"))
    return files.settled(unknown(MediaKind.IMAGE), picture and first_words(fields, "avatarUrl")) if picture else None


def _also(fields: Fields, name: str | None) -> tuple[str, ...]:
    handle, number = first_words(fields, "name"), first_words(fields, "discriminator")
    if handle is None:
        return ()
    full = handle if number in _NOBODY else f"{handle}#{number}"
    return (full,) if full != name else ()
