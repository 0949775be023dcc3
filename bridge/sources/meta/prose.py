"""What happened in a chat: Meta writes it as a sentence in the exporter's language, like a message of whoever did it.

Sentences in English are understood; all others stay as they are, as messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bridge.model.content import Written
from bridge.model.event import AvatarChange, Change, Member, Membership, Notice, Pin, TitleChange
from bridge.model.message import Content
from bridge.model.text import Text

Meet = Callable[[str], Member]
"""Makes a member of a name."""

_SUBJECT_ENDS = re.compile(
    r"(?:left|added|removed|joined|named|changed|set|cleared|created|started|ended|missed|turned|made|"
    r"pinned|unpinned|voted|responded|sent|unsent|called|is|are|can|reacted|liked|updated|deleted|shared|won|played|waved|"
    r"got|accepted|declined|invited|opened|closed|approved|asked|marked|stopped|edited|booked|moved|poked|used|wants)\b"
)
_MOST = 1000
"""Characters of a sentence; whoever writes more writes a message."""

_MEMBERSHIP = (
    (re.compile(r"left(?: the (?:group|conversation|chat))?\.?"), Change.LEFT),
    (re.compile(r"joined (?:the )?(?:group|conversation|chat)(?P<how>[^.]*)\.?"), Change.JOINED),
    (re.compile(r"added (?P<who>.+?)(?: to (?:the |this )?(?:group|conversation|chat))?\.?"), Change.INVITED),
    (re.compile(r"removed (?P<who>.+?) from (?:the |this )?(?:group|conversation|chat)\.?"), Change.REMOVED),
)
_TITLE = re.compile(
    r"(?:named the (?:group|conversation)|changed the (?:group name|chat name|name of the group) to) (?P<title>.+?)\.?"
)
_PHOTO = re.compile(r"(?:changed|updated|set) the (?:group|chat|conversation) (?:photo|picture|image)\.?")
_PIN = re.compile(r"(?P<un>un)?pinned a message\.?")
_NOTICES = re.compile(
    r"(?:(?:set|cleared|changed|removed) (?:the|his|her|their|your|its|own|my)\b"
    r"|(?:created|joined|left|closed|updated|changed|deleted|voted|responded|named|made|turned|ended|won|played|waved|missed)\b"
    r"|started (?:a|an|the|sharing|video|playing)\b|called\b|reacted\b|liked a\b|unsent a\b|accepted|declined"
    r"|(?:is|are) (?:now|no longer)\b|removed the\b|sent (?:you |a |an )?(?:attachment|photo|video|sticker|link|live location|"
    r"location|voice message|gif|plan|poll|game|invitation|payment)|pinned\b|stopped sharing|set up\b|approved\b|asked\b|edited\b)"
)
_ALONE = re.compile(
    r"(?:Reacted .{1,20} to (?:your|a|his|her|their) (?:message|story)|Liked a (?:message|story)|Liked your (?:message|story)|"
    r"The (?:video|voice|audio) (?:chat|call) ended|You missed a (?:video |voice )?(?:call|chat)|You are now connected on Messenger|"
    r"Missed (?:video |voice )?call|(?:Video|Voice) chat ended|(?:Video|Audio) call ended|Say hi to your new Facebook friend)\b.*"
)


def understood(said: str, sender: str, meet: Meet, own_name: str | None) -> Content | None:
    """What happened, when a message is a sentence about its sender; None when it is somebody's own words."""
    if not said or len(said) > _MOST or "\n" in said:
        return None
    if _ALONE.fullmatch(said):
        return Notice(said.rstrip("."), action="prose")
    rest = _without_subject(said, sender)
    return _happened(rest, sender, meet, own_name) if rest and _SUBJECT_ENDS.match(rest) else None


def _without_subject(said: str, sender: str) -> str | None:
    first = sender.split(" ", 1)[0]
    for subject in (sender, first, "You"):
        if subject and said.startswith(f"{subject} "):
            return said[len(subject) + 1 :]
    return None


def _happened(rest: str, sender: str, meet: Meet, own_name: str | None) -> Content | None:
    for pattern, change in _MEMBERSHIP:
        if match := pattern.fullmatch(rest):
            found = match.groupdict()
            names = _names(found["who"], own_name) if "who" in found else [sender]
            return Membership(
                change=change, members=tuple(map(meet, names)), how=(found.get("how") or "").strip() or None
            )
    if match := _TITLE.fullmatch(rest):
        return TitleChange(match["title"])
    if _PHOTO.fullmatch(rest):
        return AvatarChange()
    if match := _PIN.fullmatch(rest):
        return Pin(removed=bool(match["un"]))
    return Notice(rest.rstrip("."), action="prose") if _NOTICES.match(rest) else None


def _names(listed: str, own_name: str | None) -> Sequence[str]:
    names = [name.strip() for name in re.split(r", (?:and )?| and ", listed)]
    return [own_name if own_name and name in {"you", "You"} else name for name in names if name]


def written(said: str) -> Written:
    """Somebody's own words."""
    return Written(Text(said))
