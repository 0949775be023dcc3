"""Whatever a file does to its decoder, the rest goes on."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys

import pytest

from bridge.errors import MediaError
from bridge.media.limits import Limits
from bridge.media.treatments import DECODERS, Treatment
from bridge.media.workers import Workers
from tests import media_samples as samples
from tests.integration.media.conftest import Put

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAUGHTY = "tests.integration.media.misbehaving"
HASTY = Limits(seconds=0.2)


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        ("crash", "crashed its decoder"),
        ("swell", "MemoryError"),
        ("flood", "File too large"),
        ("raise", "Homeless: nobody outside"),
        ("miss", r"extra 'media'.*'av'"),
    ],
)
async def test_a_decoder_that_fails_is_reported_and_the_next_file_is_decoded(
    put: Put, workers: Workers, deed: str, says: str
):
    with pytest.raises(MediaError, match=says):
        await workers.examine(NAUGHTY, put(deed.encode()).path, None)
    assert (await workers.examine(NAUGHTY, put(b"behave").path, None)).width is not None


@pytest.mark.parametrize("deed", ["compute", "wait"])
async def test_a_decoder_without_end_is_ended(put: Put, deed: str):
    workers = Workers(HASTY, count=1)
    with pytest.raises(MediaError, match="took longer than"):
        await workers.examine(NAUGHTY, put(deed.encode()).path, None)
    await workers.close()


async def test_a_report_does_not_say_where_our_files_lie(put: Put, workers: Workers):
    file = put(b"tell")
    with pytest.raises(MediaError, match="cannot identify the file") as caught:
        await workers.examine(NAUGHTY, file.path, None)
    assert str(file.path) not in caught.value.message


async def test_one_process_serves_many_files(put: Put, workers: Workers):
    processes = [(await workers.examine(NAUGHTY, put(b"behave").path, None)).width for _ in range(3)]
    assert len(set(processes)) == 1
    assert processes[0] != os.getpid()


async def test_a_second_process_starts_only_when_the_first_is_busy(put: Put):
    workers = Workers(Limits(), count=2)
    file = put(b"behave").path
    alone = {(await workers.examine(NAUGHTY, file, None)).width for _ in range(3)}
    together = await asyncio.gather(*(workers.examine(NAUGHTY, file, None) for _ in range(2)))
    assert len(alone) == 1
    assert len({findings.width for findings in together}) == 2
    await workers.close()


async def test_a_file_that_nobody_waits_for_any_more_does_not_block_the_next(put: Put, workers: Workers):
    waiting = asyncio.create_task(workers.examine(NAUGHTY, put(b"behave").path, None))
    await asyncio.sleep(0)
    waiting.cancel()
    assert (await workers.examine(NAUGHTY, put(b"behave").path, None)).width is not None


async def test_processes_end_with_a_parent_that_was_killed(tmp_path):
    (tmp_path / "file").write_bytes(b"behave")
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.media.parent", tmp_path / "file", stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    assert int(await parent.stdout.readline()) != parent.pid
    parent.kill()
    rest = await asyncio.wait_for(parent.stdout.read(), 60)  # the child holds the pipe's other end, until it is gone
    assert (rest, await parent.wait()) == (b"", -signal.SIGKILL)


@pytest.mark.parametrize("treatment", list(DECODERS))
async def test_damaged_files_give_findings_or_one_error(put: Put, workers: Workers, tmp_path, treatment: Treatment):
    contents = {
        Treatment.IMAGE: samples.png(1000, 800),
        Treatment.VIDEO: samples.mp4(),
        Treatment.SOUND: samples.voice(),
        Treatment.VOICE: samples.voice(),
        Treatment.LOTTIE_STICKER: samples.tgs(),
        Treatment.WEBM_STICKER: samples.webm(),
    }
    dice = random.Random(str(treatment))
    for _ in range(25):
        file = put(_damaged(contents[treatment], dice))
        with contextlib.suppress(MediaError):  # the one error that is allowed
            await workers.examine(DECODERS[treatment], file.path, tmp_path / "t")


def _damaged(content: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(content[: dice.randrange(len(content) // 2, len(content) + 1)])
    for _ in range(dice.randrange(8)):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)
