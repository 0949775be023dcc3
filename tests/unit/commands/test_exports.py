"""Exports that are sent to the bot."""

from __future__ import annotations

import pytest

from bridge.commands.services import SharedFile
from bridge.errors import ArchiveError
from tests.support.commands import BORA, chat, direct, inspection, planned


async def test_an_export_is_shown_and_imported_after_a_yes():
    bora = direct(person=BORA)
    told = await bora.share()
    assert "Looking into export.zip." in told
    assert "Tea export: 1 chat.\n\n• Tea round – 1,234 new messages by 3 people, files 2.0 KiB" in told
    assert "It takes about 1 min 30 s, and files on top.\n\nImport it? yes or no." in told
    assert "Tea round (https://matrix.to/#/!tea:example.org) is here" in await bora.type("yes")
    file = SharedFile(uri="mxc://example.org/file", name="export.zip", size=7)  # type: ignore[arg-type]
    assert bora.services.did == [("take", BORA, file), ("carry_out", BORA, "p1")]


async def test_a_no_drops_it():
    bora = direct(person=BORA)
    await bora.share()
    assert "Dropped." in await bora.type("no")
    assert bora.services.did[-1] == ("drop", BORA, "p1")


async def test_anything_else_asks_again():
    bora = direct(person=BORA)
    await bora.share()
    assert await bora.type("maybe") == "Import it? yes or no."
    await bora.type("YES")
    assert bora.services.did[-1] == ("carry_out", BORA, "p1")


@pytest.mark.parametrize("ending", ["cancel", "later"])
async def test_what_nobody_decides_is_dropped(ending):
    bora = direct(person=BORA)
    await bora.share()
    if ending == "cancel":
        await bora.type("cancel")
    else:
        await bora.time.pass_by(600)
    assert bora.services.did[-1] == ("drop", BORA, "p1")


async def test_another_question_in_between_loses_no_export():
    bora = direct(person=BORA, entries=[chat("Tea round"), chat("Tea bar")])
    await bora.share()
    await bora.type("migrate tea")
    assert "Import it?" in await bora.type("2")
    await bora.type("yes")
    assert [what[0] for what in bora.services.did] == ["take", "migrate", "carry_out"]


async def test_what_is_left_out_or_lost_is_said():
    found = inspection(
        planned("Anna", why_not="it is a private chat"),
        planned(losses={"files left out of the export": 7}, warnings=("only one person speaks",), first=0, last=0),
    )
    told = await direct(person=BORA, found=found).share()
    assert "• Anna – left out: it is a private chat" in told
    assert "1970-01-01 to 1970-01-01" in told
    assert "cannot be carried: files left out of the export: 7; note: only one person speaks" in told


async def test_what_is_no_export_gets_one_clear_error():
    bora = direct(person=BORA, failure=[ArchiveError("No format that is known here.")])
    told = await bora.share("holiday.zip")
    assert told.count("cannot be read") == 1 and "No format that is known here." in told


async def test_an_encrypted_file_is_refused_with_the_way_out():
    told = await direct(person=BORA).share(url=None, file={"url": "mxc://example.org/file"})
    assert told == "I cannot read encrypted files. Send it in a chat that is not encrypted."


@pytest.mark.parametrize("kind", ["m.image", "m.video", "m.audio", "m.location"])
async def test_pictures_are_no_exports(kind):
    assert "sent as a file" in await direct(person=BORA).share(msgtype=kind)


async def test_a_name_from_a_stranger_is_only_a_name():
    bora = direct(person=BORA)
    await bora.share("<b>evil</b>\u202e.zip")
    assert "<strong>&lt;b&gt;evil&lt;/b&gt;.zip</strong>" in bora.server.of_bot[0]["content"]["formatted_body"]


@pytest.mark.parametrize("size", [-1, "7", True, None])
async def test_a_size_that_is_none_is_not_believed(size):
    bora = direct(person=BORA)
    await bora.share(info={"size": size})
    assert bora.services.did[0][2].size is None


async def test_the_command_says_how_to_send_one():
    assert "Send me an export as a file" in await direct(person=BORA).type("export")


async def test_exports_are_taken_from_administrators_only():
    anna = direct()
    assert "Only administrators of this bridge import exports" in await anna.share()
    assert await anna.type("export") == "Only administrators of this bridge can do that."
    assert "export" not in await anna.type("help")
    assert anna.services.did == []
