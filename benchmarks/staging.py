"""Reading and staging a generated Telegram export of a million messages: messages per second, and peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

from benchmarks.bench import command, initialise

PEOPLE = 40
MIB = 1024 * 1024


def measure_staging(folder: Path, messages: int) -> None:
    """Print how fast ``beringia inspect`` reads and ``beringia plan`` stages it, start-up included."""
    initialise(folder)
    export = folder / "generated" / "result.json"
    _generate(export, messages)
    print(f"A generated Telegram export: {messages:,} messages, {export.stat().st_size / MIB:.0f} MiB", flush=True)
    _run(folder, "inspect", messages, export)
    _run(folder, "plan", messages, export)


def _run(folder: Path, verb: str, messages: int, export: Path) -> None:
    started = time.perf_counter()
    process = subprocess.Popen(command(folder, verb, str(export)), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    assert process.returncode == 0, process.returncode
    peak = usage.ru_maxrss * 1024 / MIB
    print(f"  beringia {verb}: {messages / seconds:,.0f} messages/s, peak memory {peak:.0f} MiB", flush=True)


def _generate(export: Path, messages: int) -> None:
    export.parent.mkdir(parents=True)
    with export.open("w") as stream:
        stream.write('{"name": "A large group", "type": "private_supergroup", "id": 1234567890, "messages": [\n')
        for number in range(1, messages + 1):
            stream.write(json.dumps(_message(number), indent=1))
            stream.write(",\n" if number < messages else "\n]}\n")


def _message(number: int) -> dict[str, object]:
    """Shaped as Telegram Desktop writes it; every third answers another, every fifth is formatted."""
    person, text = number * 7 % PEOPLE, f"Message {number}: the boats leave at seven, bring a coat."
    entities: list[dict[str, str]] = [{"type": "plain", "text": text}]
    if number % 5 == 0:
        entities = [{"type": "bold", "text": "Note: "}, {"type": "plain", "text": text}]
    record: dict[str, object] = {
        "id": number,
        "type": "message",
        "date": "2024-05-01T10:00:00",
        "date_unixtime": str(1_600_000_000 + number),
        "from": f"Person {person}",
        "from_id": f"user{100_000 + person}",
        "text": entities if len(entities) > 1 else text,
        "text_entities": entities,
    }
    if number % 3 == 0 and number > 10:
        record["reply_to_message_id"] = number - 1 - number % 9
    return record
