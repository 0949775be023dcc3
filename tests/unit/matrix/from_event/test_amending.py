"""Edits, deletions, reactions and votes."""

import pytest

from bridge.matrix.from_event import Was
from bridge.model.amendment import Revision
from bridge.model.content import Attachment, Poll
from tests.unit.matrix.from_event.cast import (
    BORA,
    EVE,
    THERE,
    deletion,
    edit,
    event,
    file,
    knowing,
    known,
    nothing,
    reaction,
    reactions,
    redaction,
    related,
    revision,
    said,
    target,
    understood,
    vote_for,
)
from tests.unit.matrix.from_event.test_things import STABLE, TEA, UNSTABLE

POLL = target(Was.POLL, content=UNSTABLE)
RESPONSE = "org.matrix.msc3381.poll.response"


def vote(*answers, **changes):
    content = {RESPONSE: {"answers": list(answers)}, **related("m.reference")}
    return event(content, RESPONSE, **changes)


def test_an_edit_says_what_the_message_says_now():
    assert said(edit("Hi")) == revision("Hi")


def test_an_edit_names_the_further_messages_of_what_was_edited():
    heard = understood(edit("Hi"), knowing(there=target(Was.MESSAGE, "7", "8", "9")))
    assert (heard.message.content, heard.also) == (revision("Hi"), ("8", "9"))


def test_an_edited_caption_brings_its_file_along():
    heard = understood(edit(file("m.image", "us", filename="beach.jpg")))
    assert isinstance(heard.message.content, Revision) and isinstance(heard.message.content.content, Attachment)
    assert len(heard.files) == 1


def test_an_edited_poll_is_a_poll():
    content = {"m.new_content": STABLE, **related("m.replace")}
    assert said(event(content, "m.poll.start"), knowing(there=POLL)) == revision(TEA)


def test_nobody_edits_what_somebody_else_said():
    refused = nothing(edit("I owe you money"), knowing(there=target(sender=BORA)))
    assert (refused.code, refused.is_loss) == ("edit-by-another", False)


def test_an_edit_cannot_turn_words_into_a_poll():
    content = {"m.new_content": STABLE, **related("m.replace")}
    assert nothing(event(content, "m.poll.start")).code == "edit-of-another-kind"
    assert nothing(edit("Hi"), knowing(there=POLL)).code == "edit-of-another-kind"


@pytest.mark.parametrize("was", [Was.REACTION, Was.VOTE, Was.AMENDMENT])
def test_only_messages_can_be_edited(was):
    assert nothing(edit("Hi"), knowing(there=target(was))).code == "edit-target-not-here"


def test_an_edit_of_what_is_not_there_is_a_loss():
    refused = nothing(edit("Hi", "$gone"))
    assert (refused.code, refused.is_loss) == ("edit-target-not-here", True)


def test_an_edit_without_new_words_is_a_loss():
    assert nothing(event({"body": "* x", "msgtype": "m.text", **related("m.replace")})).code == "edit-without-words"


def test_an_edit_to_nothing_says_nothing():
    assert nothing(edit({"msgtype": "m.text", "body": " "})).code == "empty"


def test_a_deleted_message_is_deleted_with_all_its_parts():
    around = knowing(there=target(Was.MESSAGE, "7", "8"))
    assert said(redaction("$there"), around) == deletion("7", "8")


def test_a_moderator_deletes_what_others_said():
    assert said(redaction("$there"), knowing(there=target(sender=BORA))) == deletion("7")


def test_newer_rooms_name_what_is_deleted_within_the_content():
    assert said(event({"redacts": "$there"}, "m.room.redaction")) == deletion("7")


@pytest.mark.parametrize(
    ("was", "sender", "code"),
    [
        (Was.AMENDMENT, None, "redaction-of-a-change"),
        (Was.REACTION, BORA, "reaction-of-another"),
        (Was.VOTE, BORA, "redaction-of-a-change"),
    ],
)
def test_not_everything_can_be_taken_back(was, sender, code):
    found = target(was) if sender is None else target(was, sender=sender)
    assert nothing(redaction("$there"), knowing(there=found)).code == code


def test_deleting_what_is_not_there_changes_nothing():
    assert nothing(redaction("$gone")).code == "redaction-target-not-here"


def test_a_reaction_joins_those_that_were_given():
    change = said(reaction("👍"), known(given={THERE: ("❤️", "👍", "mxc://a/b")}))
    assert change == reactions("❤️", "👍")


def test_a_reaction_that_is_taken_back_leaves_the_others():
    around = known(targets={"$r": target(Was.REACTION, key="👍")}, given={THERE: ("❤️", "👍")})
    assert said(redaction("$r"), around) == reactions("❤️")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("mxc://example.org/cat", "reaction-is-a-picture"),
        ("", "reaction-unreadable"),
        ("x" * 101, "reaction-unreadable"),
        ("a\nb", "reaction-unreadable"),
        ("\0", "reaction-unreadable"),
    ],
)
def test_what_is_no_emoji_is_refused(key, code):
    assert nothing(reaction(key)).code == code


@pytest.mark.parametrize("was", [Was.REACTION, Was.VOTE, Was.AMENDMENT])
def test_only_messages_are_reacted_to(was):
    assert nothing(reaction("👍"), knowing(there=target(was))).code == "reaction-target-not-here"


def test_a_vote_counts_answers_from_nought():
    assert said(vote("n", "y", "n"), knowing(there=POLL)) == vote_for(1, 0)


def test_a_vote_under_its_new_name_is_the_same():
    content = {"m.selections": ["n"], **related("m.reference")}
    around = knowing(there=target(Was.POLL, content=STABLE))
    assert said(event(content, "m.poll.response"), around) == vote_for(1)


def test_a_vote_for_nothing_takes_it_back():
    assert said(vote(), knowing(there=POLL)) == vote_for()


def test_a_deleted_vote_is_taken_back():
    assert said(redaction("$there"), knowing(there=target(Was.VOTE))) == vote_for()


def test_a_vote_for_an_unknown_answer_is_refused_and_takes_nothing_back():
    refused = nothing(vote("n", "maybe"), knowing(there=POLL))
    assert (refused.code, refused.is_loss) == ("vote-unreadable", True)


def test_only_polls_are_voted_in():
    assert nothing(vote("n")).code == "poll-not-here"


def end(**changes):
    return event(related("m.reference"), "org.matrix.msc3381.poll.end", **changes)


def test_a_poll_ends_as_it_was():
    closed = Poll(question="Tea?", options=TEA.options, several=True, closed=True)
    assert said(end(), knowing(there=POLL)) == revision(closed)


@pytest.mark.parametrize(
    ("found", "sender", "code"),
    [
        (target(), None, "poll-not-here"),
        (POLL, EVE, "poll-of-another"),
        (target(Was.POLL), None, "poll-unreadable"),
    ],
)
def test_a_poll_that_cannot_be_ended_stays(found, sender, code):
    raw = end() if sender is None else end(sender=sender)
    assert nothing(raw, knowing(there=found)).code == code
