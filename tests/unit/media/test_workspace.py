"""Temporary files vanish, after a crash too, and never under the hands of somebody who uses them."""

from __future__ import annotations

import os
import stat

import pytest

from bridge.errors import SpoolError
from bridge.media.workspace import Workspace


async def test_a_folder_is_private_and_gone_afterwards(tmp_path):
    workspace = Workspace.create(tmp_path)
    async with workspace.folder() as folder:
        (folder / "file").write_bytes(b"secret")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not folder.exists()
    workspace.remove()


def test_the_whole_workspace_goes_at_the_end(tmp_path):
    Workspace.create(tmp_path).remove()
    assert list(tmp_path.iterdir()) == []


def test_what_a_crash_left_behind_is_swept_up_by_the_next_run(tmp_path):
    crashed = Workspace.create(tmp_path)
    (crashed.root / "file").write_bytes(b"secret")
    os.close(crashed.lock)  # as the end of its process does
    Workspace.create(tmp_path).remove()
    assert not crashed.root.exists()


def test_another_run_keeps_its_files(tmp_path):
    other = Workspace.create(tmp_path)
    Workspace.create(tmp_path).remove()
    assert other.root.exists()
    other.remove()


def test_a_place_that_does_not_exist_is_one_clear_error(tmp_path):
    with pytest.raises(SpoolError, match="No such file or directory"):
        Workspace.create(tmp_path / "nowhere")
