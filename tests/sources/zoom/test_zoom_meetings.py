import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import Undecided
from bridge.model.chat import Chat, ChatKind
from bridge.model.message import Message
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.zoom.meeting_chat import ZoomMeetingChat
from bridge.sources.zoom.meeting_lines import Said, read
from bridge.sources.zoom.meeting_replies import Reacted, reaction_in, reply_in

FOLDER = "2026-11-24 10.30.15 Garden club 98765432100"


def items(tmp_path, text, hints=None, folder=FOLDER):
    path = tmp_path / folder / "meeting_saved_chat.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    with Archive.open(path) as archive:
        assert ZoomMeetingChat().identify(archive)
        return list(ZoomMeetingChat().read(archive, hints or Hints()))


def messages(*arguments, **more):
    return [item for item in items(*arguments, **more) if isinstance(item, Message)]


@pytest.mark.parametrize(
    ("line", "name", "to", "text"),
    [
        ("17:03:21\t From  Ann Lee : hello", "Ann Lee", None, "hello"),
        ("17:03:21 From Ann to Everyone: hello: you", "Ann", None, "hello: you"),
        ("17:03:21 From Ann to the rescue to Everyone:", "Ann to the rescue", None, ""),
        ("17:03:21\t From  Bob  to  Ann(Direct Message) : psst", "Bob", "Ann", "psst"),
        ("17:03:21 From Bob to Ann (Privately) : psst", "Bob", "Ann", "psst"),
        ("17:03:21 From Bob To Everyone: hi", "Bob", None, "hi"),
        ("17:03:21 Von Bob an Alle: hallo", "Bob", None, "hallo"),
        ("17:03:21 De Bob à Tout le monde : salut", "Bob", None, "salut"),
        ("17:03:21 From Bob: the man to Everyone:", "Bob: the man", None, ""),
        ("5:03:21 PM From Bob to Everyone: late", "Bob", None, "late"),
        ("00:01:05\tBob:\tfrom the cloud", "Bob", None, "from the cloud"),
    ],
)
def test_a_line_of_any_client_tells_who_said_what_to_whom(line, name, to, text):
    (said,) = read([line])
    assert isinstance(said, Said)
    assert (said.name, said.to, said.plain) == (name, to, text)


@pytest.mark.parametrize("line", ["17:03 From Ann to Everyone: x", "[17:03:21] Ann: x", "17:61:00 From A : x", "hello"])
def test_other_lines_begin_no_message(line):
    assert not any(isinstance(entry, Said) for entry in read([line]))


@given(st.lists(st.text(max_size=40), max_size=10))
def test_any_text_is_read_to_its_end(lines):
    entries = list(read(["17:03:21 From Ann to Everyone:", *lines]))
    assert isinstance(entries[0], Said)


def test_the_day_and_the_topic_come_from_the_folder(tmp_path):
    found = items(tmp_path, "10:31:00 From Anna to Everyone: hi\n", Hints(timezone=ZoneInfo("Europe/Berlin")))
    chat = next(item for item in found if isinstance(item, Chat))
    assert (chat.id, chat.title) == ("meeting:98765432100 2026-11-24", "Garden club")
    assert messages(tmp_path, "10:31:00 From Anna to Everyone: hi\n")[0].time == 1_795_516_260_000


def test_without_a_day_it_asks(tmp_path):
    with pytest.raises(Undecided, match="--date"):
        items(tmp_path, "10:31:00 From Anna to Everyone: hi\n", folder="chats")


def test_a_day_may_be_told(tmp_path):
    told = Hints(date=dt.date(2026, 3, 1))
    assert messages(tmp_path, "00:00:01 From Anna to Everyone: hi\n", told, folder="chats")[0].time == 1_772_323_201_000


def test_midnight_begins_the_next_day(tmp_path):
    late, early = messages(tmp_path, "23:59:59 From A to Everyone: x\n00:00:01 From A to Everyone: y\n")
    assert early.time - late.time == 2000


def test_what_was_private_stays_between_two(tmp_path):
    found = items(
        tmp_path, "10:31:00 From Bora to Anna(Direct Message): psst\n10:32:00 From Anna to Bora (Privately): yes\n"
    )
    chats = [item for item in found if isinstance(item, Chat)]
    assert [chat.kind for chat in chats] == [ChatKind.DIRECT]


def test_me_is_whoever_saved_the_chat(tmp_path):
    text = "10:31:00 From Me to Everyone: hi\n"
    assert messages(tmp_path, text, Hints(own_name="Anna"))[0].sender == "name:Anna"
    assert any("--own-name" in warning for warning in items(tmp_path, text)[-1].warnings)


def test_reactions_are_gathered_below_their_message(tmp_path):
    text = "10:31:00 From A to Everyone:\n\tLong words here\n" + "".join(
        f'10:3{number}:30 From {name} to Everyone:\n\tReacted to "Long wor..." with 👍\n'
        for number, name in enumerate("BCB", 2)
    )
    (message,) = messages(tmp_path, text)
    assert [(reaction.emoji, reaction.count) for reaction in message.reactions] == [("👍", 2)]


def test_an_answer_knows_what_it_answers():
    assert reply_in('Replying to "Long wor..."\n\nyes\nno') == ("Long wor...", "yes\nno")
    assert reply_in("Replying to nobody") is None


def test_a_reaction_taken_back_is_told_from_one_given():
    assert reaction_in('Removed a 👍 reaction from "x"') == Reacted("x", "👍", removed=True)
    assert reaction_in('Reacted to "x" with "👍"') == Reacted("x", "👍", removed=False)
    assert reaction_in("Reacted to nothing") is None
