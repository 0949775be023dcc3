"""A program that decodes one file, says which process did it, and waits to be killed."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bridge.media.limits import Limits
from bridge.media.workers import Workers


async def main() -> None:
    workers = Workers(Limits(), count=1)
    findings = await workers.examine("tests.integration.media.misbehaving", Path(sys.argv[1]), None)
    sys.stdout.write(f"{findings.width}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
