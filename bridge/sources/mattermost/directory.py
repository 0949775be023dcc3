"""Who and what an export is about: teams, channels, people, and the pictures of custom emoji."""

from __future__ import annotations

from dataclasses import dataclass, field

from bridge.model.chat import Chat, ChatKind
from bridge.model.ids import ChatId, MediaId, Network, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.person import Person, PersonKind
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.beside import Beside
from bridge.sources.file_kinds import kind_of
from bridge.sources.loose_values import Fields, digest, first_words, identifier, joined, listed, record, rows

MATTERMOST = Network("mattermost")
_ROOTS = ("", "data/", "bulk-export-attachments/", "data/bulk-export-attachments/")
"""Where exporters put files, from the export's own folder."""
_LONGEST_PATH = 1024


class Directory:
    """Everything that was described. Memory grows with people and channels."""

    def __init__(self) -> None:
        self.people = Acquaintances()
        self.chats: dict[ChatId, Chat] = {}
        self.pictures: dict[str, MediaId] = {}
        self._users: dict[str, Person] = {}
        self._teams: dict[str, str] = {}

    def note(self, kind: str, fields: Fields, find: Beside) -> None:
        """One line of the export that is no post."""
        if kind in {"user", "bot"}:
            self._note_person(fields, find, bot=kind == "bot")
        elif kind == "team":
            self._teams[identifier(fields.get("name")) or ""] = first_words(fields, "display_name") or ""
        elif kind == "channel":
            self._note_channel(fields)
        elif kind == "direct_channel":
            self._note_direct(fields)
        elif kind == "emoji":
            self._note_emoji(fields, find)

    def _note_person(self, fields: Fields, find: Beside, *, bot: bool) -> None:
        username = handle(fields.get("username"))
        if username is None:
            return
        full = joined((first_words(fields, "first_name"), first_words(fields, "last_name")), " ")
        name = first_words(fields, "nickname", "display_name") or full or username
        found = file_at(first_words(fields, "profile_image"), find)
        self._users[username] = Person(
            id=PersonId(username),
            name=name,
            kind=PersonKind.BOT if bot or fields.get("is_bot") is True else PersonKind.USER,
            avatar=Media(kind=MediaKind.IMAGE, state=MediaState.PRESENT, reference=found) if found else None,
            also=tuple(dict.fromkeys(other for other in (full, username) if other and other != name)),
            email=first_words(fields, "email"),
        )

    def _note_channel(self, fields: Fields) -> None:
        team, name = identifier(fields.get("team")), identifier(fields.get("name"))
        if name is None:
            return
        chat = Chat(
            network=MATTERMOST,
            id=channel_id(team, name),
            kind=ChatKind.GROUP,
            title=first_words(fields, "display_name") or name,
            description=joined((first_words(fields, "purpose"), first_words(fields, "header"))) or None,
        )
        self.chats[chat.id] = chat

    def _note_direct(self, fields: Fields) -> None:
        members = members_of(fields)
        if members:
            chat = self._direct(members, first_words(fields, "header"))
            self.chats[chat.id] = chat

    def _note_emoji(self, fields: Fields, find: Beside) -> None:
        name, picture = identifier(fields.get("name")), file_at(first_words(fields, "image"), find)
        if name and picture:
            self.pictures[name] = picture

    def chat_of(self, post: Fields) -> Chat | None:
        """Where a post stands; None when it does not say."""
        name = identifier(post.get("channel"))
        if name is not None:
            team = identifier(post.get("team"))
            bare = Chat(network=MATTERMOST, id=channel_id(team, name), kind=ChatKind.GROUP, title=name)
            return self.chats.get(bare.id, bare)
        members = members_of(post)
        return (self.chats.get(direct_id(members)) or self._direct(members, None)) if members else None

    def _direct(self, members: list[str], header: str | None) -> Chat:
        kind = {1: ChatKind.SELF, 2: ChatKind.DIRECT}.get(len(members), ChatKind.GROUP)
        title = listed([self.shown(name) for name in members]) if kind is ChatKind.GROUP else None
        return Chat(network=MATTERMOST, id=direct_id(members), kind=kind, title=title, description=header)

    def shown(self, username: str) -> str:
        """The name under which people know a user."""
        known = self._users.get(username)
        return (known and known.name) or username

    def known(self, username: str) -> tuple[PersonId, str] | None:
        """Whoever is mentioned in a text, if there is such a user."""
        name = username.lower()
        if name not in self._users:
            return None
        return self.people.meet(self._users[name]), self.shown(name)

    def meet(self, value: object, override: str | None = None) -> PersonId | None:
        """Whoever wrote a post or reacted; ``override`` is the name that a webhook gives itself."""
        username = handle(value)
        if username is None:
            return None
        if override:
            number = PersonId(f"{username}:{digest(override)}")
            return self.people.meet(Person(id=number, name=override, kind=PersonKind.BOT))
        stranger = Person(id=PersonId(username), name=username, kind=PersonKind.UNKNOWN)
        return self.people.meet(self._users.get(username, stranger))


@dataclass(frozen=True)
class Attached:
    """A file of a post, as far as the archive has it."""

    path: str
    found: MediaId | None = field(default=None)

    def media(self, *, files_left_out: bool) -> Media:
        """``files_left_out``: the whole export holds no file."""
        name = self.path.rpartition("/")[2] or "file"
        if self.found:
            return Media(kind=kind_of(name), state=MediaState.PRESENT, reference=self.found, file_name=name)
        state = MediaState.NOT_EXPORTED if files_left_out else MediaState.LOST
        reason = "the server was exported without its files" if files_left_out else "named, but not in the export"
        return Media(kind=kind_of(name), state=state, file_name=name, reason=reason)


def file_at(path: str | None, find: Beside) -> MediaId | None:
    """A file that the export names by its path."""
    if not path or len(path) > _LONGEST_PATH:
        return None
    tried = (find(f"{root}{path}") for root in _ROOTS)
    found = next((one for one in tried if one), None)
    return MediaId(found.name) if found else None


def handle(value: object) -> str | None:
    """A user's name as it is used for ids: Mattermost has them in lower case."""
    name = identifier(value)
    return name.lower() if name else None


def channel_id(team: str | None, name: str) -> ChatId:
    """Names of channels are unique within their team, and do not change with their titles."""
    return ChatId(f"{team}/{name}" if team else name)


def direct_id(members: list[str]) -> ChatId:
    """The same for every order of the members."""
    return ChatId(f"direct:{identifier(','.join(members))}")


def members_of(fields: Fields) -> list[str]:
    """Who takes part in a direct channel, sorted; newer servers say more of each."""
    listed_here = rows(fields.get("channel_members")) or rows(fields.get("members")) or rows(fields.get("participants"))
    names = (handle(one) or handle(record(one).get("username")) for one in listed_here)
    return sorted({name for name in names if name})
