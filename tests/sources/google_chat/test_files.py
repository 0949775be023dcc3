import pytest

from bridge.model.media import MediaState
from bridge.sources.archive import Archive
from bridge.sources.google_chat.files import Folders

LONG = "a name that is much longer than what Takeout lets a file have on disk.png"


@pytest.fixture
def media(tmp_path):
    """What becomes of attachments, one after the other, when these files lie beside the messages."""

    def of(names, *exported):
        for name in ("messages.json", *names):
            (tmp_path / name).write_bytes(b"x")
        with Archive.open(tmp_path) as archive:
            files = Folders(archive).around("messages.json")
            return [files.media({"original_name": name, "export_name": f"File-{name}"}) for name in exported]

    return of


def test_a_file_under_its_own_name_is_present(media):
    assert [found.state for found in media(["File-a.png"], "a.png")] == [MediaState.PRESENT]


def test_each_further_message_with_a_name_means_the_next_file(media):
    found = media(["File-a.png", "File-a(1).png", "File-a (2).png"], "a.png", "a.png", "a.png")
    assert [one.reference for one in found] == ["File-a.png", "File-a(1).png", "File-a (2).png"]


def test_where_there_is_no_next_file_the_first_is_meant_again(media):
    assert [found.reference for found in media(["File-a.png"], "a.png", "a.png")] == ["File-a.png", "File-a.png"]


def test_a_name_that_was_cut_is_known_again(media):
    cut = f"File-{LONG}"[:47]
    found = media([f"{cut}.png", f"{cut}(1).png"], LONG, LONG)
    assert [one.reference for one in found] == [f"{cut}.png", f"{cut}(1).png"]


def test_signs_that_no_disk_takes_are_underscores(media):
    assert media(["File-x_account_id=3.jpg"], "x?account_id=3.jpg")[0].state is MediaState.RENAMED


def test_a_file_that_is_nowhere_is_lost(media):
    assert media(["File-b.png"], "a.png", "../../etc/passwd")[0].state is MediaState.LOST
