from __future__ import annotations

import pytest

from config.load import load
from config.mistakes import Mistakes

GOOD = {
    "homeserver": ["address: http://127.0.0.1:8008", "domain: example.org"],
    "secrets": ["identity_secret: " + "s" * 64],
}


@pytest.fixture
def write(tmp_path):
    """Writes a configuration of text, private to its owner."""

    def write(text, mode=0o600):
        path = tmp_path / "config.yaml"
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    return write


@pytest.fixture
def config_file(write):
    """Writes a sound configuration; sections given by keyword replace or add to it."""

    def config_file(**sections):
        lines = [f"{name}:\n" + "".join(f"  {key}\n" for key in keys) for name, keys in (GOOD | sections).items()]
        return write("".join(lines))

    return config_file


@pytest.fixture
def mistakes_of():
    """What loading a file says is wrong, each without the file's folder."""

    def mistakes_of(path, environment=None):
        with pytest.raises(Mistakes) as caught:
            load(path, environment or {})
        return [str(mistake).replace(f"{path.parent}/", "") for mistake in caught.value.all]

    return mistakes_of
