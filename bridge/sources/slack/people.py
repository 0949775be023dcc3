"""Who speaks: members, guests, people of other workspaces, bots and apps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from bridge.model.ids import MediaId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.person import Person, PersonKind
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.loose_values import Fields, first_words, identifier, record

PICTURES = "avatars.slack-edge.com"
"""Where Slack keeps the pictures that people gave themselves, for anybody to see."""

_SLACKBOT = Person(id=PersonId("USLACKBOT"), name="Slackbot", kind=PersonKind.BOT)
_PHONE = re.compile(r"\+[0-9][0-9 ()./-]{6,24}")


class People(Acquaintances):
    """The people of one export; those whom ``users.json`` lists are introduced when they are first named."""

    def __init__(self) -> None:
        super().__init__()
        self._listed: dict[str, Person] = {"USLACKBOT": _SLACKBOT}

    def note(self, value: object) -> None:
        """An entry of ``users.json``. The later one counts where a person is listed by several workspaces."""
        fields = record(value)
        if (number := identifier(fields.get("id"))) and number != _SLACKBOT.id:
            self._listed[number] = _person(number, fields)

    def of(self, value: object, shown: str | None = None) -> PersonId | None:
        """The person with this id; ``shown`` is a name to know them by where the export lists them nowhere."""
        number = identifier(value)
        if number is None:
            return None
        known = self._listed.get(number)
        return self.meet(known or Person(id=PersonId(number), name=shown, kind=_unlisted(number, shown)))

    def sender(self, fields: Fields) -> PersonId | None:
        """Whoever a message is from: a person, or a bot, or only a name."""
        number = identifier(fields.get("user"))
        if number is not None:
            return self._listed_or_guest(number, fields)
        bot = identifier(fields.get("bot_id"))
        name = first_words(record(fields.get("bot_profile")), "name") or first_words(fields, "username")
        if bot is None:
            return self.of_name(name)
        # A bot that speaks under a thousand names is known by the first; the others sign its messages.
        known = self.name_of(PersonId(bot)) is not None
        return PersonId(bot) if known else self.meet(Person(id=PersonId(bot), name=name, kind=PersonKind.BOT))

    def of_name(self, name: str | None) -> PersonId | None:
        """Somebody of whom nothing but the name is known."""
        key = identifier(name)
        return self.meet(Person(id=PersonId(f"name:{key}"), name=name, kind=PersonKind.UNKNOWN)) if key else None

    def shown(self, value: object) -> str | None:
        """A person's name, without introducing them."""
        number = identifier(value)
        known = self._listed.get(number or "")
        return known.name if known else self.name_of(PersonId(number)) if number else None

    def names(self, numbers: Iterable[object]) -> list[str]:
        """Those of them that have a name."""
        return [name for number in numbers if (name := self.shown(number))]

    def _listed_or_guest(self, number: str, fields: Fields) -> PersonId:
        if known := self._listed.get(number):
            return self.meet(known)
        profile = record(fields.get("user_profile"))
        if profile:
            return self.meet(_person(number, {**profile, "profile": profile, "is_bot": bool(fields.get("bot_id"))}))
        bot = first_words(record(fields.get("bot_profile")), "name") if fields.get("bot_id") else None
        name = bot or first_words(fields, "username")
        kind = PersonKind.BOT if fields.get("bot_id") else _unlisted(number, name)
        return self.meet(Person(id=PersonId(number), name=name, kind=kind))


def _unlisted(number: str, name: str | None) -> PersonKind:
    if number.startswith("B"):
        return PersonKind.BOT
    return PersonKind.USER if name else PersonKind.UNKNOWN


def _person(number: str, fields: Fields) -> Person:
    profile = record(fields.get("profile"))
    real = first_words(profile, "real_name") or first_words(fields, "real_name")
    names = dict.fromkeys(filter(None, (first_words(profile, "display_name"), real, first_words(fields, "name"))))
    name = next(iter(names), None)
    return Person(
        id=PersonId(number),
        name=name,
        kind=_kind(fields, name),
        avatar=_picture(profile),
        also=tuple(names)[1:],
        phone=_phone(first_words(profile, "phone")),
        email=first_words(profile, "email"),
    )


def _picture(profile: Fields) -> Media | None:
    """Pictures that Slack or other services made up for somebody are left out."""
    address = first_words(profile, "image_512", "image_192", "image_original", "image_72")
    try:
        parts = urlsplit(address or "")
        theirs = parts.scheme == "https" and parts.netloc == PICTURES and bool(parts.path)
    except ValueError:
        return None
    if not theirs:
        return None
    return Media(kind=MediaKind.IMAGE, state=MediaState.REMOTE, reference=MediaId(f"https://{PICTURES}{parts.path}"))


def _kind(fields: Fields, name: str | None) -> PersonKind:
    if fields.get("is_bot") is True:
        return PersonKind.BOT
    if fields.get("deleted") is True and not name:
        return PersonKind.DELETED
    return PersonKind.USER


def _phone(said: str | None) -> str | None:
    """People write into this field what they like; only an international number is one."""
    number = said.strip() if said else ""
    return f"+{re.sub('[^0-9]', '', number)}" if _PHONE.fullmatch(number) else None
