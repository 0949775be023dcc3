"""Linking accounts, and letting go of them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from bridge.commands.fulfilment.ears import Ears
from bridge.commands.fulfilment.office import Office
from bridge.commands.services import Login, LoginState, Offer
from bridge.errors import NetworkError, NetworkRefused
from bridge.matrix.events import UserId
from bridge.model.ids import Network
from bridge.people.vault import Draft
from bridge.sources.connector import Account, LoginProcess
from bridge.store import Login as Row

log = logging.getLogger(__name__)

SOMEBODY_ELSES = "this account is linked by somebody else here. They can let go of it with `logout`."


@dataclass(frozen=True)
class LinkedAccounts:
    """``bridge.commands.services.Logins``."""

    office: Office
    ears: Ears
    _drafts: WeakKeyDictionary[LoginProcess, tuple[Network, Draft]] = field(default_factory=WeakKeyDictionary)

    def offers(self) -> Sequence[Offer]:
        """The networks that are configured."""
        return [Offer(gate.network, gate.title) for gate in self.office.gates.values()]

    async def of(self, user: UserId) -> list[Login]:
        """What this person has linked, also what was lost."""
        return [self._shown(row) for row in await self.office.store.logins.list() if row.user_id == user]

    async def link(self, user: UserId, network: Network) -> LoginProcess:  # noqa: ARG002 - whose it is shows at the end
        """Begin to link an account: what it must remember stays in memory until it has succeeded."""
        draft = Draft()
        process = self.office.gates[network].link(draft)
        self._drafts[process] = (network, draft)
        return process

    async def linked(self, user: UserId, process: LoginProcess) -> Login:
        """Keep it, and connect. Raises NetworkRefused when another person has linked this account."""
        network, draft = self._drafts.pop(process)
        account = process.account
        assert account is not None, "the process has succeeded"
        known = await self.office.store.logins.of_person(network, account.person)
        if known is not None and known.user_id != user and known.lost is None:
            await self._let_go(network, draft)
            raise NetworkRefused(SOMEBODY_ELSES)
        if known is not None:
            await self.office.bridge.lines.drop(known.id)
        row = await self.office.store.logins.add(_row(network, user, account, self.office.clock()))
        sealed = self.office.vault.sealed(row.id, draft.entries)
        await self.office.store.logins.begin(row.id, sealed)
        self.office.bridge.lines.add(row)
        await self.ears.go_on(row)
        return self._shown(row)

    async def log_out(self, login: Login) -> None:
        """End it on the network, forget all secrets; what it alone could hear is bridged no longer."""
        await self.ears.leave(login.id)
        await self.office.bridge.lines.log_out(login.id)

    async def _let_go(self, network: Network, draft: Draft) -> None:
        """The network made a new session just now, which nobody will use."""
        try:
            await (await self.office.gates[network].connect(draft)).log_out()
        except NetworkError as error:
            log.warning("a session that nobody uses is left open on the network: %s", type(error).__name__)

    def _shown(self, row: Row) -> Login:
        connected = self.office.bridge.lines.connector(row.id) is not None
        state = LoginState.CONNECTED if connected else LoginState.DISCONNECTED
        return Login(
            id=row.id,
            network=Network(row.network),
            title=self.office.title_of(row.network),
            name=row.name,
            handle=row.handle,
            is_bot=row.is_bot,
            state=state if row.lost is None else LoginState.LOST,
            why=row.lost or "",
        )


def _row(network: Network, user: UserId, account: Account, now: int) -> Row:
    return Row(
        id=0,
        network=network,
        user_id=user,
        person=account.person,
        name=account.name,
        handle=account.handle,
        is_bot=account.is_bot,
        export=0,
        linked_at=now,
    )
