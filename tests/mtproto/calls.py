"""A request being served, and the table of methods that serve them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.mtproto.errors import Refusal
from tests.mtproto.model import Account
from tests.mtproto.session import Session

if TYPE_CHECKING:
    from tests.mtproto.server import Server
    from tests.mtproto.world import World


@dataclass(eq=False, repr=False)
class Call:
    """Who asks for what, and the updates that came of it: they belong into the answer."""

    server: Server
    session: Session
    updates: list[Any] = field(default_factory=list)
    takeout: int | None = None

    @property
    def world(self) -> World:
        return self.server.world

    @property
    def account(self) -> Account | None:
        return self.session.key.account

    @property
    def me(self) -> Account:
        assert self.account is not None
        return self.account

    def answer(self, *before: Any) -> Any:
        """The updates of this request, for whoever made it."""
        return self.world.delivery.wrap(self.me, [*before, *self.updates])

    def people_in(self, *things: Any) -> dict[str, list[Any]]:
        """The users and chats to be sent along with these objects."""
        users, chats = self.world.delivery.gather(self.me, things)
        return {"users": users, "chats": chats}


Method = Callable[[Call, Any], Any]


@dataclass(frozen=True)
class Entry:
    run: Method
    signed_in: bool = True
    """Whether only those who have signed in may call."""
    anywhere: bool = False
    """Whether it works outside the account's home data centre."""
    bots: bool = True


class Methods:
    """One group of methods; the server joins the groups."""

    def __init__(self) -> None:
        self.entries: dict[type, Entry] = {}

    def on(
        self, *requests: Any, signed_in: bool = True, anywhere: bool = False, bots: bool = True
    ) -> Callable[[Method], Method]:
        def register(run: Method) -> Method:
            for request in requests:
                self.entries[request] = Entry(run, signed_in, anywhere, bots)
            return run

        return register


def admit(entry: Entry | None, call: Call) -> Entry:
    """The method, if this caller may use it here."""
    if entry is None:
        raise Refusal("METHOD_INVALID")
    key = call.session.key
    if entry.signed_in and key.account is None:
        raise Refusal("SESSION_PASSWORD_NEEDED" if key.pending else "AUTH_KEY_UNREGISTERED", 401)
    if key.account and key.account.deleted:
        raise Refusal("USER_DEACTIVATED", 401)
    if key.account and key.account.bot and not entry.bots:
        raise Refusal("BOT_METHOD_INVALID")
    if key.account and key.imported and not entry.anywhere:
        raise Refusal(f"USER_MIGRATE_{key.account.dc}", 303)
    return entry
