"""The bundled export is what its program makes: nobody edits it by hand."""

from __future__ import annotations

import json

from demo.make_export import EXPORT, export


def test_the_bundled_export_is_what_its_program_makes():
    made, files = export()
    assert _without_sizes(made) == _without_sizes((EXPORT / "result.json").read_bytes())
    assert {*files, "result.json"} == {p.relative_to(EXPORT).as_posix() for p in EXPORT.rglob("*") if p.is_file()}


def _without_sizes(result: bytes) -> object:
    """Other versions of the encoders make files of other sizes."""
    lawful = result.decode().replace("\\x0B", "\\u000b")
    return json.loads(lawful, object_hook=lambda found: {k: v for k, v in found.items() if not k.endswith("file_size")})
