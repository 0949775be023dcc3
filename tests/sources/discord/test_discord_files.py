import pytest

from bridge.model.media import MediaKind, MediaState
from bridge.sources.archive import Found
from bridge.sources.discord.files import Files, unknown


def settled(address, *there):
    files = Files(lambda name: Found(name, renamed=False) if name in there else None, "Garden.json")
    return files.settled(unknown(MediaKind.IMAGE), address)


@pytest.mark.parametrize(
    "address",
    [
        "Garden.json_Files/a b-1.png",
        "Garden.json_Files/a%20b-1.png",
        "Garden.json_Files\\a b-1.png",
        "C:\\Users\\anna\\Garden.json_Files\\a b-1.png",
        "/home/anna/out/Garden.json_Files/a%20b-1.png",
        "somewhere/else/a b-1.png",
    ],
)
def test_a_saved_file_is_found_however_its_path_is_written(address):
    media = settled(address, "Garden.json_Files/a b-1.png")
    assert (media.state, media.reference, media.reason) == (MediaState.PRESENT, "Garden.json_Files/a b-1.png", None)


def test_a_file_that_should_be_there_is_lost():
    assert settled("Garden.json_Files/x.png").state is MediaState.LOST


@pytest.mark.parametrize("query", ["?ex=65f0a1b2&is=1&hm=2", "?hm=2", "?ex=zz"])
def test_a_signed_address_is_not_fetched_since_it_expires(query):
    media = settled(f"https://cdn.discordapp.com/attachments/1/2/a.png{query}")
    assert media.state is MediaState.NOT_EXPORTED
    assert "--media" in media.reason


def test_an_unsigned_address_is_remote_without_its_query():
    media = settled("https://media.discordapp.net/attachments/1/2/a.png?width=10")
    assert (media.state, media.reference) == (MediaState.REMOTE, "https://media.discordapp.net/attachments/1/2/a.png")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/a.png",
        "http://cdn.discordapp.com/a.png",
        "https://x:y@cdn.discordapp.com/a",
        "https://[bad",
    ],
)
def test_no_other_host_is_ever_asked(address):
    assert settled(address).reference is None
