from bridge.matrix.room_state import RoomState
from bridge.model.event import AvatarChange, DescriptionChange, Pin, TitleChange
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content
from tests.unit.matrix.cast import PHOTO, converted, ghost, here, message, only, pin, surroundings, upload, uploaded

PICTURE = Media(kind=MediaKind.IMAGE, state=MediaState.PRESENT, reference=PHOTO)


def told(content: Content, **around: object) -> tuple[str, dict[str, object]]:
    draft = only(message(content), surroundings(**around))
    assert draft.sender == ghost("anna") and draft.state_key == ""
    return draft.type, {key: value for key, value in draft.content.items() if key != "beringia.source"}


def test_a_title_becomes_the_rooms_name() -> None:
    assert told(TitleChange("Harbour\u202e Festival")) == ("m.room.name", {"name": "Harbour Festival (Telegram)"})


def test_a_title_too_long_for_a_name_is_told_in_full_besides() -> None:
    result = converted(message(TitleChange("x" * 300)))
    name, notice = result.drafts
    assert len(name.content["name"]) == 256
    assert notice.content["body"] == f"Anna changed the name of the chat to: {'x' * 300}"
    assert result.losses == ("room-name-shortened",)


def test_a_description_becomes_the_topic() -> None:
    assert told(DescriptionChange("All\0 about it")) == ("m.room.topic", {"topic": "All␀ about it"})


def test_a_description_too_long_for_a_topic_is_a_notice() -> None:
    result = converted(message(DescriptionChange("word " * 20_000)))
    assert all(draft.type == "m.room.message" for draft in result.drafts)
    assert result.losses == ("topic-as-notice",)


def test_a_picture_becomes_the_rooms() -> None:
    kind, content = told(AvatarChange(PICTURE), uploads={PHOTO: upload(width=4)})
    assert kind == "m.room.avatar"
    assert content == {"url": "mxc://example.org/beach", "info": {"mimetype": "image/jpeg", "size": 9, "w": 4}}


def test_a_picture_can_be_removed() -> None:
    assert told(AvatarChange()) == ("m.room.avatar", {})


def test_a_picture_that_is_not_here_is_a_notice() -> None:
    lost = Media(kind=MediaKind.IMAGE, state=MediaState.NOT_EXPORTED)
    result = converted(message(AvatarChange(lost)))
    words = "Anna changed the picture of the chat [photo not included in the export]"
    assert result.drafts[0].content["body"] == words
    assert (result.outcome, result.losses) == ("missing", ("media-not-exported",))


def test_a_picture_that_is_none_is_a_notice() -> None:
    result = converted(message(AvatarChange(PICTURE)), uploaded("image/svg+xml"))
    assert result.drafts[0].type == "m.room.message" and result.losses == ("avatar-not-a-picture",)


def test_a_pin_is_added_to_those_before() -> None:
    kind, content = told(pin("1"), events=here("1"), pinned=("$a", "$event-1", "$b"))
    assert (kind, content) == ("m.room.pinned_events", {"pinned": ["$a", "$b", "$event-1"]})


def test_the_newest_hundred_pins_stay() -> None:
    around = surroundings(events=here("1"), pinned=tuple(f"${number}" for number in range(100)))
    result = converted(message(pin("1")), around)
    after = RoomState(pinned=around.pinned).after_all(result.drafts)
    assert len(after.pinned) == 100 and after.pinned[-1] == "$event-1" and "$0" not in after.pinned
    assert result.losses == ("pins-dropped:1",)


def test_a_pin_of_what_is_not_here_is_a_notice() -> None:
    result = converted(message(pin("1")))
    assert result.drafts[0].content["body"] == "Anna pinned a message that is not here"
    assert result.losses == ("pin-target-not-here",)


def test_a_pin_of_nobody_knows_what_is_a_notice() -> None:
    assert only(message(Pin())).content["body"] == "Anna pinned a message"
