"""Which functions inside Synapse are used, and whether this Synapse has them: looked at before anything is used.

They are not part of Synapse's interface for modules and may change with any release, so the module was tested with the
releases named here only, and does nothing on others.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

TESTED = ("1.161", "1.162", "1.163")
"""Minor releases; every patch release of them is as good."""


@dataclass(frozen=True)
class Requirement:
    """A function inside Synapse, and parameters of it that are given by name or by place."""

    module: str
    name: str
    parameters: tuple[str, ...] = ()

    def is_met(self) -> bool:
        """Whether it is there and takes the parameters."""
        try:
            found = reduce(inspect.getattr_static, self.name.split("."), importlib.import_module(self.module))
            # Synapse wraps what it caches; the function itself is then in `orig`.
            function = getattr(found, "orig", found)
            return set(self.parameters) <= set(inspect.signature(function).parameters)  # type: ignore[arg-type]
        except (ImportError, AttributeError, TypeError, ValueError):
            return False


def _of(module: str, **functions: str) -> list[Requirement]:
    """``handlers.message``, and for each function (``Class__method``) the names of its parameters."""
    return [
        Requirement(f"synapse.{module}", name.replace("__", ".", 1), tuple(parameters.split()))
        for name, parameters in functions.items()
    ]


REQUIRED: tuple[Requirement, ...] = (
    *_of(
        "event_auth",
        auth_types_for_event="room_version event",
        check_state_dependent_auth_rules="event auth_events",
        check_state_independent_auth_rules="store event batched_auth_events",
        get_send_level="etype state_key power_levels_event",
        get_user_power_level="user_id auth_events",
        validate_event_for_room_version="event",
    ),
    *_of("events", make_event_from_dict="event_dict room_version internal_metadata_dict"),
    *_of("synapse_rust.events", redact_event_dict="room_version event_dict"),
    *_of(
        "events.snapshot",
        EventContext__with_state="storage state_group state_group_before_event state_delta_due_to_event "
        "partial_state state_group_deltas",
    ),
    *_of("events.validator", EventValidator__validate_builder="self event"),
    *_of(
        "handlers.federation_event",
        FederationEventHandler__persist_events_and_notify="room_id event_and_contexts backfilled",
    ),
    *_of(
        "handlers.message",
        EventCreationHandler__create_and_send_new_client_events="requester room_id prev_event_id event_dicts ratelimit",
        EventCreationHandler__create_event="requester event_dict prev_event_ids depth",
        EventCreationHandler__handle_new_client_event="requester events_and_context ratelimit",
    ),
    *_of("logging.context", PreserveLoggingContext="new_context"),
    *_of("server", HomeServer__get_federation_event_handler="", HomeServer__get_event_creation_handler=""),
    *_of(
        "storage.database",
        DatabasePool__runInteraction="desc func",
        make_in_list_sql_clause="database_engine column iterable",
    ),
    *_of(
        "storage.controllers.state",
        StateStorageController__get_current_state="room_id state_filter",
        StateStorageController__get_state_group_for_events="event_ids",
        StateStorageController__get_state_ids_for_event="event_id",
        StateStorageController__store_state_group="event_id room_id prev_group delta_ids current_state_ids",
    ),
    *_of("storage.databases.main", DataStore__get_events="event_ids", DataStore__get_event="event_id allow_none"),
    *_of(
        "storage.databases.main",
        DataStore__get_app_service_by_id="as_id",
        DataStore__get_global_account_data_by_type_for_user="user_id data_type",
        DataStore__get_latest_event_ids_in_room="room_id",
    ),
    *_of("storage.databases.main.events_worker", EventRedactBehaviour=""),
    *_of("storage.databases.main", DataStore___invalidate_cache_and_stream="txn cache_func keys"),
    *_of("types", create_requester="user_id app_service"),
    *_of("types.state", StateFilter__from_types="types"),
)


def unfit(version: str, tested: Iterable[str] = TESTED, required: Iterable[Requirement] = REQUIRED) -> str:
    """Why this Synapse cannot be used, in one sentence; empty when it can."""
    if not any(version.startswith(f"{release}.") for release in tested):
        return f"Bedrock was tested with Synapse {', '.join(tested)}, not with {version}: it stays switched off."
    missing = [f"{one.module}.{one.name}" for one in required if not one.is_met()]
    if missing:
        return f"Synapse {version} does not have {', '.join(missing)} as Bedrock needs it: it stays switched off."
    return ""
