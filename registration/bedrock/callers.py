"""Who may call, and whose history may be said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .refusals import FORBIDDEN, Refused, forbidden

if TYPE_CHECKING:
    from synapse.module_api import SynapseRequest

    from .homeserver import Homeserver

OWN_HISTORY = "beringia.own_history"
"""Global account data in which the owner of an account accepts: ``{"appservices": ["<id>"]}``. Nobody else can set it."""


async def expect_our_appservice(homeserver: Homeserver, request: SynapseRequest) -> None:
    """Raises SynapseError unless it is the configured appservice, as its own user."""
    requester = await homeserver.api.get_user_by_req(request)
    if requester.app_service_id != homeserver.appservice.id:
        raise forbidden("only the appservice that the module is configured for may call it")
    if requester.user.to_string() != homeserver.bot:
        raise forbidden(f"the appservice must call as {homeserver.bot}, not as {requester.user.to_string()}")


@dataclass(frozen=True)
class Speakers:
    """Whose history may be said in one request."""

    homeserver: Homeserver
    own_history: bool
    """Whether accounts that accepted it may say their own."""
    _accepted: dict[str, bool] = field(default_factory=dict)

    async def expect(self, user: str) -> None:
        """Raises Refused unless history may be said in the name of this user."""
        if user not in self._accepted:
            self._accepted[user] = await self._may_speak(user)
        if not self._accepted[user]:
            raise Refused(FORBIDDEN, "not a user of the appservice")

    async def _may_speak(self, user: str) -> bool:
        if self.homeserver.is_ours(user):
            return True
        if not self.own_history or not self.homeserver.synapse.is_mine_id(user):
            return False
        data = await self.homeserver.account_data(user, OWN_HISTORY)
        appservices = data.get("appservices")
        return isinstance(appservices, list | tuple) and self.homeserver.appservice.id in appservices
