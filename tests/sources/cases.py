"""Where the fixtures lie: ``fixtures/<reader>/<case>/`` with ``input…``, ``expected.jsonl`` and maybe ``hints.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bridge.model.codec import Item, decode
from bridge.sources.archive import Archive
from bridge.sources.discovery import identify
from bridge.sources.hints import DateOrder, Hints

FIXTURES = Path(__file__).parent / "fixtures"
SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples"
"""Real exports, where the project stands beside them; they are nobody's to publish."""


REAL: Sequence[tuple[str, Hints]] = (
    # One line for each kind of sample: a glob below the folder above, and what its exporter would tell.
    ("telegram/**/*.json", Hints()),
    ("signal/*", Hints()),
    ("google-chat/*", Hints()),
    ("slack/houstondatavis-2016", Hints()),
    ("slack/**/*.zip", Hints()),
    ("telegram/**/messages.html", Hints()),
    ("whatsapp/**/*.txt", Hints(date_order=DateOrder.DAY_MONTH)),
    ("whatsapp/whats_json/ios/*.zip", Hints()),
    ("whatsapp/msgstore/*.db", Hints()),
    ("whatsapp/msgstore/*.crypt15", Hints(key_file=SAMPLES / "whatsapp/msgstore/encrypted_backup.key")),
    ("facebook/**/*.json", Hints()),
    ("instagram/**/test_export.json", Hints()),
    ("line/**/*.txt", Hints()),
    ("kakaotalk/**/*.txt", Hints()),
    ("discord/**/*.json", Hints()),
    ("teams/synthetic/messages.json", Hints()),
    ("teams/zulip-fixture-excerpt", Hints()),
    ("mattermost/**/*.json", Hints()),
    ("rocketchat/zulip-fixtures", Hints()),
    ("zoom/**/*.json", Hints()),
    ("zoom/**/*.txt", Hints(date=date(2026, 3, 1))),
)


@dataclass(frozen=True)
class Case:
    """An export, and what a reader makes of it."""

    reader: str
    name: str
    input: Path
    hints: Hints = field(default_factory=Hints)

    def __str__(self) -> str:
        return f"{self.reader}/{self.name}"

    @property
    def golden(self) -> Path:
        return FIXTURES / self.reader / self.name / "expected.jsonl"

    def read(self, path: Path | None = None) -> list[Item]:
        """Everything in the case's export, or in a copy of it at another path."""
        with Archive.open(path or self.input) as archive:
            return list(identify(archive).read(archive, self.hints))

    def expected(self) -> list[Item]:
        """What a person has read once and found right."""
        return [decode(line) for line in self.golden.read_bytes().splitlines()[1:]]


def cases() -> Sequence[Case]:
    """All fixtures of all readers."""
    return tuple(_case(folder) for folder in sorted(FIXTURES.glob("*/*")) if folder.is_dir())


def samples() -> Iterator[Case]:
    """Real exports of any format; none where there are none."""
    for pattern, hints in REAL:
        for path in sorted(SAMPLES.glob(pattern)):
            yield Case("sample", path.relative_to(SAMPLES).as_posix(), path, hints)


def _case(folder: Path) -> Case:
    inputs = sorted(folder.glob("input*"))
    assert len(inputs) == 1, f"{folder} must hold one input: a file or a folder whose name begins with `input`"
    return Case(folder.parent.name, folder.name, inputs[0], _hints(folder / "hints.json"))


def _hints(path: Path) -> Hints:
    """As they are stored; a ``key_file`` lies beside them."""
    told: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    if "key_file" in told:
        told["key_file"] = str(path.with_name(told["key_file"]))
    return Hints.of(told)
