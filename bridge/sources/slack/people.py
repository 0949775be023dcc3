"""Who speaks: members, guests, people of other workspaces, and apps."""

from __future__ import annotations

from urllib.parse import urlsplit

from bridge.model.ids import MediaId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.person import Person, PersonKind
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.loose_values import Fields, first_words, identifier, record

PICTURES = "avatars.slack-edge.com"
_SLACKBOT = "USLACKBOT"


class People(Acquaintances):
    """The people of one export. ``note`` those of its lists first."""

    def __init__(self) -> None:
        super().__init__()
        self._listed: dict[PersonId, Person] = {}

    def note(self, user: Fields) -> None:
        """An entry of ``users.json``; whoever is in it is introduced when they first take part."""
        number = identifier(user.get("id"))
        if number:
            self._listed[PersonId(number)] = _person(number, user)

    def member(self, number: str | None) -> PersonId | None:
        """Somebody by their id."""
        if not number:
            return None
        person = PersonId(number)
        return self.meet(self._listed.get(person) or Person(id=person, kind=_kind(number, {})))

    def author(self, fields: Fields) -> PersonId | None:
        """Whoever wrote a message; of other workspaces the message itself tells the name."""
        number = identifier(fields.get("user")) or identifier(record(fields.get("comment")).get("user"))
        if number is None:
            return self._app(fields)
        profile = record(fields.get("user_profile"))
        if PersonId(number) not in self._listed and profile:
            self.note({"id": number, "profile": profile, "name": profile.get("name")})
        return self.member(number)

    def name(self, number: str) -> str | None:
        """What somebody is called, whether or not they took part yet."""
        listed = self._listed.get(PersonId(number))
        return listed.name if listed else None

    def _app(self, fields: Fields) -> PersonId | None:
        profile = record(fields.get("bot_profile"))
        number = identifier(fields.get("bot_id")) or identifier(profile.get("id"))
        name = first_words(fields, "username") or first_words(profile, "name")
        if number is None and name is None:
            return None
        # One app may speak under many names: bridges to other networks speak as people.
        called = f"{number or 'app'}:{identifier(name)}" if first_words(fields, "username") else str(number or name)
        return self.meet(Person(id=PersonId(called), name=name, kind=PersonKind.BOT))


def _person(number: str, user: Fields) -> Person:
    profile = record(user.get("profile"))
    names = [
        first_words(profile, "display_name"),
        first_words(profile, "real_name") or first_words(user, "real_name"),
        first_words(user, "name"),
    ]
    called = list(dict.fromkeys(name for name in names if name))
    return Person(
        id=PersonId(number),
        name=called[0] if called else None,
        kind=_kind(number, user),
        avatar=_avatar(profile),
        also=tuple(called[1:]),
        email=first_words(profile, "email"),
    )


def _kind(number: str, user: Fields) -> PersonKind:
    return PersonKind.BOT if user.get("is_bot") is True or number == _SLACKBOT else PersonKind.USER


def _avatar(profile: Fields) -> Media | None:
    address = first_words(profile, "image_512", "image_192", "image_72")
    try:
        parts = urlsplit(address or "")
        is_theirs = parts.scheme == "https" and parts.hostname == PICTURES
    except ValueError:
        return None
    if not is_theirs:
        return None
    return Media(kind=MediaKind.IMAGE, state=MediaState.REMOTE, reference=MediaId(f"https://{PICTURES}{parts.path}"))
