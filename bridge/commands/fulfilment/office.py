"""What every service works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bridge.history.report.losses import losses
from bridge.history.send import Importer
from bridge.history.verify import Verifier
from bridge.jobs import Runner
from bridge.matrix.client import Homeserver
from bridge.model.ids import Network
from bridge.people.vault import Vault
from bridge.portals.live.bridge import LiveBridge
from bridge.portals.live.sweeping import Sweeping
from bridge.sources.connector import Gate
from bridge.sources.limits import Limits
from bridge.store import Store


@dataclass(frozen=True)
class Office:
    """Made once, by the composition root. ``folder`` is where fetched histories and exports lie that people sent."""

    store: Store
    homeserver: Homeserver
    bridge: LiveBridge
    importer: Importer
    verifier: Verifier
    runner: Runner
    gates: Mapping[Network, Gate]
    vault: Vault
    limits: Limits
    folder: Path
    relay: bool
    largest_file: int
    clock: Callable[[], int]

    @property
    def sweeping(self) -> Sweeping:
        """Looks at the ends of rooms."""
        return Sweeping(self.store, self.homeserver, self.importer.house, self.clock)

    def losses(self, notes: Mapping[tuple[str, ...], int]) -> dict[str, int]:
        """What was noted while items were said, in words for people, with how often."""
        return {loss.words: loss.count for loss in losses(notes)}

    def title_of(self, network: str) -> str:
        """What people call a network."""
        gate = self.gates.get(Network(network))
        return network.capitalize() if gate is None else gate.title
