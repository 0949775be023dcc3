import json
import logging

import pytest

from bridge.errors import ArchiveError
from bridge.model.codec import encode
from bridge.model.content import Attachment, Written
from bridge.model.event import Change, Membership
from bridge.model.media import MediaState
from bridge.model.message import Message
from bridge.model.text import Style
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.slack import mrkdwn
from bridge.sources.slack.names import Names
from bridge.sources.slack.people import People
from bridge.sources.slack.reader import SlackExport
from bridge.sources.slack.times import moment

SECRET = "xoxe-111-222-0a1b2c"
ADDRESS = f"https://files.slack.com/files-pri/T0-F0/download/a.png?t={SECRET}"
NAMES = Names(People(), {"C1": "garden"})


def message(**fields):
    return {"type": "message", "user": "U0ANNA", "text": "hi", "ts": "1709280000.000100", **fields}


def file(**fields):
    return {"id": "F0", "name": "a.png", "mode": "hosted", "url_private_download": ADDRESS, **fields}


def export(folder, *messages):
    (folder / "garden").mkdir()
    (folder / "garden" / "2024-03-01.json").write_text(json.dumps(messages))
    return folder


def items(folder):
    with Archive.open(folder) as archive:
        return list(SlackExport().read(archive, Hints()))


def content(tmp_path, **fields):
    found = items(export(tmp_path, message(**fields)))
    return next(item.content for item in found if isinstance(item, Message))


def access(folder):
    with Archive.open(folder) as archive:
        return SlackExport().access(archive, Hints())


def test_the_secret_is_in_no_item_and_in_no_log(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    spoken = message(
        text=f"<{ADDRESS}|{ADDRESS}>", attachments=[{"title": ADDRESS, "image_url": ADDRESS}], files=[file()]
    )
    found = b"".join(encode(item) for item in items(export(tmp_path, spoken)))
    assert b"files.slack.com" in found
    assert b"xox" not in found
    assert "xox" not in caplog.text


def test_the_secret_is_in_no_error(tmp_path):
    day = export(tmp_path, message(files=[file()])) / "garden" / "2024-03-01.json"
    day.write_text(day.read_text()[:-9])
    with pytest.raises(ArchiveError) as caught:
        items(tmp_path)
    assert "xox" not in caught.value.message


def test_the_secret_opens_the_files_and_is_not_shown(tmp_path):
    found = access(export(tmp_path, message(files=[file()])))
    assert found.query == {"t": SECRET}
    assert "files.slack.com" in found.hosts
    assert SECRET not in repr(found)


def test_a_secret_that_somebody_wrote_opens_nothing(tmp_path):
    assert access(export(tmp_path, message(text=f'"url_private":"{ADDRESS}"'))).query == {}


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, MediaState.REMOTE),
        ({"url_private_download": "https://files.slack.com/a.png"}, MediaState.NOT_EXPORTED),
        ({"url_private_download": ADDRESS.replace("https", "http")}, MediaState.NOT_EXPORTED),
        ({"url_private_download": ADDRESS.replace("files.slack.com", "evil.example")}, MediaState.NOT_EXPORTED),
        ({"url_private_download": ADDRESS.replace("files.", "x:y@files.")}, MediaState.NOT_EXPORTED),
        ({"mode": "tombstone"}, MediaState.LOST),
        ({"mode": "hidden_by_limit"}, MediaState.NOT_EXPORTED),
    ],
)
def test_only_a_file_at_slack_whose_address_bears_the_secret_is_remote(tmp_path, fields, state):
    found = content(tmp_path, files=[file(**fields)])
    assert isinstance(found, Attachment)
    assert found.media.state is state


def test_a_time_that_somebody_put_into_a_link_stays(tmp_path):
    found = content(tmp_path, text="<https://example.org/film?t=120>")
    assert isinstance(found, Written)
    assert found.text.plain == "https://example.org/film?t=120"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1482960137.003543", ("1482960137.003543", 1482960137003)),
        (1482960137.5, ("1482960137.500000", 1482960137500)),
        ("soon", None),
        ("1e9", None),
        (True, None),
        ("99999999999.000000", None),
    ],
)
def test_a_time_is_exact_or_none(value, expected):
    found = moment(value)
    assert (found and (found.id, found.time)) == expected


@pytest.mark.parametrize(
    ("source", "plain", "styles"),
    [
        ("*a* _b_ ~c~ `d`", "a b c d", [Style.BOLD, Style.ITALIC, Style.STRIKETHROUGH, Style.CODE]),
        ("snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4", []),
        ("&lt;b&gt; &amp;amp;", "<b> &amp;", []),
        ("&gt; q\np", "q\np", [Style.QUOTE]),
        ("<#C1|> <#C2|x> <!here> <!subteam^S1>", "#garden #x @here @group", []),
        ("```a *b*```", "a *b*", [Style.PREFORMATTED]),
        ("*never closed", "*never closed", []),
    ],
)
def test_the_markup_of_a_text_becomes_spans(source, plain, styles):
    found = mrkdwn.read(source, NAMES)
    assert (found.plain, [span.style for span in found.spans]) == (plain, styles)


@pytest.mark.parametrize("piece", ["*a", "<", "`", "```", ":", "_ ", "&gt;", "~a~", "<@U1|"])
def test_markup_that_never_ends_takes_no_time(piece):
    assert mrkdwn.read(piece * 20_000, NAMES) is not None


def test_whoever_was_brought_in_was_invited_by_the_other(tmp_path):
    found = content(tmp_path, subtype="channel_join", inviter="U0BORA")
    assert isinstance(found, Membership)
    assert (found.change, found.members[0].person) == (Change.INVITED, "U0ANNA")


def test_a_day_that_is_no_list_is_seen(tmp_path):
    day = export(tmp_path, message()) / "garden" / "2024-03-02.json"
    day.write_text('{"error": "none"}')
    assert [type(item) for item in items(tmp_path)].count(Unreadable) == 1
