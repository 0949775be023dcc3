"""What Beringia remembers: one file for each table, plain rows, SQL beside the method."""

from bridge.store.aliases import Aliases, Contribution
from bridge.store.arrivals import Arrivals
from bridge.store.database import Transaction
from bridge.store.events import Depths, EventRow, Events
from bridge.store.exports import Export, Exports
from bridge.store.ghosts import Ghost, Ghosts
from bridge.store.inbox import LATE, Extent, Inbox, InboxRow, Order, State
from bridge.store.incoming import Incoming, IncomingEvent, IncomingState, Receipt
from bridge.store.lanes import Lane
from bridge.store.logins import Login, Logins
from bridge.store.members import Members
from bridge.store.merged import Disagreement, Merged, SamePerson, Sureness
from bridge.store.merging import Terms
from bridge.store.one_person import Decisions, OnePerson
from bridge.store.outbox import SAID_IN_MATRIX, Echo, Outbox, OutboxRow, OutboxState
from bridge.store.people import People
from bridge.store.plans import PlanChat, PlanRow, Plans, PlanState, ProofRow
from bridge.store.portals import Foreseen, Phase, Portal, Portals
from bridge.store.rates import Rate, Rates
from bridge.store.sending import Batch, Ending, Sending
from bridge.store.staging import StagedItem, Staging
from bridge.store.store import Store
from bridge.store.uploads import UploadRow, Uploads, UploadState

__all__ = [
    "LATE",
    "SAID_IN_MATRIX",
    "Aliases",
    "Arrivals",
    "Batch",
    "Contribution",
    "Decisions",
    "Depths",
    "Disagreement",
    "Echo",
    "Ending",
    "EventRow",
    "Events",
    "Export",
    "Exports",
    "Extent",
    "Foreseen",
    "Ghost",
    "Ghosts",
    "Inbox",
    "InboxRow",
    "Incoming",
    "IncomingEvent",
    "IncomingState",
    "Lane",
    "Login",
    "Logins",
    "Members",
    "Merged",
    "OnePerson",
    "Order",
    "Outbox",
    "OutboxRow",
    "OutboxState",
    "People",
    "Phase",
    "PlanChat",
    "PlanRow",
    "PlanState",
    "Plans",
    "Portal",
    "Portals",
    "ProofRow",
    "Rate",
    "Rates",
    "Receipt",
    "SamePerson",
    "Sending",
    "StagedItem",
    "Staging",
    "State",
    "Store",
    "Sureness",
    "Terms",
    "Transaction",
    "UploadRow",
    "UploadState",
    "Uploads",
]
