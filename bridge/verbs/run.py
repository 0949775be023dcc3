"""``beringia run``: the bridge itself, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import typer

from bridge.verbs.loading import configuration, registered

if TYPE_CHECKING:
    from config.schema import Config
    from registration.document import Registration


def run(context: typer.Context) -> None:
    """Run the bridge: people talk to its bot, and chats go on at both ends. Stop it with Ctrl-C or SIGTERM.

    Whatever it is doing then goes on at the next start; so it does after a crash, of this machine or of the homeserver.
    """
    config = configuration(context)
    asyncio.run(_run(config, registered(context, config)))


async def _run(config: Config, registration: Registration) -> None:
    from bridge.running import open_bridge

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with open_bridge(config, registration) as port:
        typer.echo(f"The bridge runs: it listens on port {port}, and its bot is {config.bot_id}.")
        await stopped.wait()
        typer.echo("Stopping; what is under way goes on at the next start.")
