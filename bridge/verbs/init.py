"""``beringia init``: a few questions, two files, and what to do with them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.errors import AlreadyThere, NotWritten
from bridge.verbs.invocation import Invocation, invocation

if TYPE_CHECKING:
    from registration.install import Installation

NEXT = """\
Written, readable by you only:
  {config}  (settings, and the secret that makes ghosts: keep a copy of it)
  {registration}  (tokens)
  {session_key}  (encrypts linked accounts: keep it apart from copies of the database)

1. Copy the registration to where the homeserver's user, and nobody else, can read it, and name the copy in
   homeserver.yaml. If the list is there already, add a line to it:

app_service_config_files:
  - {registration}

2. If it is a Synapse, let it lay history beneath rooms: tens of times faster, silent, and in the right place even
   where people talk already. Install the module with the pip of Synapse's own environment:

pip install {bedrock}

   and name it in homeserver.yaml:

modules:
  - module: beringia_bedrock.Bedrock
    config:
      appservice: {appservice}

3. Restart the homeserver:  systemctl restart matrix-synapse
4. See whether all is well:  {check}"""


def init(
    context: typer.Context,
    domain: Annotated[str | None, typer.Option(help="The homeserver's server_name: example.org")] = None,
    address: Annotated[str | None, typer.Option(help="Where this machine reaches the homeserver: http://…")] = None,
    url: Annotated[
        str | None, typer.Option(help="Where the homeserver reaches Beringia; null: it need not, for imports.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Where Beringia listens; left out: the port of --url.", show_default=False)
    ] = None,
    bot: Annotated[str | None, typer.Option(help="Localpart of the bot that makes the rooms.")] = None,
    prefix: Annotated[str | None, typer.Option(help="Beginning of every ghost's localpart.")] = None,
    database: Annotated[str | None, typer.Option(help="sqlite:///beringia.db or postgres://…")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing; take the defaults.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write again over what is there; secrets and tokens stay.")
    ] = False,
    new_tokens: Annotated[
        bool,
        typer.Option("--new-tokens", help="With --force: make new tokens, for this file and the homeserver's copy."),
    ] = False,
) -> None:
    """Write config.yaml and registration.yaml, and say what to do with them."""
    options = invocation(context)
    if options.config.exists() and not force:
        raise _already_there(options.config)
    flags: dict[tuple[str, ...], str | None] = {
        ("homeserver", "domain"): domain,
        ("homeserver", "address"): address,
        ("appservice", "url"): url,
        ("appservice", "port"): None if port is None else str(port),
        ("appservice", "bot"): bot,
        ("appservice", "prefix"): prefix,
        ("database", "uri"): database,
    }
    silent = yes or not sys.stdin.isatty()
    typer.echo(_next(_install(options, flags, silent=silent, force=force, new_tokens=new_tokens), options))


def _install(
    options: Invocation, flags: Mapping[tuple[str, ...], str | None], *, silent: bool, force: bool, new_tokens: bool
) -> Installation:
    from bridge.verbs.questions import answers, meant
    from bridge.verbs.settings import mistakes_as_error
    from registration.install import existing, install

    given = {key: meant(value) for key, value in flags.items() if value is not None}
    with mistakes_as_error():
        try:
            answered = answers(existing(options.config).values, given, silent=silent)
            return install(options.config, answered, os.environ, force=force, new_tokens=new_tokens)
        except FileExistsError as error:
            raise _already_there(error) from error
        except OSError as error:
            raise NotWritten(f"{error.filename or options.config}: {error.strerror}.") from error


def _already_there(what: object) -> AlreadyThere:
    return AlreadyThere(f"{what} stays as it is. With --force it is written again; secrets and tokens stay.")


def _next(installation: Installation, options: Invocation) -> str:
    return NEXT.format(
        config=installation.path,
        registration=installation.registration,
        session_key=installation.config.live.session_key_file,
        bedrock=installation.bedrock,
        appservice=installation.config.appservice.id,
        check=options.command("check"),
    )
