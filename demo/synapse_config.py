"""The configuration of a throw-away Synapse: loopback, one client listener, nothing sent to anybody."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

UNLIMITED = {"per_second": 10_000, "burst_count": 10_000}


def write_configuration(
    folder: Path,
    *,
    server_name: str,
    port: int,
    shared_secret: str,
    registrations: Sequence[Path],
    database: str | None,
    extra: Mapping[str, Any],
) -> Path:
    """Write ``homeserver.yaml`` and what it refers to; return its path.

    ``extra`` replaces whole top-level options. Each file that Synapse reads is YAML, of which JSON is a part.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write_signing_key(folder / "signing.key")
    _write(folder / "log.yaml", _logging(folder / "homeserver.log"))
    options = {
        **_identity(folder, server_name, shared_secret),
        **_listener(port),
        **_storage(folder, database),
        **_quiet(),
        **_without_limits(),
        "app_service_config_files": [str(path) for path in registrations],
        **extra,
    }
    return _write(folder / "homeserver.yaml", options)


def _identity(folder: Path, server_name: str, shared_secret: str) -> dict[str, Any]:
    return {
        "server_name": server_name,
        "signing_key_path": str(folder / "signing.key"),
        "registration_shared_secret": shared_secret,
        "macaroon_secret_key": f"macaroon-{shared_secret}",
        "form_secret": f"form-{shared_secret}",
        # The cheapest hash there is: nobody's real password is ever kept here.
        "bcrypt_rounds": 4,
    }


def _listener(port: int) -> dict[str, Any]:
    resources = [{"names": ["client"], "compress": False}]
    listener = {
        "port": port,
        "bind_addresses": ["127.0.0.1"],
        "type": "http",
        "tls": False,
        "x_forwarded": False,
        "resources": resources,
    }
    return {"listeners": [listener], "public_baseurl": f"http://127.0.0.1:{port}/"}


def _storage(folder: Path, database: str | None) -> dict[str, Any]:
    if database is None:
        engine: dict[str, Any] = {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}}
    else:
        arguments = {"dsn": database, "cp_min": 2, "cp_max": 10}
        engine = {"name": "psycopg2", "allow_unsafe_locale": True, "args": arguments}
    return {"database": engine, "media_store_path": str(folder / "media")}


def _quiet() -> dict[str, Any]:
    return {
        "log_config": "log.yaml",
        "report_stats": False,
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "federation_domain_whitelist": [],
        "url_preview_enabled": False,
        "presence": {"enabled": False},
        "enable_registration": False,
        "allow_public_rooms_over_federation": False,
    }


def _without_limits() -> dict[str, Any]:
    simple = ("rc_message", "rc_registration", "rc_media_create", "rc_admin_redaction")
    return {
        **dict.fromkeys(simple, UNLIMITED),
        "rc_login": {"address": UNLIMITED, "account": UNLIMITED, "failed_attempts": UNLIMITED},
        "rc_joins": {"local": UNLIMITED, "remote": UNLIMITED},
        "rc_invites": {"per_room": UNLIMITED, "per_user": UNLIMITED, "per_issuer": UNLIMITED},
    }


def _logging(path: Path) -> dict[str, Any]:
    handler = {"class": "logging.FileHandler", "filename": str(path), "formatter": "plain"}
    return {
        "version": 1,
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(request)s %(message)s"}},
        "handlers": {"file": handler},
        "root": {"level": "WARNING", "handlers": ["file"]},
        "disable_existing_loggers": False,
    }


def _write_signing_key(path: Path) -> None:
    """One line ``ed25519 <version> <unpadded base64 of 32 bytes>``; kept when it is there already."""
    if path.exists():
        return
    seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    path.write_text(f"ed25519 a_{secrets.token_hex(2)} {seed}\n")
    path.chmod(0o600)


def _write(path: Path, options: Mapping[str, Any]) -> Path:
    path.write_text(json.dumps(options, indent=2) + "\n")
    path.chmod(0o600)
    return path
