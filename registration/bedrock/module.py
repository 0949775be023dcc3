"""What Synapse loads. On a Synapse that it does not know the module does nothing but say so."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from synapse import __version__ as synapse_version
from synapse.module_api.errors import SynapseError

from . import internals, settings
from .resource import PATH, Resource
from .version import PROTOCOL, VERSION

if TYPE_CHECKING:
    from synapse.module_api import ModuleApi, SynapseRequest
    from synapse.server import HomeServer

    from .calls import Calls
    from .resource import Action
    from .settings import Settings

logger = logging.getLogger(__name__)
ROOM_CALLS = ("POST rooms/open", "GET rooms/ground", "POST rooms/lay", "POST rooms/survey")
NOT_READY = "BERINGIA_NOT_READY"


class Bedrock:
    """The module."""

    def __init__(self, config: Settings, api: ModuleApi) -> None:
        # Modules have no public way to what is needed; `internals` says what that is, and whether it is there.
        synapse = api._hs  # noqa: SLF001
        self._api = api
        self._settings = config
        self._instance = synapse.get_instance_name()
        self._synapse = synapse_version.split()[0]
        self._calls, self._reason = self._ready(synapse)
        if self._reason:
            logger.warning("%s", self._reason)
        api.register_web_resource(PATH, Resource(self._actions(), clock=synapse.get_clock()))

    @staticmethod
    def parse_config(config: Mapping[str, Any]) -> Settings:
        """Called by Synapse with the module's ``config``."""
        return settings.parse(config)

    def _ready(self, synapse: HomeServer) -> tuple[Calls | None, str]:
        """The calls, or why there are none."""
        reason = internals.unfit(self._synapse)
        if reason:
            return None, reason
        # Not before it is known that all that they import is there.
        from .calls import Calls  # noqa: PLC0415
        from .homeserver import Homeserver  # noqa: PLC0415

        appservice = synapse.get_datastores().main.get_app_service_by_id(self._settings.appservice)
        if appservice is None:
            return (
                None,
                f"No appservice is registered with the id {self._settings.appservice}: Bedrock stays switched off.",
            )
        return Calls(Homeserver(synapse, self._api, appservice), self._settings), ""

    def _actions(self) -> Mapping[str, Action]:
        if self._calls is None:
            return {"GET status": self._status, **dict.fromkeys(ROOM_CALLS, self._decline)}
        return {"GET status": self._status, **self._calls.actions()}

    async def _status(self, request: SynapseRequest, _room: str) -> dict[str, Any]:
        """What this is, and whether it can be used."""
        await self._expect_our_appservice(request)
        ready = {} if self._calls is None else self._calls.offer()
        return {
            "version": VERSION,
            "protocol": PROTOCOL,
            "synapse": self._synapse,
            "ready": self._calls is not None,
            "reason": self._reason,
            "instance": self._instance,
            **ready,
        }

    async def _decline(self, request: SynapseRequest, _room: str) -> dict[str, Any]:
        await self._expect_our_appservice(request)
        raise SynapseError(409, self._reason, NOT_READY)

    async def _expect_our_appservice(self, request: SynapseRequest) -> None:
        if self._calls is not None:
            await self._calls.expect_our_appservice(request)
            return
        requester = await self._api.get_user_by_req(request)
        if requester.app_service_id != self._settings.appservice:
            raise SynapseError(403, "only the appservice that the module is configured for may call it", "M_FORBIDDEN")
