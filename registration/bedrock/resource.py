"""The module's web resource: who asks for what, and the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from synapse.module_api import DirectServeJsonResource
from synapse.module_api.errors import SynapseError

if TYPE_CHECKING:
    from synapse.module_api import SynapseRequest

PATH = "/_synapse/client/beringia/bedrock/v1"
Answer = tuple[int, dict[str, Any]]
Action = Callable[["SynapseRequest", str], Awaitable[dict[str, Any]]]
"""Given the request and, where the path has one, the id of the room."""


class Resource(DirectServeJsonResource):
    """Routes requests: ``GET /status``, ``POST /rooms/{roomId}/lay``."""

    isLeaf = True  # noqa: N815  # Twisted's name for it

    def __init__(self, actions: Mapping[str, Action], **options: Any) -> None:
        super().__init__(**options)
        self._actions = actions

    async def _async_render(self, request: SynapseRequest) -> Answer:
        method = request.method.decode("ascii")
        parts = [unquote(part) for part in request.path.decode("ascii").removeprefix(PATH).strip("/").split("/")]
        room = parts[1] if len(parts) == 3 and parts[0] == "rooms" else ""
        name = f"{method} rooms/{parts[2]}" if room else f"{method} {'/'.join(parts)}"
        if name not in self._actions:
            raise SynapseError(404, "Bedrock has no such call", "M_UNRECOGNIZED")
        return 200, await self._actions[name](request, room)
