"""Service messages read like sentences, whoever acted, and whether or not the export says so."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.sources.telegram.spoken import duration
from tests.sources.telegram.records import content, event

DAY = 86_400
GROUP = "channel700"


def told(action: str, **fields: Any) -> str:
    words: str = content(event(action, **fields)).text
    return words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (-5, "0 seconds"),
        (61, "1 minute 1 second"),
        (DAY, "1 day"),
        (7 * DAY, "1 week"),
        (28 * DAY, "4 weeks"),
        (31 * DAY, "31 days"),
        (9 * DAY + 3600 + 60, "9 days 1 hour"),
    ],
)
def test_a_duration_is_said_as_people_say_it(seconds: int, words: str):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("action", "acted", "happened"),
    [
        ("send_payment", "made a payment", "A payment was made"),
        ("refunded_payment", "refunded a payment", "A payment was refunded"),
        ("allow_sending_messages", "allowed the bot to send messages", "The bot was allowed to send messages"),
        (
            "web_app_bot_allowed",
            "allowed the bot's app to send messages",
            "The bot's app was allowed to send messages",
        ),
        (
            "attach_menu_bot_allowed",
            "added the bot to the attachment menu, and allowed it to send messages",
            "The bot was added to the attachment menu, and allowed to send messages",
        ),
        ("send_passport_values", "sent Telegram Passport data", "Telegram Passport data was sent"),
        ("send_webview_data", "sent data to the bot", "Data was sent to the bot"),
    ],
)
def test_what_nobody_is_said_to_have_done_has_a_subject_of_its_own(action: str, acted: str, happened: str):
    assert (told(action), told(action, actor=None)) == (acted, happened)


def test_a_founder_is_not_among_those_they_founded_the_group_with():
    assert told("create_group", title="Garden", members=["Bora", "Anna"]) == "created the group “Garden” with Bora"


def test_a_founder_has_namesakes():
    assert told("create_group", members=["Anna", "Anna"]) == "created the group with Anna"


def test_a_founder_may_be_alone():
    assert told("create_group", members=["Anna"]) == "created the group"


def test_a_group_that_became_a_supergroup_does_not_say_its_name_twice():
    itself = event("migrate_from_group", actor=GROUP, title="Garden") | {"actor": "Garden"}
    assert content(itself).text == "went on as a supergroup"
    renamed = itself | {"title": "Allotment"}
    assert content(renamed).text == "went on as a supergroup, after the group “Allotment”"


def test_a_person_who_made_a_supergroup_of_a_group_continued_it():
    assert told("migrate_from_group", title="Garden") == "continued the group “Garden” as a supergroup"


@pytest.mark.parametrize(("boosts", "words"), [(0, ""), (1, ""), (3, " 3 times")])
def test_boosts_are_counted_from_the_second_on(boosts: int, words: str):
    assert told("boost_apply", boosts=boosts) == f"boosted the group{words}"
