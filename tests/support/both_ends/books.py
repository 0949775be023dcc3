"""What should stand at both ends, and where it does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields

from tests.mtproto.model import Account, Post
from tests.support.both_ends.town import NETWORK, Place, Town
from tests.support.both_ends.watching import word_of
from tests.support.matrix_people import Json


@dataclass
class Utterance:
    """Something that somebody said, as it should stand today."""

    word: str
    place: Place
    author: str
    is_here: bool
    """Said in Matrix."""
    text: str
    answers: str | None = None
    """The word of what it replies to."""
    versions: int = 1
    gone: bool = False
    post: Post | None = None
    event: str | None = None
    reactions: dict[str, str] = field(default_factory=dict)
    """The emoji of each person who reacts at this moment."""


@dataclass(frozen=True)
class Standing:
    """A message as it stands at one end."""

    word: str
    text: str
    author: str
    answers: str | None
    reactions: Mapping[str, str]


@dataclass
class Differences:
    """Words of what is not as it should be; ``reactions`` and ``order`` by place and person as well."""

    lost_here: list[str] = field(default_factory=list)
    lost_there: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong_person: list[str] = field(default_factory=list)
    wrong_text: list[str] = field(default_factory=list)
    not_deleted: list[str] = field(default_factory=list)
    wrong_answer: list[str] = field(default_factory=list)
    reactions: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))

    def __str__(self) -> str:
        return ", ".join(f"{len(getattr(self, one.name))} {one.name.replace('_', ' ')}" for one in fields(self))

    def words(self) -> str:
        """Which ones."""
        kinds = ((one.name, getattr(self, one.name)) for one in fields(self))
        return "\n".join(f"{name}: {' '.join(words[:20])}" for name, words in kinds if words)


async def compare(town: Town, said: Sequence[Utterance]) -> Differences:
    """Both ends with what was said, message by message."""
    found = Differences()
    gone = {one.word for one in said if one.gone}
    for place in town.places:
        mine = [one for one in said if one.place is place]
        there = list(_there(town, place))
        here = await _here(town, place)
        for utterance in mine:
            _compare_one(found, utterance, gone, there, "there")
            _compare_one(found, utterance, gone, here, "here")
        _compare_order(found, place, mine, there, here)
    return found


def _compare_one(
    found: Differences, utterance: Utterance, gone: Collection[str], standing: Sequence[Standing], end: str
) -> None:
    mine = [one for one in standing if one.word == utterance.word]
    if utterance.gone:
        found.not_deleted += [f"{utterance.word}@{end}"] * bool(mine)
        return
    if not mine:
        getattr(found, f"lost_{end}").append(utterance.word)
        return
    found.doubled += [f"{utterance.word}@{end}"] * (len(mine) > 1)
    one = mine[0]
    author = f"{utterance.author} {NETWORK}" if end == "here" and not utterance.is_here else utterance.author
    found.wrong_person += [f"{one.word}@{end}:{one.author}"] * (one.author != author)
    found.wrong_text += [f"{one.word}@{end}"] * (one.text != utterance.text)
    to_be_told = utterance.answers is not None and utterance.answers not in gone
    found.wrong_answer += [f"{one.word}@{end}"] * (to_be_told and one.answers != utterance.answers)
    if utterance.reactions != one.reactions:
        found.reactions.append(f"{one.word}@{end}:{utterance.reactions}≠{dict(one.reactions)}")


def _compare_order(
    found: Differences, place: Place, said: Sequence[Utterance], there: Sequence[Standing], here: Sequence[Standing]
) -> None:
    """Each person's words, in the order of the end at which they were said."""
    by_author: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for one in said:
        by_author[one.author, one.is_here].add(one.word)
    for (author, is_here), words in by_author.items():
        first, second = (_sequence(end, words) for end in ((here, there) if is_here else (there, here)))
        both = set(first) & set(second)
        pairs = zip(_only(first, both), _only(second, both), strict=True)
        wrong = next((one for one, other in pairs if one != other), None)
        if wrong is not None:
            found.order.append(f"{place.chat.title}/{author}/{'here' if is_here else 'there'}/{wrong}")


def _sequence(standing: Iterable[Standing], words: set[str]) -> list[str]:
    return list(dict.fromkeys(one.word for one in standing if one.word in words))


def _only(words: Iterable[str], wanted: set[str]) -> list[str]:
    return [one for one in words if one in wanted]


def _there(town: Town, place: Place) -> Iterable[Standing]:
    names = {account.id: name for name, account in town.there.items()}
    first = next(iter(town.there.values()))
    for post in town.telegram.world.messages(place.chat, first):
        word = word_of(post.text)
        if word is None:
            continue
        answered = post.reply.to.text if post.reply is not None and post.reply.to is not None else None
        given = {names[who]: given[0][0].emoticon for who, given in post.reactions.items() if given}
        author = post.sender.first_name if isinstance(post.sender, Account) else "?"
        yield Standing(word, post.text, author, word_of(answered), given)


async def _here(town: Town, place: Place) -> list[Standing]:
    reader = next(iter(town.here.values()))
    events = await reader.events(place.room)
    names = await _names(town, place)
    said = {one["event_id"]: word for one in events if (word := _word(one)) is not None}
    edits = {
        (one["content"]["m.relates_to"]["event_id"], one["sender"]): one["content"]["m.new_content"]["body"]
        for one in events
        if _relation(one) == "m.replace" and "m.new_content" in one["content"]
    }
    given = _reactions(events, names)
    return [
        Standing(
            said[one["event_id"]],
            _without_fallback(edits.get((one["event_id"], one["sender"]), one["content"]["body"])),
            str(names.get(one["sender"], one["sender"])),
            said.get(one["content"].get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id", "")),
            given.get(one["event_id"], {}),
        )
        for one in events
        if one["event_id"] in said
    ]


async def _names(town: Town, place: Place) -> dict[str, str]:
    """People who have linked accounts under their own names, ghosts under those that they show."""
    reader = next(iter(town.here.values()))
    answer = await reader.call("GET", f"rooms/{place.room}/members")
    shown = {one["state_key"]: one["content"].get("displayname", "") for one in answer["chunk"]}
    return shown | {person.id: name for name, person in town.here.items()}


def _reactions(events: Iterable[Json], names: Mapping[str, str]) -> dict[str, dict[str, str]]:
    given: dict[str, dict[str, str]] = defaultdict(dict)
    for one in events:
        if _relation(one) == "m.annotation":
            relation = one["content"]["m.relates_to"]
            person = names.get(one["sender"], one["sender"]).removesuffix(f" {NETWORK}")
            held = given[relation["event_id"]]
            held[person] = held.get(person, "") + relation["key"].replace("\ufe0f", "")
    return given


def _word(event: Json) -> str | None:
    is_message = event["type"] == "m.room.message" and _relation(event) != "m.replace"
    is_notice = event["content"].get("msgtype") == "m.notice"
    return word_of(event["content"].get("body")) if is_message and not is_notice else None


def _relation(event: Json) -> str | None:
    found: str | None = event["content"].get("m.relates_to", {}).get("rel_type")
    return found


def _without_fallback(body: str) -> str:
    lines = body.splitlines()
    while lines and (lines[0].startswith(">") or not lines[0]):
        lines.pop(0)
    return "\n".join(lines)
