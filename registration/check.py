"""Does the registration say what the configuration says, and no more? Answered from the two files alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from config.mistakes import Mistake, Mistakes
from config.schema import Config
from registration.document import Namespace, Registration, load

REWRITE = "run `beringia init --force`, copy the registration to the homeserver again, and restart it"
RENEW = "run `beringia init --force --new-tokens`, copy the registration to the homeserver again, and restart it"
SHORTEST = 32
"""Characters of a token; what `beringia init` makes has 64."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``remedy`` is empty when all is well."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


Rule = Callable[[Registration, Config], Finding]


def check(path: Path, config: Config) -> list[Finding]:
    """Everything about the registration in a file, in the order of the file."""
    registration, unreadable = read(path)
    return unreadable if registration is None else lint(registration, config)


def read(path: Path) -> tuple[Registration | None, list[Finding]]:
    """The registration, or what keeps it from being read."""
    try:
        return load(path), []
    except Mistakes as mistakes:
        return None, [_unreadable(mistake) for mistake in mistakes.all]


def lint(registration: Registration, config: Config) -> list[Finding]:
    """Every rule's finding."""
    return [rule(registration, config) for rule in RULES]


def _unreadable(mistake: Mistake) -> Finding:
    return Finding("file", ok=False, detail=str(mistake), remedy=REWRITE)


def _id(registration: Registration, config: Config) -> Finding:
    return _same("id", registration.id, config.appservice.id)


def _url(registration: Registration, config: Config) -> Finding:
    ours = (registration.url or "").rstrip("/") or None
    return _same("url", ours, config.appservice.url)


def _bot(registration: Registration, config: Config) -> Finding:
    return _same("sender_localpart", registration.sender_localpart, config.appservice.bot)


def _rate_limit(registration: Registration, _: Config) -> Finding:
    if not registration.rate_limited:
        return Finding("rate_limited", ok=True, detail="false: history is sent as fast as the homeserver takes it")
    return Finding(
        "rate_limited", ok=False, detail="is not false, so that the homeserver slows every ghost down", remedy=REWRITE
    )


def _tokens(registration: Registration, _: Config) -> Finding:
    weak = [name for name in ("as_token", "hs_token") if _is_weak(getattr(registration, name))]
    if weak:
        detail = f"{' and '.join(weak)}: shorter than {SHORTEST} characters, or easily guessed"
    elif registration.as_token == registration.hs_token:
        detail = "as_token and hs_token are the same, so that whoever knows one way knows the other"
    else:
        return Finding("tokens", ok=True, detail="long, and different from each other")
    return Finding("tokens", ok=False, detail=detail, remedy=RENEW)


def _users(registration: Registration, config: Config) -> Finding:
    return _namespace("users", "@", registration.namespaces.users, config)


def _aliases(registration: Registration, config: Config) -> Finding:
    return _namespace("aliases", "#", registration.namespaces.aliases, config)


def _rooms(registration: Registration, _: Config) -> Finding:
    if not registration.namespaces.rooms:
        return Finding("namespaces.rooms", ok=True, detail="none: room ids are the homeserver's")
    return Finding("namespaces.rooms", ok=False, detail="claims room ids, of which none is ours", remedy=REWRITE)


RULES: tuple[Rule, ...] = (_id, _url, _bot, _tokens, _rate_limit, _users, _aliases, _rooms)


def _same(name: str, registered: str | None, configured: str | None) -> Finding:
    if registered == configured:
        return Finding(name, ok=True, detail=registered or "null")
    detail = f"the registration says {registered or 'null'}, the configuration {configured or 'null'}"
    return Finding(name, ok=False, detail=detail, remedy=REWRITE)


def _is_weak(token: SecretStr) -> bool:
    value = token.get_secret_value()
    return len(value) < SHORTEST or len(set(value)) < 12


def _namespace(name: str, sigil: str, found: Iterable[Namespace], config: Config) -> Finding:
    problems = [problem for namespace in found for problem in _problems(namespace, sigil, config)]
    if not any(_covers(namespace, sigil, config) for namespace in found):
        problems.append(f"none of them covers ours, like {_ours(sigil, config)[0]}")
    if not problems:
        return Finding(f"namespaces.{name}", ok=True, detail="exactly ours, and nobody else's")
    return Finding(f"namespaces.{name}", ok=False, detail="; ".join(problems), remedy=REWRITE)


def _problems(namespace: Namespace, sigil: str, config: Config) -> list[str]:
    shown = f"'{namespace.regex}'"
    if not _compiles(namespace.regex):
        return [f"{shown} is not a regular expression"]
    problems = [] if namespace.exclusive else [f"{shown} is not exclusive, so that others may take these ids"]
    strangers = [stranger for stranger in _strangers(sigil, config) if re.match(namespace.regex, stranger)]
    if strangers:
        problems.append(f"{shown} is too wide: it takes {strangers[0]} too, which is not ours")
    return problems


def _covers(namespace: Namespace, sigil: str, config: Config) -> bool:
    return _compiles(namespace.regex) and all(re.match(namespace.regex, ours) for ours in _ours(sigil, config))


def _compiles(regex: str) -> bool:
    try:
        re.compile(regex)
    except re.error:
        return False
    return True


def _ours(sigil: str, config: Config) -> list[str]:
    prefix, domain = config.appservice.prefix, config.homeserver.domain
    return [f"{sigil}{prefix}_{network}_a2bcdefghijklmnopqrstuvw7z:{domain}" for network in ("telegram", "x2")]


def _strangers(sigil: str, config: Config) -> list[str]:
    """Ids that are nearly ours: each is caught by one kind of carelessness (no anchor, a bare dot, a bare star)."""
    prefix, domain = config.appservice.prefix, config.homeserver.domain
    ours = f"{sigil}{prefix}_telegram_{'a' * 26}"
    return [
        f"{sigil}anna:{domain}",
        f"{sigil}{prefix}:{domain}",
        f"{sigil}{prefix}_anna:{domain}",
        f"{sigil}{prefix}anna_telegram_{'a' * 26}:{domain}",
        f"{ours}a:{domain}",
        f"{ours}:elsewhere.example",
        f"{ours}:{domain}.elsewhere.example",
        *([f"{ours}:{domain.replace('.', '-')}"] if "." in domain else []),
    ]
