"""What an operator can configure: one frozen dataclass for each section of ``config.yaml``.

Every key is documented for operators in ``example.yaml``; ``load.py`` makes a :class:`Config` out of a file and the
environment. A key that is not here is a mistake.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, SecretStr, model_validator
from pydantic.dataclasses import dataclass

from config import values
from config.permissions import pattern, permissions, unmatched

STRICT = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

Size = Annotated[int, BeforeValidator(values.size), Field(gt=0)]
"""Bytes; in the file also ``100 MiB``."""
Count = Annotated[int, Field(gt=0)]
Suffix = Annotated[str, AfterValidator(values.suffix)]
"""What is added to a name; ``{network}`` stands for the network's own name, as in `` (Telegram)``."""
Pattern = Annotated[str, AfterValidator(pattern)]
"""Whom a permission is for: ``@anna:example.org``, ``*:example.org`` or ``*``."""
Level = Literal["none", "user", "admin"]
MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Homeserver:
    """Whom we talk to."""

    address: Annotated[str, AfterValidator(values.address)]
    """Of the client-server API, as this machine reaches it, without a path: ``http://127.0.0.1:8008``."""
    domain: Annotated[str, AfterValidator(values.server_name)]
    """The ``server_name``: what stands behind the colon in the Matrix ids of its people."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Appservice:
    """Who we are to the homeserver; the registration says the same to it."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+$", max_length=64)] = "beringia"
    url: Annotated[str | None, AfterValidator(values.optional_address)] = None
    """Where the homeserver reaches us; None: it sends us nothing, which is enough for imports."""
    host: str = "127.0.0.1"
    """The address that we listen on, when ``url`` is given."""
    port: Annotated[int, Field(ge=1, le=65535)] = 29333
    bot: Annotated[str, Field(pattern=r"^[a-z0-9._-]+$", max_length=64)] = "beringia_bot"
    """Localpart of our own user, who makes the rooms."""
    prefix: Annotated[str, Field(pattern=r"^[a-z0-9]+$", max_length=32)] = "beringia"
    """Localparts of ghosts, and of room aliases, are ``<prefix>_<network>_<26 characters>``."""
    registration: Path = Path("registration.yaml")
    """Where the registration lies, with the tokens; relative to ``config.yaml`` in the file, absolute once loaded."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Database:
    """Where we remember."""

    uri: Annotated[SecretStr, AfterValidator(values.database)] = SecretStr("sqlite:///beringia.db")
    """``sqlite:///file`` (relative to ``config.yaml`` in the file, absolute once loaded) or ``postgres://…``."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Secrets:
    """What must never become known, and never change."""

    identity_secret: Annotated[SecretStr, AfterValidator(values.identity_secret)]
    """Key of the HMAC that turns a person of a network into a ghost; at least 32 bytes. With another one, the
    same people would be other ghosts, and what was imported before would be imported again."""

    @property
    def identity_key(self) -> bytes:
        """The bytes that HMAC takes."""
        return self.identity_secret.get_secret_value().encode()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Imports:
    """How history is sent."""

    rooms_in_parallel: Count = 4
    """Each room is strictly in order; so many rooms go on at a time."""
    batch: Annotated[int, Field(gt=0, le=2_000)] = 500
    """Messages that are laid at one go, where the homeserver has the bedrock module."""
    media_in_parallel: Count = 4
    """Uploads at a time, over all rooms."""
    patience: Count = 300
    """Seconds to keep trying while the homeserver does not answer, before the import pauses."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Rooms:
    """What the rooms are like."""

    version: Annotated[str, AfterValidator(values.room_version)] = "11"
    federate: bool = False
    """May people of other servers take part? Can never be changed for a room that exists."""
    suffix: Suffix = " ({network})"
    """Added to the names of rooms."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Media:
    """How files are carried over."""

    max_size: Size | None = None
    """Bytes; larger files are not uploaded, and reported as missing with the reason. None: what the homeserver takes."""
    convert_stickers: bool = True
    """Turn moving stickers into pictures that Matrix clients show; needs the extra ``media``."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Archives:
    """How much an export may ask of us: the fields of ``bridge.sources.limits.Limits``."""

    total: Size = 25 * 1024 * MIB
    """Everything that is read from one export, unpacked."""
    members: Count = 1_000_000
    """Files."""
    ratio: Count = 200
    """Unpacked size of a file in a zip, divided by its packed size."""
    ratio_from: Size = 16 * MIB
    """Files whose unpacked size is below this may have any ratio."""
    path_length: Count = 1024
    """Bytes of a file's name with its folders."""
    path_depth: Count = 32
    """Folders within each other."""
    json_depth: Annotated[int, Field(gt=0, le=500)] = 64
    """Objects and lists within each other."""
    string: Size = 8 * MIB
    """One string in a JSON text."""
    key: Size = 1024
    """One key in a JSON text."""
    values: Count = 1_000_000
    """Values in one record."""
    record: Size = 100 * MIB
    """One message in a JSON text, one line of a text file."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Bridge:
    """Who may talk to the bot, and what for."""

    permissions: Annotated[Mapping[Pattern, Level], BeforeValidator(permissions)] = field(default_factory=dict)
    """The most exact pattern counts. Who matches none may do nothing."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Live:
    """How chats are bridged that go on at both ends."""

    session_key_file: Path = Path("session.key")
    """Where the key lies that encrypts what linked accounts remember; ``beringia init`` makes it. Relative to
    ``config.yaml`` in the file, absolute once loaded."""
    folder: Path = Path("live")
    """Where histories that were fetched through linked accounts, and exports that people sent to the bot, are kept.
    Relative to ``config.yaml`` in the file, absolute once loaded."""
    relay: bool = False
    """May people without a linked account of their own be heard on the network, through a bot that names them?"""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Telegram:
    """What Telegram wants to know of a program that links accounts: https://my.telegram.org/apps"""

    api_id: Annotated[int, Field(gt=0)] | None = None
    """None: no accounts can be linked, and exports can be imported all the same."""
    api_hash: Annotated[SecretStr, AfterValidator(values.filled_secret)] | None = None
    device: Annotated[str, AfterValidator(values.line), Field(min_length=1, max_length=64)] = "Beringia"
    """How the bridge is called in people's list of devices."""
    server: Annotated[str | None, AfterValidator(values.optional_data_centre)] = None
    """``host:port/number`` of the data centre to begin with; None: Telegram's own. For tests."""
    public_key: Path | None = None
    """PEM file with that server's key. Relative to ``config.yaml`` in the file, absolute once loaded."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.api_id is None) != (self.api_hash is None):
            raise ValueError("api_id and api_hash belong together; give both, or neither")
        return self

    @property
    def data_centre(self) -> tuple[int, str, int] | None:
        """Number, host and port of ``server``."""
        return None if self.server is None else values.data_centre(self.server)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Logging:
    """What is written to standard error; never a message, a name, a phone number or a secret."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["plain", "json"] = "plain"


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Config:
    """The whole configuration."""

    homeserver: Homeserver
    secrets: Secrets
    appservice: Appservice = field(default_factory=Appservice)
    database: Database = field(default_factory=Database)
    imports: Imports = field(default_factory=Imports)
    rooms: Rooms = field(default_factory=Rooms)
    media: Media = field(default_factory=Media)
    archives: Archives = field(default_factory=Archives)
    bridge: Bridge = field(default_factory=Bridge)
    live: Live = field(default_factory=Live)
    telegram: Telegram = field(default_factory=Telegram)
    logging: Logging = field(default_factory=Logging)

    @model_validator(mode="after")
    def _permissions_can_hold(self) -> Self:
        never = unmatched(list(self.bridge.permissions), self.homeserver.domain)
        if never:
            raise ValueError(f"bridge.permissions: {never[0]} is not our homeserver; name its people one by one")
        return self

    @property
    def bot_id(self) -> str:
        """Our own user's Matrix id."""
        return f"@{self.appservice.bot}:{self.homeserver.domain}"

    def beside(self, folder: Path) -> Config:
        """The same, with all that is relative made absolute against the configuration file's folder."""
        registration = folder / self.appservice.registration
        uri = SecretStr(values.absolute_database(self.database.uri.get_secret_value(), folder))
        public_key = None if self.telegram.public_key is None else folder / self.telegram.public_key
        return dataclasses.replace(
            self,
            appservice=dataclasses.replace(self.appservice, registration=registration),
            database=dataclasses.replace(self.database, uri=uri),
            live=dataclasses.replace(
                self.live, session_key_file=folder / self.live.session_key_file, folder=folder / self.live.folder
            ),
            telegram=dataclasses.replace(self.telegram, public_key=public_key),
        )
