"""Checks of the homeserver itself, which need no room."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from http import HTTPStatus

from bridge.errors import Refused
from bridge.matrix.appservice import Event, Listener
from bridge.matrix.client import Homeserver
from bridge.matrix.events import UserId
from bridge.matrix.preflight.findings import Check, NotApplicable, Subject, Unsound

SOMEBODY_ELSE = (
    "the homeserver has another hs_token than we, or something else listens there: copy the registration to the"
    " homeserver again, restart it, and check again"
)
INSTALL = (
    "name the registration in app_service_config_files of homeserver.yaml, restart the homeserver, and check again"
)


@dataclass(frozen=True)
class Acquaintance:
    """The homeserver, and who we say that we are."""

    homeserver: Homeserver
    subject: Subject

    @property
    def speaker(self) -> UserId:
        """The ghost that says what is tried out."""
        return self._ghost("speaker")

    @property
    def reader(self) -> UserId:
        """The ghost that is invited late, as people will be."""
        return self._ghost("reader")

    def _ghost(self, name: str) -> UserId:
        return UserId(f"@{self.subject.prefix}_check_{name:a<26}:{self.subject.domain}")


async def reachable(tried: Acquaintance) -> str:
    """Does anybody answer, and is it a homeserver?"""
    try:
        versions = await tried.homeserver.versions()
    except Refused as refusal:
        # Synapse looks at the token even where none is needed; that it does not like it is the next check's news.
        if refusal.code != "M_UNKNOWN_TOKEN":
            raise
        return f"{tried.subject.address} answers"
    return f"{tried.subject.address} answers and speaks Matrix up to {max(versions, key=_by_number, default='?')}"


async def token_accepted(tried: Acquaintance) -> str:
    """Does the token make us the bot?"""
    who = await tried.homeserver.whoami()
    if who != tried.subject.bot:
        raise Unsound(
            f"the homeserver takes us for {who}, and the configuration says {tried.subject.bot}",
            "the registration that the homeserver has read differs in sender_localpart, or it has another server_name"
            " than homeserver.domain: correct it, restart the homeserver, and check again",
        )
    return f"the homeserver knows us as {who}"


async def ghosts_are_ours(tried: Acquaintance) -> str:
    """May we make the ghosts that we would make?"""
    await tried.homeserver.register(tried.subject.bot)
    await tried.homeserver.ensure_device(tried.subject.bot)
    for ghost in (tried.speaker, tried.reader):
        await tried.homeserver.register(ghost)
        await tried.homeserver.ensure_device(ghost)
    return f"ghosts such as {tried.speaker} can be made and given a device"


async def others_are_not_ours(tried: Acquaintance) -> str:
    """Is everybody else safe from us?"""
    stranger = UserId(f"@check-{secrets.token_hex(8)}:{tried.subject.domain}")
    try:
        await tried.homeserver.register(stranger)
    except Refused as refusal:
        if refusal.code not in {"M_EXCLUSIVE", "M_FORBIDDEN"}:
            raise
        return "users outside the namespace are refused to us"
    raise Unsound(f"we could make the user {stranger}, who is no ghost: the namespace is too wide")


async def reaches_us(tried: Acquaintance) -> str:
    """Does a call of the homeserver arrive here? Listens for the time being if nobody does."""
    if tried.subject.url is None:
        raise NotApplicable("the registration has no url: the homeserver sends us nothing, which is enough for imports")
    transaction = secrets.token_hex(8)
    heard: list[str] = []
    async with Listener(tried.subject.hs_token, _not_now, heard.append) as listener:
        listening = await _listen(listener, tried.subject)
        detail = await _ping(tried, transaction)
    if listening and transaction not in heard:
        raise Unsound(f"somebody answers at {tried.subject.url}, but it is not us")
    return detail


async def _listen(listener: Listener, subject: Subject) -> bool:
    """False when the address is taken: most likely by the bridge itself, which then answers."""
    try:
        await listener.start(subject.host, subject.port)
    except OSError:
        return False
    return True


async def _not_now(_transaction: str, _sha256: str, _events: list[Event]) -> None:
    """A check stores nothing, so it must acknowledge nothing either."""
    raise NotApplicable("events are taken by the bridge only")


async def _ping(tried: Acquaintance, transaction: str) -> str:
    answer = await tried.homeserver.ping(tried.subject.appservice, transaction)
    if answer.status == HTTPStatus.OK:
        return f"the homeserver reaches us at {tried.subject.url} in {answer.body['duration_ms']} ms"
    detail, remedy = PING_FAILURES.get(answer.code, (f"{answer.status} {answer.code} {answer.error}", ""))
    raise Unsound(detail.format(url=tried.subject.url, error=answer.error), remedy)


def _by_number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.lstrip("rv").split(".") if part.isdigit())


PING_FAILURES = {
    "M_URL_NOT_SET": ("the homeserver has read a registration without url", INSTALL),
    "M_CONNECTION_FAILED": ("the homeserver cannot connect to {url}: {error}", ""),
    "M_CONNECTION_TIMEOUT": ("the homeserver gets no answer from {url}", ""),
    "M_BAD_STATUS": ("{url} answers the homeserver with: {error}", SOMEBODY_ELSE),
    "M_FORBIDDEN": ("the homeserver knows our token under another id than the registration says", INSTALL),
    "M_UNRECOGNIZED": ("this homeserver cannot be asked to call us", "update the homeserver"),
}

FIRST = (
    Check(
        "homeserver reachable",
        "see that the homeserver runs and that homeserver.address is right as seen from this machine",
        reachable,
    ),
    Check("token accepted", INSTALL, token_accepted),
)
"""Without these nothing else can be asked."""

SERVER = (
    Check(
        "ghosts are ours",
        "run `beringia init --force`, copy the registration to the homeserver, restart it, and check again",
        ghosts_are_ours,
    ),
    Check(
        "nobody else is ours",
        "narrow namespaces.users in the registration (`beringia init --force`), copy it to the homeserver, restart it",
        others_are_not_ours,
    ),
    Check(
        "homeserver reaches us",
        "see that appservice.url is right as seen from the homeserver, that it leads to appservice.host and port,"
        " and that no firewall is between",
        reaches_us,
    ),
)
