"""Commands about accounts: ``login``, ``logout``, ``logins``, ``whoami``."""

from __future__ import annotations

from collections.abc import Sequence

from bridge.commands.answers import Answer, Code, Items, Line, Question, Result, Strong, say
from bridge.commands.arguments import NotUnderstood, number
from bridge.commands.call import Call
from bridge.commands.linking import METHODS, Linking
from bridge.commands.progress import moment
from bridge.commands.services import Login, LoginState, Offer
from bridge.people.permissions import Level
from bridge.words import duration


async def login(call: Call) -> Result:
    """Begin to link an account."""
    if call.linking:
        return say("You are linking an account already. Answer the last question, or type ", Code("cancel"), ".")
    pause = call.attempts.pause(call.user)
    if pause:
        return say(f"That failed too often. Try again in {duration(pause / 1000)}, so that the network stays calm.")
    words = call.words.lower().split()
    method = _method(words)
    if method == "bot" and call.level < Level.ADMIN:
        return say("Only administrators of this bridge can link a bot. ", Code("login"), " links your own account.")
    offer = _offer(call.services.logins.offers(), [word for word in words if word not in METHODS])
    process = await call.services.logins.link(call.user, offer.network)
    talk = Linking(user=call.user, offer=offer, process=process, logins=call.services.logins, attempts=call.attempts)
    return await talk.begin(method)


def _method(words: Sequence[str]) -> str:
    named = [word for word in words if word in METHODS]
    if len(named) > 1:
        raise NotUnderstood(f"One way at a time: {', '.join(METHODS[:-1])} or {METHODS[-1]}.")
    return named[0] if named else METHODS[0]


def _offer(offers: Sequence[Offer], words: Sequence[str]) -> Offer:
    """The network that is meant; the only one needs no name."""
    if not offers:
        raise NotUnderstood("No network is set up here. Ask whoever runs this bridge.")
    if not words and len(offers) == 1:
        return offers[0]
    found = [offer for offer in offers if {" ".join(words)} & {offer.network, offer.title.lower()}]
    if found:
        return found[0]
    known = ", ".join(f"login {offer.network}" for offer in offers)
    raise NotUnderstood(f"Which network, and how? Type one of: {known}; or add {' or '.join(METHODS)}.")


async def logins(call: Call) -> Result:
    """What is linked, and how it is doing."""
    found = await call.services.logins.of(call.user)
    if not found:
        return say("You have linked no account. ", Code("login"), " links one.")
    return say("Your linked accounts:") + Answer((Items(tuple(map(_line, found)), numbered=True),))


async def logout(call: Call) -> Result:
    """End a login, once the person has confirmed it."""
    found = await call.services.logins.of(call.user)
    if not found:
        return say("You have linked no account, so there is nothing to log out of.")
    if len(found) == 1 and not call.words:
        return _confirm(call, found[0])
    place = number(call.words, len(found))
    return _confirm(call, found[place - 1]) if place is not None else _which(call, found)


def _which(call: Call, found: Sequence[Login]) -> Question:
    async def pick(answer: str) -> Result:
        place = number(answer, len(found))
        return _which(call, found) if place is None else _confirm(call, found[place - 1])

    words = say("Which one? Type its number, or ", Code("cancel"), ".")
    return Question(words + Answer((Items(tuple(map(_line, found)), numbered=True),)), pick)


def _confirm(call: Call, chosen: Login) -> Question:
    async def decide(answer: str) -> Result:
        if answer.lower() in {"yes", "y"}:
            await call.services.logins.log_out(chosen)
            return say(
                "Logged out of ", *_named(chosen), ". I have forgotten all its keys; your rooms stay as they are."
            )
        if answer.lower() in {"no", "n"}:
            return say("Nothing has changed.")
        return _confirm(call, chosen)

    return Question(
        say(
            "Log out of ",
            *_named(chosen),
            "? Its chats are no longer bridged then. ",
            Code("yes"),
            " or ",
            Code("no"),
            ".",
        ),
        decide,
    )


async def whoami(call: Call) -> Result:
    """Who the bridge takes somebody for."""
    found = await call.services.logins.of(call.user)
    lines: list[Line] = [("You are ", Code(call.user), f", and may do what {WORDS_OF_LEVEL[call.level]} may do here.")]
    lines += [("On ", entry.title, " you are ", *_named(entry), ".") for entry in found if not entry.is_bot]
    return Answer((Items(tuple(lines)),))


def _named(entry: Login) -> Line:
    return Strong(entry.name), f" ({entry.handle})" if entry.handle else ""


def _line(entry: Login) -> Line:
    kind = f"{entry.title} bot" if entry.is_bot else entry.title
    return f"{kind}: ", *_named(entry), f" – {_state(entry)}"


def _state(entry: Login) -> str:
    match entry.state:
        case LoginState.CONNECTED:
            return "connected"
        case LoginState.DISCONNECTED:
            return "not reached at the moment; I keep trying" + (f" ({entry.why})" if entry.why else "")
        case LoginState.WAITING:
            return "the network asks to wait" + (f" until {moment(entry.until)}" if entry.until is not None else "")
        case LoginState.LOST:
            return "lost; link it again with login" + (f" ({entry.why})" if entry.why else "")


WORDS_OF_LEVEL = {Level.NONE: "nobody", Level.USER: "users", Level.ADMIN: "administrators"}
