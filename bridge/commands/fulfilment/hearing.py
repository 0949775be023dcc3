"""Through which login a chat is heard: at first, again after a stop, and through another one."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.commands.fulfilment.office import Office
from bridge.errors import NetworkError, NetworkRefused
from bridge.model.chat import Numbering
from bridge.model.ids import ChatId, MessageId
from bridge.sources.connector import Connector
from bridge.store import Login, Phase, Portal


@dataclass(frozen=True)
class Hearing:
    """Begins to hear chats, and finds out what was missed."""

    office: Office

    async def begin(self, portal: Portal, login: int, *, relay: int | None, since: MessageId | None) -> None:
        """Hear it through this login from now on; its history after ``since`` and what was missed are yet to come.

        Where every account numbers for itself, only reading all of the history again tells what was missed.
        """
        heard = await self.office.store.arrivals.newest(portal.id)
        gap = heard is not None and portal.chat.numbering is Numbering.NETWORK
        if portal.ear is None:
            await self.office.sweeping.begin(portal)
        if portal.chat.numbering is Numbering.ACCOUNT:
            await self._number(portal, login)
        await self.office.store.portals.hear(portal.id, login, relay=relay, since=since, gap=gap)
        await self.office.bridge.learn()

    async def sew(self, portal: Portal, line: Connector) -> None:
        """Find out where history ends and hearing begins, unless an earlier run has."""
        if portal.seam is not None:
            return
        seam = await line.follow(portal.chat.id)
        await self.office.store.portals.set_ear(portal.id, portal.ear, relay=portal.relay, seam=seam)

    async def end_of_history(self, portal: Portal) -> MessageId | None:
        """The newest message that is history; None: there is nothing to fetch."""
        newest = portal.seam if portal.gap is None else await self.office.store.arrivals.newest(portal.id)
        return None if newest is None or newest == portal.since else MessageId(newest)

    async def catch_up(self, portal: Portal) -> None:
        """Keep what was said since it was heard last. Raises the network's errors."""
        login = await self.office.store.logins.get(portal.ear or 0)
        if portal.gap is None or login is None:
            return
        heard = await self.office.store.arrivals.newest(portal.id)
        await self.office.bridge.catch_up(portal, login, None if heard is None else MessageId(heard))

    async def wanted_again(self, portal: Portal) -> MessageId | None:
        """After which message history is wanted by a login that takes over: it is here, unless it was on its way."""
        if portal.phase is Phase.LIVE and portal.chat.numbering is Numbering.NETWORK:
            heard = await self.office.store.arrivals.newest(portal.id) or portal.seam
            return None if heard is None else MessageId(heard)
        return None if portal.since is None else MessageId(portal.since)

    async def another_ear(self, portal: Portal) -> Login | None:
        """Another login that is in the chat; the one that was linked first. Bots cannot read what they missed."""
        for login in await self.office.store.logins.list():
            fits = login.network == portal.chat.network and login.id != portal.ear
            if fits and login.lost is None and not login.is_bot and await self.is_in(login, portal.chat.id):
                return login
        return None

    async def relay(self, network: str, chat: ChatId) -> int | None:
        """The first bot that is in the chat, where relaying is allowed."""
        logins = await self.office.store.logins.list() if self.office.relay else []
        for login in logins:
            if login.is_bot and login.network == network and await self.is_in(login, chat):
                return login.id
        return None

    async def _number(self, portal: Portal, login: int) -> None:
        """What the inbox holds already may be numbered otherwise; so it is told before anything arrives."""
        row = await self.office.store.logins.get(login)
        assert row is not None, "logins are never removed"
        await self.office.store.aliases.speak_as(row.export, portal.id, None)

    async def is_in(self, login: Login, chat: ChatId) -> bool:
        """Is this login connected, and in the chat?"""
        line = self.office.bridge.lines.connector(login.id)
        try:
            return line is not None and await line.details(chat) is not None
        except NetworkRefused:
            return False
        except NetworkError:
            return False  # not now; who asks for it later may find it there
