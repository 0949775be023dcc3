"""Files on disk, the processes that look into them, and everything an upload needs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bridge.matrix.client import Homeserver
from bridge.matrix.events import Upload, UserId
from bridge.matrix.retries import RetryPolicy
from bridge.media.limits import Limits
from bridge.media.missing import Missing
from bridge.media.spool import Spooled, measure
from bridge.media.uploader import Uploader
from bridge.media.workers import Workers
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.sources.archive import Archive
from bridge.store import Export, Store
from tests.support.homeserver import FakeHomeserver, Settings
from tests.support.homeserver.world import File

Put = Callable[[bytes], Spooled]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Lay bytes down as a temporary file."""
    count = iter(range(1000))

    def put(content: bytes) -> Spooled:
        path = tmp_path / f"file-{next(count)}"
        path.write_bytes(content)
        return measure(path)

    return put


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def workers() -> AsyncIterator[Workers]:
    """One process for all tests: starting one takes longer than any file."""
    workers = Workers(Limits(), count=1)
    yield workers
    await workers.close()


def media(reference: str | None = "photo.jpg", kind: MediaKind = MediaKind.IMAGE, **more: Any) -> Media:
    """A file as a message refers to it."""
    name = None if reference is None else MediaId(reference)
    state = MediaState.LOST if reference is None else MediaState.PRESENT
    return Media(**{"kind": kind, "state": state, "reference": name, **more})


@dataclass
class Desk:
    """An export's folder, a homeserver, and an uploader between them."""

    folder: Path
    fake: FakeHomeserver
    store: Store
    client: Homeserver
    workers: Workers
    uploader: Uploader = field(init=False)

    def __post_init__(self) -> None:
        self.uploader = self.fresh()

    def fresh(self, **changes: Any) -> Uploader:
        """An uploader as a new run would have it."""
        limits = Limits(**changes)
        return Uploader(self.client, self.store.uploads, limits, folder=self.folder.parent, workers=self.workers)

    def lay(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)

    async def ensure(self, wanted: Media, export: int = 1) -> Upload | Missing:
        with Archive.open(self.folder) as archive:
            return await self.uploader.ensure(export, wanted, archive)

    async def uploaded(self, wanted: Media, export: int = 1) -> Upload:
        """The same, for files that nothing is wrong with."""
        outcome = await self.ensure(wanted, export)
        assert isinstance(outcome, Upload)
        return outcome

    @property
    def files(self) -> list[File]:
        """What the homeserver has, in order of arrival."""
        return [file for file in self.fake.world.files.values() if file.content is not None]

    def file(self, upload: Upload) -> File:
        return self.fake.world.files[upload.uri.rpartition("/")[2]]

    def asked(self, endpoint: str) -> int:
        """How often the homeserver was asked for something."""
        return sum(moment.endpoint == endpoint for moment in self.fake.requests)


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path: Path, workers: Workers) -> AsyncIterator[Desk]:
    (tmp_path / "export").mkdir()
    settings = Settings()
    store = await Store.open(f"sqlite:///{tmp_path}/beringia.db")
    async with store.transaction() as tx:
        for name in ("first", "second"):
            export = Export(path=name, reader="jsonl", network="demo", fingerprint=name, staged_at=0)
            await store.exports.add(tx, export)
    quick = RetryPolicy(patience=0.3, first_wait=0.01, longest_wait=0.02)
    async with (
        FakeHomeserver(settings) as fake,
        Homeserver(fake.address, settings.as_token, settings.domain, UserId(settings.bot), retries=quick) as client,
    ):
        desk = Desk(tmp_path / "export", fake, store, client, workers)
        yield desk
        await desk.uploader.close()
    await store.close()
