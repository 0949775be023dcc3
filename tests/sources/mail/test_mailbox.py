import gzip
import tracemalloc

import pytest

from bridge.errors import ArchiveError
from bridge.model.chat import Chat
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.limits import Limits
from bridge.sources.mail.body import mail_of
from bridge.sources.mail.mailbox import is_mailbox, mails
from bridge.sources.mail.reader import Mbox
from bridge.sources.mail.words import text_of

BEGIN = b"From anna@example.org Wed May  1 09:00:00 2024\n"
MIB = 1024 * 1024


def letter(number=1, body=b"Hello"):
    return BEGIN + b"From: Anna <anna@example.org>\nMessage-ID: <%d@example.org>\n\n%s\n\n" % (number, body)


def split(tmp_path, content, name="list.mbox", limits=None):
    (tmp_path / name).write_bytes(content)
    with Archive.open(tmp_path, limits or Limits()) as archive:
        return [b"".join(mail) for mail in mails(archive, name)]


def words(*lines):
    return text_of(mail_of(iter(line.encode() + b"\n" for line in lines)), "").plain


def test_each_mail_comes_whole(tmp_path):
    assert split(tmp_path, b"\n\n" + letter(1) + letter(2)) == [letter(1), letter(2)]


@pytest.mark.parametrize(
    "line", [b"From here on it is words.", b"From anna@example.org Wed May  1 09:00:00 2024", b"From"]
)
def test_a_line_that_only_looks_like_a_beginning_is_words(tmp_path, line):
    assert len(split(tmp_path, letter(body=line + b"\nno header behind it"))) == 1


def test_packed_months_in_a_folder_are_unpacked(tmp_path):
    assert split(tmp_path, gzip.compress(letter()), "2024-May.txt.gz") == [letter()]


def test_a_packed_file_that_swells_is_refused(tmp_path):
    with pytest.raises(ArchiveError, match="ratio"):
        split(tmp_path, gzip.compress(letter(body=b"x\n" * MIB)), "a.gz", Limits(ratio=2, ratio_from=1000))


def test_a_packed_file_that_is_cut_is_refused(tmp_path):
    with pytest.raises(ArchiveError, match="not complete"):
        split(tmp_path, gzip.compress(letter(body=bytes(range(256)) * 99))[:-20], "a.gz")


@pytest.mark.parametrize("content", [b"", b"From me to you\n", BEGIN, b"\x1f\x8b", b"{}\n"])
def test_what_is_no_mailbox_is_none(tmp_path, content):
    (tmp_path / "x.txt").write_bytes(content)
    with Archive.open(tmp_path) as archive:
        assert not is_mailbox(archive, "x.txt")


def test_a_mailbox_below_the_records_of_another_network_is_an_attachment(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "result.json").write_text("{}")
    (tmp_path / "files" / "old.mbox").write_bytes(letter())
    with Archive.open(tmp_path) as archive:
        assert not Mbox().identify(archive)


def test_of_two_ways_to_say_the_same_the_plain_one_is_taken():
    said = words(
        "Content-Type: multipart/alternative; boundary=b", "", "--b", "", "plain", "--b", "Content-Type: text/html", "",
        "<b>html</b>", "--b--",
    )  # fmt: skip
    assert said == "plain"


def test_an_empty_plain_part_gives_way_to_the_other():
    said = words(
        "Content-Type: multipart/alternative; boundary=b",
        "",
        "--b",
        "",
        "",
        "--b",
        "Content-Type: text/html",
        "",
        "<b>x</b>",
    )
    assert said == "x"


def test_lines_that_flow_become_paragraphs():
    assert words("Content-Type: text/plain; format=flowed", "", "soft ", "broken", "> quoted ", "> too", "end") == (
        "soft broken\nquoted too\nend"
    )


def test_a_mail_in_a_mail_says_who_wrote_it():
    assert (
        words("Content-Type: message/rfc822", "", "From: Bora", "Subject: old", "", "words") == "[Bora, old]\n\nwords"
    )


def test_parts_within_parts_have_an_end():
    nested = [f"Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}" for depth in range(500)]
    assert isinstance(words(*nested), str)


def test_a_large_attachment_takes_no_memory(tmp_path):
    part = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png; name=a.png\n\n" + b"A" * 76 + b"\n"
    )
    (tmp_path / "a.mbox").write_bytes(BEGIN + b"From: a@b.c\n" + part + (b"A" * 76 + b"\n") * 300_000)
    tracemalloc.start()
    with Archive.open(tmp_path / "a.mbox") as archive:
        items = list(Mbox().read(archive, Hints()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(items) == 5
    assert peak < 2 * MIB


def title_of(tmp_path, *heads):
    (tmp_path / "inbox.mbox").write_bytes(b"".join(BEGIN + b"Subject: x\n" + head + b"\n\n" for head in heads))
    with Archive.open(tmp_path) as archive:
        chat = next(Mbox().read(archive, Hints()))
        assert isinstance(chat, Chat)
        return chat.title


def test_a_list_is_called_as_its_mails_call_it(tmp_path):
    assert title_of(tmp_path, b"List-Id: The garden <garden.example.org>\n", b"") == "The garden"


@pytest.mark.parametrize("others", [(b"",) * 3, (b"List-Id: <loft.example.org>\n",)])
def test_somebodys_whole_mail_is_no_list(tmp_path, others):
    assert title_of(tmp_path, b"List-Id: The garden <garden.example.org>\n", *others) == "inbox"
