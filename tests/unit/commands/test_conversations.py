"""Whatever people type in whatever order: secrets vanish, and the bot stays usable."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.errors import NetworkRefused, NetworkUnavailable
from tests.support.commands import ANNA, BORA, ROOM, Script, ask, chat, direct, scan, settle
from tests.unit.commands.logged import logged

ASKS = st.one_of(
    st.builds(ask, st.sampled_from(["phone", "code", "password", "token"])),
    st.builds(scan),
    st.sampled_from([None, NetworkRefused("No."), NetworkUnavailable(), ValueError("No.")]),
)
TYPED = st.sampled_from(
    ["help", "login", "login phone", "chats", "migrate tea", "1", "yes", "no", "cancel", "status", "sync", "nonsense"]
)
HAPPENINGS = ("a scan", "a file", "ten minutes", "a guest", "the guest leaves", "removal refused")
ACTIONS = st.one_of(TYPED, st.sampled_from(["a secret", "a secret", "an edited secret"]), st.sampled_from(HAPPENINGS))


def script(asks):
    """A login of these steps, which begins with a question."""
    return Script(ask("phone"), *asks, NetworkRefused("It ends here."))


async def act(anna, action, number):
    """One thing that happens; what was typed, if it was a secret that somebody had asked for."""
    wanted = anna.door._clerk._talks.of(ANNA, ROOM).wants_secret
    if not action.endswith("secret"):
        await (happen(anna, action) if action in HAPPENINGS else anna.type(action))
        return None
    secret = f"s3cret-no-{number:04}"
    relation = {"rel_type": "m.replace", "event_id": "$0"}
    await anna.type(secret, **({"m.relates_to": relation} if "edited" in action else {}))
    return secret if wanted else None


async def happen(anna, what):
    match what:
        case "a scan":
            for running in anna.services.begun:
                running.scan.set()
        case "a file":
            await anna.share()
        case "ten minutes":
            await anna.time.pass_by(600)
        case "a guest":
            anna.server.members[ROOM].add(BORA)
        case "the guest leaves":
            anna.server.members[ROOM].discard(BORA)
        case "removal refused":
            anna.server.protected.add(f"${len(anna.server.timeline)}")
    await settle()


@settings(deadline=None, max_examples=150)
@given(st.lists(ACTIONS, max_size=30), st.lists(st.lists(ASKS, max_size=4), min_size=30, max_size=30))
async def test_no_secret_survives_any_conversation(actions, logins):
    anna = direct(levels={ANNA: "admin"}, entries=[chat("Tea round"), chat("Tea bar")])
    anna.services.scripts = [script(asks) for asks in logins]
    with logged() as lines:
        secrets = [await act(anna, action, number) for number, action in enumerate(actions)]
        await anna.door.close()
    protected = [event for event in anna.server.timeline if event["event_id"] in anna.server.protected]
    left = [event for event in anna.server.timeline if event not in protected]
    held = str(left) + str(lines) + str(anna.services.did) + str(vars(anna.door._clerk))
    assert [secret for secret in secrets if secret and secret in held] == []


@settings(deadline=None, max_examples=60)
@given(st.lists(ACTIONS, max_size=15), st.lists(st.lists(ASKS, max_size=4), min_size=15, max_size=15))
async def test_after_any_conversation_cancel_and_a_minute_make_all_well_again(actions, logins):
    anna = direct(levels={ANNA: "admin"}, entries=[chat("Tea round"), chat("Tea bar")])
    anna.services.scripts = [script(asks) for asks in logins]
    for number, action in enumerate(actions):
        await act(anna, action, number)
    anna.server.members[ROOM].discard(BORA)
    await anna.time.pass_by(61)
    for _ in range(4):
        await anna.type("cancel")
    assert "You can type:" in await anna.type("help")
    assert not any(talk.is_open for talk in anna.door._clerk._talks)
