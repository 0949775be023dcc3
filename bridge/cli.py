"""The command ``beringia``: its verbs, its common options, and how it says that something went wrong.

A verb is a file in ``bridge/verbs`` and a line in ``VERBS``. What a verb needs is imported when it runs, so that
help comes at once.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bridge.errors import BeringiaError
from bridge.verbs.check import check
from bridge.verbs.import_plan import import_plan
from bridge.verbs.init import init
from bridge.verbs.inspect import inspect
from bridge.verbs.invocation import DEFAULT_CONFIG, Invocation
from bridge.verbs.people import people
from bridge.verbs.plan import plan
from bridge.verbs.report import report
from bridge.verbs.run import run
from bridge.verbs.verify import verify

VERBS: dict[str, Callable[..., None]] = {
    "init": init,
    "check": check,
    "inspect": inspect,
    "plan": plan,
    "people": people,
    "import": import_plan,
    "verify": verify,
    "report": report,
    "run": run,
}
"""In the order in which they are used."""

STOPPED = 130
"""What shells give a program that was stopped with Ctrl-C."""
BUG = 70
"""EX_SOFTWARE of sysexits.h."""


def program() -> typer.Typer:
    """The command with all its verbs."""
    app = typer.Typer(
        help="Moves chat groups, with their whole history, onto your own Matrix server, and proves that nothing is lost.",
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(common)
    for name, verb in VERBS.items():
        app.command(name)(verb)
    return app


def show_version(wanted: bool) -> None:
    """``--version``: show it, and end."""
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        typer.echo(f"beringia {version('beringia')}")
    except PackageNotFoundError:
        typer.echo("beringia, not installed: run from its source")
    raise typer.Exit


def common(
    context: typer.Context,
    config: Annotated[
        Path, typer.Option(envvar="BERINGIA_CONFIG", help="The configuration file.", show_default=True)
    ] = DEFAULT_CONFIG,
    debug: Annotated[
        bool, typer.Option("--debug", help="Log more, and show where an error comes from.", show_default=False)
    ] = False,
    _: Annotated[
        bool, typer.Option("--version", help="Show the version.", is_eager=True, callback=show_version)
    ] = False,
) -> None:
    """What holds for every verb."""
    from bridge.logs import set_up

    set_up("DEBUG" if debug else "INFO", "plain", sys.stderr)
    context.obj = Invocation(config=config, debug=debug)


def main() -> None:
    """Run the command, and end the process with its exit code."""
    debug = "--debug" in sys.argv  # also for what goes wrong before options are read
    try:
        program()()
    except BeringiaError as error:
        _say(error.message, debug=debug)
        raise SystemExit(error.exit_code) from None
    except Exception as error:  # noqa: BLE001 - the last door: nothing is hidden, only shown in words
        _say(_bug(error), debug=debug)
        raise SystemExit(BUG) from None
    except SystemExit as end:
        if end.code == STOPPED:
            typer.secho("\nStopped. Nothing is lost: the same command goes on from here.", err=True)
        raise


def _say(message: str, *, debug: bool) -> None:
    """One paragraph in red; names from archives may contain anything, but must not steer the terminal."""
    if debug:
        traceback.print_exc()
    printable = "".join(sign if sign.isprintable() or sign == "\n" else "\N{REPLACEMENT CHARACTER}" for sign in message)
    typer.secho(printable, fg=typer.colors.RED, err=True)


def _bug(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} at {frame.filename}:{frame.lineno}"
    return f"This is a mistake in Beringia itself: {place}. With --debug you see the whole of it; please report it."
