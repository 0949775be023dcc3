from typing import Any

import pytest

from bridge.model.content import Card, Contact, Location
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Forward
from bridge.model.text import Text
from tests.unit.matrix.cast import PHOTO, converted, drafts, message, only, surroundings, upload


def place(**changes: Any) -> Location:
    return Location(**{"latitude": "52.5163", "longitude": "-13.3777"} | changes)


def card_file(**changes: Any) -> Media:
    defaults: dict[str, Any] = {"kind": MediaKind.FILE, "state": MediaState.PRESENT, "reference": PHOTO}
    return Media(**defaults | {"file_name": "dana.vcf"} | changes)


def test_a_place_is_a_pin_on_the_map() -> None:
    content = drafts(message(place(title="Harbour Hall", address="Dock Street 1")))[0].content
    assert (content["msgtype"], content["geo_uri"]) == ("m.location", "geo:52.5163,-13.3777")
    assert content["body"] == "Location: 52.5163, -13.3777\nHarbour Hall, Dock Street 1"
    assert content["org.matrix.msc3488.location"]["description"] == "Harbour Hall, Dock Street 1"


def test_a_live_place_says_how_long() -> None:
    pin, remark = drafts(message(place(live_period=3660)))
    assert pin.content["body"] == "Live location, shared for 1 h 1 min: 52.5163, -13.3777"
    assert remark.content["body"] == "Live location, shared for 1 h 1 min"


def test_a_place_that_is_only_a_point_is_a_pin_and_no_more() -> None:
    assert only(message(place())).content["body"] == "Location: 52.5163, -13.3777"


def test_what_a_place_is_called_stands_beside_the_map() -> None:
    _, remark = drafts(message(place(title="Harbour Hall", address="Dock Street 1")))
    assert remark.content["formatted_body"] == "<strong>Harbour Hall</strong><br>Dock Street 1"


@pytest.mark.parametrize("latitude", ["", "north", "1e5", "52.5;u=1", "NaN"])
def test_a_place_that_no_map_knows_is_a_text(latitude: str) -> None:
    result = converted(message(place(latitude=latitude)))
    assert result.drafts[0].content["msgtype"] == "m.text"
    assert result.losses == ("location-without-map",)


def test_what_a_map_cannot_say_follows_it() -> None:
    pin, remark = drafts(message(place(caption=Text("here")), forward=Forward(name="Bora")))
    assert pin.content["msgtype"] == "m.location"
    assert remark.content["body"] == "Forwarded from Bora\nhere"


def test_a_contact_is_words_and_a_file() -> None:
    contact = Contact(name="Dana", phone="+49 170 1234567", vcard=card_file())
    words, file = drafts(message(contact), surroundings(uploads={PHOTO: upload("text/vcard")}))
    assert words.content["body"] == "Contact: Dana\n+49 170 1234567"
    assert (file.content["msgtype"], file.content["filename"]) == ("m.file", "dana.vcf")


def test_a_contact_without_its_file_says_so() -> None:
    contact = Contact(name="Dana", vcard=card_file(state=MediaState.LOST, reference=None))
    result = converted(message(contact))
    assert result.drafts[1].content["body"] == "[file missing from the export: dana.vcf]"
    assert (result.outcome, result.losses) == ("missing", ("media-lost",))


def test_a_card_is_a_title_then_lines_then_a_link() -> None:
    card = Card(label="Game", title="Chess", lines=("a board", "two players"), url="https://example.org/chess")
    content = only(message(card)).content
    assert content["body"] == "Game: Chess\na board\ntwo players\nhttps://example.org/chess"
    assert content["formatted_body"].startswith("<strong>Game: Chess</strong><br>a board<br>")


def test_a_card_of_nothing_is_still_visible() -> None:
    assert only(message(Card(label=""))).content["body"] == "Card"
