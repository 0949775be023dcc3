"""The store: all tables behind one door."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Self

from bridge.store.aliases import Aliases
from bridge.store.arrivals import Arrivals
from bridge.store.connect import connect
from bridge.store.database import Database, Transaction
from bridge.store.events import Events
from bridge.store.exports import Exports
from bridge.store.ghosts import Ghosts
from bridge.store.inbox import Inbox
from bridge.store.incoming import Incoming
from bridge.store.lanes import Lane
from bridge.store.logins import Logins
from bridge.store.members import Members
from bridge.store.one_person import OnePerson
from bridge.store.outbox import Outbox
from bridge.store.people import People
from bridge.store.plans import Plans
from bridge.store.portals import Portals
from bridge.store.rates import Rates
from bridge.store.sending import Sending
from bridge.store.succession import Succession
from bridge.store.uploads import Uploads


class Store:
    """What Beringia remembers. Open it once, at the composition root.

    Methods that take a ``tx`` belong to a larger commit: ``async with store.transaction() as tx``. All others are a
    commit of their own, safe once they return. Every failure of the database is a :class:`bridge.errors.StoreError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.exports = Exports(database)
        self.portals = Portals(database)
        self.people = People(database)
        self.one_person = OnePerson(database)
        self.ghosts = Ghosts(database)
        self.inbox = Inbox(database)
        self.events = Events(database)
        self.members = Members(database)
        self.sending = Sending(database)
        self.live_inbox = Inbox(database, Lane.LIVE)
        self.live_sending = Sending(database, Lane.LIVE)
        self.arrivals = Arrivals(database)
        self.outbox = Outbox(database)
        self.logins = Logins(database)
        self.succession = Succession(database)
        self.aliases = Aliases(database)
        self.uploads = Uploads(database)
        self.plans = Plans(database)
        self.rates = Rates(database)
        self.incoming = Incoming(database)

    @classmethod
    async def open(cls, uri: str) -> Self:
        """Open the database, and bring its tables up to date.

        ``uri`` is ``sqlite:///beringia.db`` (relative to the working directory), ``sqlite:////var/lib/beringia.db``
        (absolute), or ``postgres://user:password@host/database``.
        """
        return cls(await connect(uri))

    async def close(self) -> None:
        """Let go of the database, once all transactions have ended."""
        await self._database.close()

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction: committed at the end of the block, undone when an exception (or a cancel) leaves it.

        Other writers wait until it ends, so hold it for database work only. Do not start tasks inside it that use it.
        """
        return self._database.transaction()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
