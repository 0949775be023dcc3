import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.sources.telegram.html.sentences import Sentence, members_in, told

ACTIONS = {
    "Anna created group «Beans» with members Anna and Bora": ("create_group", "Anna"),
    "Channel «News» created": ("create_channel", None),
    "Anna changed group title to «Peas»": ("edit_group_title", "Anna"),
    "Channel title changed to «Peas»": ("edit_group_title", None),
    "Anna changed group photo": ("edit_group_photo", "Anna"),
    "Channel photo removed": ("delete_group_photo", None),
    "Anna invited Bora": ("invite_members", "Anna"),
    "Anna removed Bora": ("remove_members", "Anna"),
    "Anna invited Bora to the voice chat": ("invite_to_group_call", "Anna"),
    "Anna joined group by link from Bora": ("join_group_by_link", "Anna"),
    "Anna joined group by request": ("join_group_by_request", "Anna"),
    "Anna joined group via a community": ("join_group_via_community", "Anna"),
    "Anna converted this group to a supergroup": ("migrate_to_supergroup", "Anna"),
    "Peas converted a basic group to this supergroup «Beans»": ("migrate_from_group", "Peas"),
    "Anna pinned this message": ("pin_message", "Anna"),
    "Anna scored 3 in this game": ("score_in_game", "Anna"),
    "Anna took a screenshot": ("take_screenshot", "Anna"),
    "Anna joined Telegram": ("joined_telegram", "Anna"),
    "Anna started voice chat (65 seconds)": ("group_call", "Anna"),
    "Voice chat": ("group_call", None),
    "Anna has set messages to auto-delete in 24 hours": ("set_messages_ttl", "Anna"),
    "Anna has set messages not to auto-delete": ("set_messages_ttl", "Anna"),
    "Anna changed chat theme to 🌱": ("edit_chat_theme", "Anna"),
    "Anna created topic «Tools»": ("topic_created", "Anna"),
    "Anna changed topic title to «Spades»,icon to «5»": ("topic_edit", "Anna"),
    "Anna set the same background for this chat": ("set_same_chat_wallpaper", "Anna"),
    "Anna boosted the group 2 times": ("boost_apply", "Anna"),
    "Anna made Bora the new main admin of the group": ("change_creator", "Anna"),
    "History cleared": ("clear_history", None),
}


@pytest.mark.parametrize(("words", "expected"), ACTIONS.items())
def test_a_sentence_tells_what_happened_and_who_did_it(words, expected):
    happening = told(Sentence(words))
    assert (happening.fields["action"], happening.actor) == expected


@pytest.mark.parametrize("words", ["Anna sent you a gift.", 'Anna removed "peas" from the poll.'])
def test_what_says_it_best_itself_keeps_its_words_without_who_did_it(words):
    happening = told(Sentence(words))
    assert (happening.fields, happening.actor) == ({}, "Anna")
    assert happening.words == words.removeprefix("Anna ")


def test_the_earliest_words_tell_the_kind_whatever_a_title_says():
    assert told(Sentence("Anna created group «Bora invited Dana»")).fields["title"] == "Bora invited Dana"


def test_somebody_who_is_known_is_one_person_whatever_stands_in_the_name():
    assert members_in("Anna and Bora", {"Anna and Bora"}.__contains__) == ["Anna and Bora"]
    assert members_in("Anna, Bora and Chidi", lambda _: False) == ["Anna", "Bora", "Chidi"]


@given(st.text())
def test_no_sentence_loses_a_word(words):
    happening = told(Sentence(words))
    assert happening.fields or f"{happening.actor or ''} {happening.words}".split() == words.split()
