from zoneinfo import ZoneInfo

from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.content import Attachment
from bridge.model.event import Notice
from bridge.model.media import MediaState
from bridge.model.unreadable import Withheld
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.telegram.html.reader import DesktopHtml
from tests.sources.telegram.html.pages import DATE, card, happened, messages, page, read, said


def chat_of(items):
    return [item for item in items if isinstance(item, Chat)][-1]


def test_who_is_not_named_again_is_who_spoke_before_also_on_the_next_page(tmp_path):
    pages = {"messages.html": page(said(1)), "messages2.html": page(said(2, name=None))}
    assert [message.sender for message in messages(read(tmp_path, pages))] == ["name:Anna", "name:Anna"]


def test_pages_are_read_by_their_numbers_and_one_that_is_missing_is_told(tmp_path):
    pages = {f"messages{number}.html": page(said(number)) for number in (10, 9, 2)}
    items = read(tmp_path, pages)
    assert [message.id for message in messages(items)] == ["2", "9", "10"]
    assert "7 pages of it missing" in " ".join(chat_of(items).warnings)


def test_one_page_given_alone_brings_those_beside_it(tmp_path):
    read(tmp_path, {"messages.html": page(said(1)), "messages2.html": page(said(2))})
    with Archive.open(tmp_path / "messages.html") as archive:
        assert len(messages(DesktopHtml().read(archive, Hints()))) == 2


def test_what_happened_first_on_a_day_is_dated_like_what_is_said_next(tmp_path):
    items = read(tmp_path, page(happened(-1, "1 May 2024"), happened(1, "Anna invited Bora"), said(2)))
    first, second = messages(items)
    assert (first.time, first.time_guessed) == (second.time, True)


def test_a_day_on_which_nothing_is_dated_begins_at_its_midnight(tmp_path):
    items = read(tmp_path, page(said(1), happened(-2, "3 May 2024"), happened(2, "Anna invited Bora")))
    assert messages(items)[1].time == 1_714_687_200_000  # 00:00 of that day, two hours before UTC


def test_a_local_time_is_in_the_zone_that_was_told(tmp_path):
    items = read(tmp_path, page(said(1, date="01.05.2024 09:00:00")), zone=ZoneInfo("Asia/Tokyo"))
    assert messages(items)[0].time == 1_714_521_600_000


def test_a_message_in_two_exports_is_one_and_comes_from_the_one_that_has_its_file(tmp_path):
    with_file = '<div class="media_wrap"><a class="photo_wrap" href="photos/a.jpg"></a></div>'
    pages = {
        "2024-04/messages.html": page(said(1), said(2, inside=with_file)),
        "2024-04/photos/a.jpg": "",
        "2024-05/messages.html": page(said(2, inside=card("media_photo", "Photo")), said(3)),
    }
    found = messages(read(tmp_path, pages))
    assert [message.id for message in found] == ["1", "2", "3"]
    assert isinstance(found[1].content, Attachment) and found[1].content.media.state is MediaState.PRESENT


def test_chats_of_one_title_in_one_account_stay_apart(tmp_path):
    pages = {f"chats/chat_{number}/messages.html": page(said(1)) for number in (1, 2)}
    assert {message.chat for message in messages(read(tmp_path, pages))} == {
        "title:Garden club",
        "title:Garden club (2)",
    }


def test_the_chat_of_login_codes_is_counted_and_never_read(tmp_path):
    items = read(tmp_path, page(said(1, "Login code: 12345", "Telegram"), said(2, name=None), title="Telegram"))
    assert [item.count for item in items if isinstance(item, Withheld)] == [2]
    assert not messages(items) and "12345" not in str(items)


def test_a_login_code_in_another_chat_is_withheld(tmp_path):
    items = read(tmp_path, page(said(1, "Login code: 12345", "Telegram"), said(2, "We are called so", "Telegram")))
    assert [message.id for message in messages(items)] == ["2"] and "12345" not in str(items)


def test_two_people_of_whom_one_gives_the_chat_its_name_talk_to_each_other(tmp_path):
    chat = chat_of(read(tmp_path, page(said(1), said(2, name="Bora"), title="Bora")))
    assert (chat.kind, chat.numbering) == (ChatKind.DIRECT, Numbering.ACCOUNT)


def test_a_group_that_was_a_supergroup_from_the_beginning_has_numbers_for_all(tmp_path):
    chat = chat_of(read(tmp_path, page(happened(1, "Channel «Garden club» created"), said(2), said(3, name="Bora"))))
    assert (chat.kind, chat.numbering) == (ChatKind.GROUP, Numbering.NETWORK)


def test_many_posts_of_one_who_is_called_like_the_chat_are_a_channel(tmp_path):
    posts = [said(number, name="Garden club") for number in range(1, 12)]
    assert chat_of(read(tmp_path, page(*posts))).kind is ChatKind.CHANNEL


def test_a_call_is_a_sentence_of_whoever_called(tmp_path):
    call = card("media_call", "Bora", "Outgoing (12 seconds)")
    (message,) = messages(read(tmp_path, page(said(1, "", inside=call))))
    assert message.content == Notice("called (12 seconds)", "phone_call") and message.sender == "name:Anna"


def test_pages_of_other_programs_are_not_ours(tmp_path):
    (tmp_path / "messages.html").write_text("<html><body class='history'>page_wrap</body></html>")
    with Archive.open(tmp_path) as archive:
        assert not DesktopHtml().identify(archive)


def test_where_the_same_lies_as_json_the_pages_are_left_alone(tmp_path):
    read(tmp_path, page(said(1, date=DATE)))
    record = '{"id": 1, "type": "message", "text": "Hello"}'
    (tmp_path / "result.json").write_text(f'{{"id": 1, "type": "private_group", "messages": [{record}]}}')
    with Archive.open(tmp_path) as archive:
        assert not DesktopHtml().identify(archive)


def test_line_breaks_of_another_system_change_nothing(tmp_path):
    items = read(tmp_path / "one", page(said(1), said(2, "Two<br>lines")))
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "messages.html").write_bytes(
        (tmp_path / "one" / "messages.html").read_bytes().replace(b"\n", b"\r\n")
    )
    with Archive.open(tmp_path / "two") as archive:
        assert list(DesktopHtml().read(archive, Hints())) == items


def test_files_of_an_account_are_found_from_the_top_or_beside_their_page(tmp_path):
    wrap = '<div class="media_wrap"><a class="photo_wrap" href="../../chats/chat_1/photos/a.jpg"></a></div>'
    pages = {"chats/chat_1/messages.html": page(said(1, inside=wrap)), "chats/chat_1/photos/a.jpg": ""}
    (message,) = messages(read(tmp_path, pages))
    assert message.content.media.reference == "chats/chat_1/photos/a.jpg"
    with Archive.open(tmp_path / "chats" / "chat_1") as archive:
        (message,) = messages(DesktopHtml().read(archive, Hints()))
    assert message.content.media.reference == "photos/a.jpg"


def test_a_month_that_its_folder_is_called_by_is_no_part_of_the_title(tmp_path):
    pages = {f"{month}/messages.html": page(said(1), title=f"Beans ({month})") for month in ("2018-11", "2018-12")}
    assert {message.chat for message in messages(read(tmp_path, pages))} == {"title:Beans"}


def test_a_new_picture_that_was_left_out_is_said_to_be(tmp_path):
    (message,) = messages(read(tmp_path, page(happened(1, "Anna changed group photo"))))
    assert message.content.avatar.state is MediaState.NOT_EXPORTED
