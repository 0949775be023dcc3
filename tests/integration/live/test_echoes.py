"""What we said comes back, in whatever shape and at whatever moment: nobody says it again."""

from __future__ import annotations

from itertools import count

from bridge.errors import NetworkUnavailable

CREW = "crew"


def lost_answers(campfire, times):
    """The network takes what is said, and its answer arrives only after so many tries."""
    tries = count(1)

    def lose(_utterance):
        if next(tries) <= times:
            raise NetworkUnavailable("the answer was lost")

    campfire.after_say = lose


async def test_what_is_said_in_the_name_of_the_chat_is_not_said_again(bridged):
    bridged.campfire.guises["anna"] = CREW
    lost_answers(bridged.campfire, 20)
    await bridged.says(CREW, "anna", "From the crew")
    await bridged.settled(CREW)
    assert bridged.heard(CREW) == [("@anna", "From the crew")]


async def test_an_echo_that_is_not_known_again_stops_nobody(bridged):
    """The network has it in a name that nobody could foresee."""
    bridged.campfire.guises["anna"] = "zoe"
    lost_answers(bridged.campfire, 20)
    await bridged.says(CREW, "anna", "From Zoe")
    await bridged.says(CREW, "anna", "And on")
    await bridged.settled(CREW)
    assert [words for _, words in bridged.campfire.texts(CREW)] == ["From Zoe", "And on"]
