"""Decoding in processes of its own: strangers' files crash, hang and swell, and must take nothing of ours with them."""

from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import os
import resource
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from bridge.errors import MediaError
from bridge.media.findings import Findings
from bridge.media.limits import Limits

COUNT = 2
"""Processes at most. They start when they are first needed."""
_PATIENCE = 10
"""How many times longer than it may compute a decoder may take on a busy machine."""
_LARGEST_RESULT = 64 * 1024 * 1024
"""Bytes that a decoder may write."""


class Workers:
    """Looks into files, several at a time. Close it at the end.

    A file that takes too long, or crashes its decoder, costs its process; the next file gets a new one.
    """

    def __init__(self, limits: Limits, count: int = COUNT) -> None:
        self._lanes = [_Lane(limits) for _ in range(count)]
        # Last in, first out: the second process starts only when the first is busy.
        self._free: asyncio.LifoQueue[_Lane] = asyncio.LifoQueue()
        for lane in self._lanes:
            self._free.put_nowait(lane)

    async def examine(self, decoder: str, source: Path, target: Path | None) -> Findings:
        """Have one of ``bridge.media.decoding`` look into ``source``; a picture it makes goes to ``target``.

        ``decoder`` is the module's full name. Raises MediaError when the file cannot be decoded within the limits,
        or when the extra that the decoder needs is not installed.
        """
        lane = await self._free.get()
        try:
            return await lane.examine(decoder, source, target)
        finally:
            self._free.put_nowait(lane)

    async def close(self) -> None:
        """End the processes; a file being decoded is finished first, which takes ``Limits.seconds`` at most."""
        await asyncio.gather(*(asyncio.to_thread(lane.close) for lane in self._lanes))


class _Lane:
    """One process at a time, doing one file at a time: when it dies, it is clear of what."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._executor: ProcessPoolExecutor | None = None

    async def examine(self, decoder: str, source: Path, target: Path | None) -> Findings:
        self._executor = self._executor or self._start()
        try:
            task = self._executor.submit(_examine, decoder, source, target, self._limits)
            return await asyncio.wrap_future(task)
        except BrokenProcessPool as error:
            self.close()
            raise MediaError(f"It crashed its decoder, or took longer than {self._limits.seconds:g} s.") from error

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            1, multiprocessing.get_context("spawn"), initializer=_confine, initargs=(self._limits,)
        )

    def close(self) -> None:
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown()


def _confine(limits: Limits) -> None:
    """Inside the process, before anything else: the little that it may do."""
    # Ctrl-C reaches every process of a terminal; ours ends this one itself, after its file.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The default action ends the process even inside a decoder that never returns to Python.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_RESULT, _LARGEST_RESULT))
    if sys.platform == "linux":  # elsewhere the address space cannot be bounded this way
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that was killed cannot say goodbye, and its children would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _examine(decoder: str, source: Path, target: Path | None, limits: Limits) -> Findings:
    """Inside the process: one file, against the clock."""
    _set_clock(limits.seconds)
    try:
        findings: Findings = importlib.import_module(decoder).examine(source, target, limits)
        return findings
    except ImportError as error:
        raise MediaError(f"Needs the extra 'media', which is not installed (no module {error.name!r}).") from None
    except MediaError:
        raise
    except Exception as error:  # noqa: BLE001 - decoders fail in every way there is, and not all of those can be sent home
        raise MediaError(f"{type(error).__name__}: {error}".replace(str(source), "the file")[:300]) from None
    finally:
        _set_clock(0)


def _set_clock(seconds: float) -> None:
    """Time spent computing counts, so that a busy machine decides nothing; and waiting for ever is no way out."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * _PATIENCE)
