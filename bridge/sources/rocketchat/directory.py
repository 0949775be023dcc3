"""Who and what a dump is about: rooms, people, and how they are called in messages."""

from __future__ import annotations

from bridge.model.chat import Chat, ChatKind
from bridge.model.ids import ChatId, Network, PersonId
from bridge.model.person import Person, PersonKind
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.loose_values import Fields, digest, first_words, joined, listed, record, records, rows, words
from bridge.sources.rocketchat.documents import key_of

ROCKET_CHAT = Network("rocketchat")
NETWORK_TITLE = "Rocket.Chat"
_DIRECT = {1: ChatKind.SELF, 2: ChatKind.DIRECT}


class Directory:
    """Everything that was described. Memory grows with people and rooms."""

    def __init__(self) -> None:
        self.people = Acquaintances()
        self.rooms: dict[ChatId, Chat] = {}
        self.by_path: dict[str, ChatId] = {}
        """Rooms by what stands in the address of a message: a name, or the id of a direct room."""
        self.titles: dict[str, str] = {}
        """Of rooms that are not called by their name, which is a row of letters: discussions."""
        self._users: dict[PersonId, Person] = {}
        self._by_username: dict[str, PersonId] = {}

    def note_user(self, fields: Fields) -> None:
        """A document of the collection ``users``, of which no secret is kept."""
        number = key_of(fields.get("_id"))
        if number is None:
            return
        username, name = first_words(fields, "username"), first_words(fields, "name")
        emails = (words(entry.get("address")) for entry in records(fields.get("emails")))
        person = Person(
            id=PersonId(number),
            name=name or username,
            kind=PersonKind.BOT if words(fields.get("type")) in {"bot", "app"} else PersonKind.USER,
            also=(username,) if username and name and username != name else (),
            email=next(filter(None, emails), None),
        )
        self._users[person.id] = person
        if username:
            self._by_username.setdefault(username, person.id)

    def note_room(self, fields: Fields) -> None:
        """A document of the collection ``rocketchat_room``."""
        number = key_of(fields.get("_id"))
        if number is not None:
            chat = self._room(ChatId(number), fields)
            self.rooms[chat.id] = chat
            name = first_words(fields, "name") or number
            self.by_path[name] = chat.id
            if chat.title and chat.title != name:
                self.titles[name] = chat.title
            self.by_path.setdefault(number, chat.id)

    def _room(self, number: ChatId, fields: Fields) -> Chat:
        kind = _kind(fields)
        members = [name for name in rows(fields.get("usernames")) if isinstance(name, str)]
        named = listed([self._called(name) for name in sorted(members)]) if members else None
        title = first_words(fields, "fname", "name")
        return Chat(
            network=ROCKET_CHAT,
            id=number,
            kind=kind,
            network_title=NETWORK_TITLE,
            title=title or (named if kind is ChatKind.GROUP else None),
            description=joined(first_words(fields, key) for key in ("topic", "description", "announcement")) or None,
        )

    def chat_of(self, number: str) -> Chat:
        """The room of a message, also when it is not described."""
        known = self.rooms.get(ChatId(number))
        bare = Chat(network=ROCKET_CHAT, id=ChatId(number), kind=ChatKind.GROUP, network_title=NETWORK_TITLE)
        return known or bare

    def _called(self, username: str) -> str:
        known = self._users.get(self._by_username.get(username, PersonId("")))
        return (known and known.name) or username

    def known(self, username: str) -> tuple[PersonId, str] | None:
        """Whoever is mentioned in a text, if there is such a user."""
        number = self._by_username.get(username)
        if number is None:
            return None
        return self._meet(number), self.people.name_of(number) or username

    def by_username(self, username: str) -> PersonId:
        """Whoever reacted or was added: messages name them by username."""
        number = self._by_username.get(username)
        if number is not None:
            return self._meet(number)
        shown = username or "somebody"
        return self.people.meet(Person(id=PersonId(f"username:{shown}"), name=shown, kind=PersonKind.UNKNOWN))

    def meet(self, value: object, alias: str | None = None, *, visitor: bool = False) -> PersonId | None:
        """A ``u`` of a message; ``alias`` is another name under which a program or a visitor speaks."""
        fields = record(value)
        number, username = key_of(fields.get("_id")), first_words(fields, "username")
        if number is None:
            return self.by_username(username) if username else None
        name = first_words(fields, "name") or username
        if username and not visitor:
            self._by_username.setdefault(username, PersonId(number))
        if visitor:
            return self.people.meet(
                Person(id=PersonId(number), name=alias or name, also=(username,) if username else ())
            )
        if alias and alias not in {name, username}:
            return self.people.meet(Person(id=PersonId(f"{number}:{digest(alias)}"), name=alias, kind=PersonKind.BOT))
        return self._meet(PersonId(number), Person(id=PersonId(number), name=name))

    def _meet(self, number: PersonId, otherwise: Person | None = None) -> PersonId:
        known = self._users.get(number) or otherwise or Person(id=number)
        return self.people.meet(known)


def _kind(fields: Fields) -> ChatKind:
    if fields.get("t") == "d":
        members = rows(fields.get("uids")) or rows(fields.get("usernames"))
        # The id of an old direct room is made of its members' ids.
        return _DIRECT.get(len(set(map(str, members))) or 2, ChatKind.GROUP)
    return ChatKind.CHANNEL if fields.get("broadcast") is True else ChatKind.GROUP
