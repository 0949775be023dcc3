"""Linking an account, and that no secret stays anywhere."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bridge.commands.pictures import qr_code
from bridge.commands.services import Offer
from bridge.errors import HomeserverUnavailable, NetworkRefused, NetworkUnavailable, NetworkWait
from bridge.matrix.events import EventId
from bridge.model.ids import Network
from tests.support.commands import BORA, NETWORK, Script, ask, direct, scan, settle
from tests.unit.commands.logged import logged

PHONE = ask("phone", "What is your phone number?")
PASSWORD = ask("password", "Type your password.")


async def test_an_account_is_linked_by_scanning_a_picture():
    script = Script(scan(), None)
    anna = direct(script)
    told = await anna.type("login")
    assert told.splitlines()[0] == "Scan this."
    assert anna.server.pictures[0].startswith(b"\x89PNG") and script.begun == ["qr"]
    script.scan.set()
    await settle()
    assert "Your Tea account Anna (@anna) is linked." in anna.last
    assert anna.server.redacted == ["$2"]


async def test_no_text_says_what_the_picture_holds():
    anna = direct(Script(scan("tea://login?token=abcdefgh"), None))
    await anna.type("login")
    assert "abcdefgh" not in str(anna.server.timeline)
    image = anna.server.of_bot[-1]["content"]
    assert (image["msgtype"], image["body"], image["info"]["mimetype"]) == ("m.image", "code.png", "image/png")


async def test_a_picture_that_has_run_out_is_replaced_by_the_next():
    script = Script(scan("one"), scan("two"), None)
    anna = direct(script)
    await anna.type("login")
    script.scan.set()
    await settle()
    assert (len(anna.server.pictures), anna.server.redacted) == (2, ["$2"])
    assert sum("Scan this." in words for words in anna.server.said) == 1


async def test_a_password_may_be_wanted_after_the_scan():
    script = Script(scan(), PASSWORD, None)
    anna = direct(script)
    await anna.type("login")
    script.scan.set()
    await settle()
    assert "Type your password.\n\nI remove your answer from this chat before I use it. cancel ends this." in anna.last
    assert "is linked" in await anna.type("correct horse")
    assert script.answers == ["correct horse"]


async def test_an_account_is_linked_by_phone_with_every_answer_removed():
    script = Script(PHONE, ask(), PASSWORD, None)
    anna = direct(script)
    await anna.type("login phone")
    for answer in ("+49 170 1234567", "12345", "hunter2 hunter2"):
        await anna.type(answer)
    assert script.answers == ["+49 170 1234567", "12345", "hunter2 hunter2"]
    assert anna.services.forgotten == anna.server.redacted == ["$2", "$4", "$6"]
    assert "is linked" in anna.last


async def test_a_secret_is_removed_before_it_is_used():
    script = Script(ask(), None)
    anna = direct(script)
    await anna.type("login phone")
    script.before = lambda: anna.services.did.append(("removed before", list(anna.server.redacted)))
    await anna.type("12345")
    assert ("removed before", ["$2"]) in anna.services.did


async def test_where_removal_is_refused_the_person_is_told_to_do_it():
    anna = direct(Script(ask(), None))
    await anna.type("login phone")
    anna.server.protected.add(EventId("$2"))
    told = await anna.type("12345")
    assert "please delete it yourself, now" in told
    assert "is linked" in told


async def test_while_removal_fails_nothing_is_used_and_the_message_may_come_again():
    script = Script(ask(), None)
    anna = direct(script)
    await anna.type("login phone")
    anna.server.live.failing.append(HomeserverUnavailable())
    with pytest.raises(HomeserverUnavailable):
        await anna.type("12345")
    assert script.answers == []
    await anna.door.handle(dict(anna.server.timeline[-1]))
    assert (script.answers, anna.server.redacted) == (["12345"], ["$2"])


async def test_a_secret_that_looks_like_a_command_is_a_secret():
    script = Script(PASSWORD, None)
    anna = direct(script)
    await anna.type("login phone")
    await anna.type("help")
    assert (script.answers, anna.server.redacted) == (["help"], ["$2"])


async def test_a_secret_that_is_told_back_is_masked():
    anna = direct(Script(PHONE, ask("code", "A code went to +49170123456 <strong>."), None))
    await anna.type("login phone")
    assert "A code went to ••• <strong>." in await anna.type("+49170123456")


async def test_an_edited_answer_is_removed_and_not_used():
    script = Script(ask(), None)
    anna = direct(script)
    await anna.type("login phone")
    relation = {"rel_type": "m.replace", "event_id": "$0"}
    told = await anna.type("* 12345", **{"m.relates_to": relation, "m.new_content": {"body": "12345"}})
    assert told == "Please type your answer as a new message."
    assert (script.answers, anna.server.redacted) == ([], ["$2"])


async def test_cancel_ends_it_and_keeps_nothing():
    script = Script(ask())
    anna = direct(script)
    await anna.type("login phone")
    assert await anna.type("cancel") == "Ended. Nothing was kept."
    assert (script.cancelled, script.answers, anna.server.redacted) == (1, [], [])


async def test_cancel_removes_the_picture():
    script = Script(scan())
    anna = direct(script)
    await anna.type("login")
    await anna.type("cancel")
    assert (script.cancelled, anna.server.redacted) == (1, ["$2"])


async def test_nobody_links_two_accounts_at_the_same_time():
    anna = direct(Script(scan()))
    await anna.type("login")
    assert "You are linking an account already." in await anna.type("login")


async def test_a_question_that_nobody_answers_ends():
    script = Script(ask())
    anna = direct(script)
    await anna.type("login phone")
    await anna.time.pass_by(600)
    assert "I have waited for ten minutes" in anna.last
    assert script.cancelled == 1


async def test_an_answer_that_comes_too_late_is_removed_all_the_same():
    anna = direct(Script(ask()))
    await anna.type("login phone")
    await anna.time.pass_by(600)
    told = await anna.type("12345")
    assert "I did not use your answer, and removed it." in told
    assert anna.server.redacted == ["$3"]


async def test_an_answer_after_a_crash_is_removed_although_nobody_remembers_the_question():
    before = direct(Script(ask()))
    await before.type("login phone")
    after = direct()
    after.server = before.server
    after.door = direct().door
    after.door._voice._homeserver = after.door._clerk._voice._homeserver = before.server  # type: ignore[assignment]
    assert "removed it." in await after.type("12345")
    assert before.server.redacted == ["$2"]


async def test_a_planned_stop_says_that_the_question_is_forgotten():
    script = Script(ask())
    anna = direct(script)
    await anna.type("login phone")
    await anna.door.close()
    assert "I forget my question" in anna.last
    assert script.cancelled == 1
    assert "removed it." in await anna.type("12345")


async def test_a_planned_stop_removes_pictures_and_says_that_work_goes_on():
    anna = direct(Script(scan()))
    anna.services.gate.clear()
    await anna.type("migrate Tea round")
    await anna.type("login")
    await anna.door.close()
    assert anna.server.redacted == ["$5"]
    assert any("goes on afterwards by itself" in words for words in anna.server.said)


async def test_a_wrong_answer_is_asked_for_again_and_not_for_ever():
    script = Script(*[ask(words="That was wrong. The code?")] * 7)
    anna = direct(script)
    await anna.type("login phone")
    for _ in range(5):
        await anna.type("00000")
    assert "That was wrong too often." in anna.last
    assert script.cancelled == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NetworkRefused("This number is not known there."), "This number is not known there."),
        (NetworkWait(seconds=60), "The network asks to wait 1 min"),
        (NetworkUnavailable(), "Try again in a few minutes."),
    ],
)
async def test_what_fails_ends_with_what_to_do(error, words):
    script = Script(PHONE, error)
    anna = direct(script)
    await anna.type("login phone")
    told = await anna.type("+49170123456")
    assert told.startswith("Tea was not linked.") and words in told
    assert script.cancelled == 1


async def test_three_failures_mean_an_hours_pause():
    anna = direct(*[Script(NetworkRefused("No.")) for _ in range(3)], Script(scan()))
    for _ in range(3):
        await anna.type("login")
    assert "Try again in 1 h 0 min" in await anna.type("login")
    await anna.time.pass_by(3600)
    assert "Scan this." in await anna.type("login")


async def test_an_account_that_somebody_else_has_linked_is_refused():
    script = Script(scan(), None)
    anna = direct(script)
    await anna.type("login")
    anna.services.failure.append(NetworkRefused("Somebody else has linked this account."))
    script.scan.set()
    await settle()
    assert "Somebody else has linked this account." in anna.last
    assert script.cancelled == 1


async def test_only_administrators_link_bots():
    assert "Only administrators" in await direct(Script(ask())).type("login bot")
    script = Script(ask("token", "Token?"), None)
    bora = direct(script, person=BORA)
    await bora.type("login bot")
    assert script.begun == ["bot"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("login tea phone", "Scan"), ("login", "Type one of: login tea, login coffee"), ("login qr phone", "One way")],
)
async def test_with_several_networks_one_is_named(typed, words):
    offers = [Offer(NETWORK, "Tea"), Offer(Network("coffee"), "Coffee")]
    assert words in await direct(Script(scan()), networks=offers).type(typed)


async def test_where_no_network_is_set_up_nothing_can_be_linked():
    assert "No network is set up here." in await direct(networks=[]).type("login")


async def test_the_question_for_a_secret_is_not_displaced_by_an_export():
    script = Script(ask(), None)
    bora = direct(script, person=BORA)
    bora.services.gate.clear()
    await bora.share()
    await bora.type("login phone")
    bora.services.gate.set()
    await settle()
    told = await bora.type("12345")
    assert script.answers == ["12345"] and "Import it? yes or no." in told
    await bora.type("no")
    assert ("drop", BORA, "p1") in bora.services.did


async def test_a_code_can_be_scanned_from_its_picture():
    picture = qr_code("tea://login?token=abcdefgh")
    image = Image.open(io.BytesIO(picture.png)).convert("1")
    assert image.size == (picture.width, picture.width)
    assert image.getpixel((0, 0)) == 255 and image.getpixel((4 * 8, 4 * 8)) == 0


SECRET = st.text(st.characters(categories=["Lu", "Ll", "Nd", "Po"]), min_size=8, max_size=30).filter(
    lambda text: text.strip() == text
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["phone", "code", "password", "token"]), min_size=1, max_size=4), st.data())
async def test_no_secret_is_ever_said_logged_or_kept(wanted, data):
    secrets = [data.draw(SECRET) + f"§{number}" for number in range(len(wanted))]
    echoes = [ask(what, f"I heard {secret}. Next?") for what, secret in zip(wanted[1:], secrets, strict=False)]
    end = data.draw(st.sampled_from([NetworkRefused, NetworkUnavailable, ValueError]))
    anna = direct(Script(ask(wanted[0]), *echoes, end(f"{secrets[-1]} is wrong")))
    with logged() as lines:
        await anna.type("login phone")
        for secret in secrets:
            await anna.type(secret)
    held = str(anna.server.timeline) + str(vars(anna.door._clerk)) + str(anna.services.did) + str(lines)
    assert [secret for secret in secrets if secret in held] == []
    assert len(anna.server.redacted) == len(secrets)
