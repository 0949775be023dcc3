"""What KakaoTalk writes in place of what it does not export, and about people who come and go, in its languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from bridge.model.content import Attachment, Card
from bridge.model.event import Change, Membership, Notice
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content
from bridge.sources.archive import Found
from bridge.sources.transcript import Entry, Meet, Understand, left_out, written

Find = Callable[[str], Found | None]
"""Finds a file that lies beside the text."""

_LONGEST = 300
_PLACEHOLDERS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (MediaKind.IMAGE, r"사진(?: \d{1,3}장)?|Photos?|\d{1,3} photos|写真(?: ?\d{1,3}枚)?|\(사진\)|\(Photo\)"),
        (MediaKind.VIDEO, r"동영상|Videos?|videos|動画"),
        (MediaKind.STICKER, r"이모티콘|\(이모티콘\) ?|Emoticons?|\(Emoticon\) ?|\(emoticon\) ?|絵文字|スタンプ"),
        (MediaKind.VOICE, r"음성 ?메시지|보이스 ?메시지|Voice (?:Note|Message)|ボイスメッセージ"),
        (MediaKind.FILE, r"(?:파일|File|ファイル) ?[:：] ?(?P<name>\S.{0,250})"),
    )
)
_CARDS = tuple(
    (label, re.compile(pattern))
    for label, pattern in (
        ("Map", r"(?:지도|Map|地図) ?[:：] ?(?P<rest>.+)"),
        ("Contact", r"(?:연락처|Contact|連絡先)(?: ?[:：] ?(?P<rest>.+))?"),
        ("Search", r"샵검색 ?[:：] ?(?P<rest>.+)"),
        ("Poll", r"(?:투표|Poll)(?: ?[:：] ?(?P<rest>.+))"),
    )
)
_CALL = re.compile(
    r"(?:보이스톡|페이스톡|그룹콜|라이브톡|Voice ?(?:Call|Talk)|Video ?Call|Face ?Talk|Live ?Talk|ボイストーク|フェイストーク)"
    r"(?: .{0,40})?(?:\d{1,2}:)?(?:\d{1,2}:\d{2})?"
)
_DELETED = re.compile(
    r"삭제된 메시지입니다\.?|This message was deleted\.?|The message has been deleted\.?|削除されたメッセージです。?"
)
_FILE_NAME = re.compile(r"[0-9a-f]{32,64}\.(?P<ending>[a-z0-9]{2,5})")
_KINDS = {
    **dict.fromkeys(("jpg", "jpeg", "png", "webp", "heic"), MediaKind.IMAGE),
    **dict.fromkeys(("mp4", "mov", "avi"), MediaKind.VIDEO),
    **dict.fromkeys(("m4a", "aac", "mp3"), MediaKind.VOICE),
    "gif": MediaKind.ANIMATION,
}

_MEMBERSHIP = tuple(
    (change, re.compile(pattern))
    for change, pattern in (
        (Change.INVITED, r"(?P<by>.+?)님이 (?P<who>.+?)(?:님)?을? 초대(?:했|하였)습니다\.?"),
        (Change.LEFT, r"(?P<who>.+?)님이 (?:채팅방을 )?나(?:갔|가셨|가)습니다\.?"),
        (Change.JOINED, r"(?P<who>.+?)님이 (?:채팅방에 )?들어(?:왔|오셨)습니다\.?(?:.{0,100})?"),
        (Change.REMOVED, r"(?P<by>.+?)님이 (?P<who>.+?)님을 내보냈습니다\.?"),
        (Change.REMOVED, r"(?P<who>.+?)님을 내보냈습니다\.?"),
        (Change.INVITED, r"(?P<by>.+?) invited (?P<who>.+?)(?: to (?:this|the) (?:chatroom|chat))?\."),
        (Change.LEFT, r"(?P<who>.+?) (?:has )?left(?: (?:this|the) (?:chatroom|chat))?\."),
        (Change.JOINED, r"(?P<who>.+?) (?:has )?joined(?: (?:this|the) (?:chatroom|chat))?\.(?:.{0,100})?"),
        (Change.REMOVED, r"(?P<who>.+?) (?:has been|was) (?:removed|kicked out).{0,40}\."),
        (Change.INVITED, r"(?P<by>.+?)さんが、? ?(?P<who>.+?)さんを招待しました。?"),
        (Change.LEFT, r"(?P<who>.+?)さんが退(?:室|出)しました。?"),
        (Change.JOINED, r"(?P<who>.+?)さんが(?:入室|参加)しました。?"),
    )
)
_OTHER = re.compile(
    r"채팅방 관리자가 메시지를 가렸습니다\.?|.{1,60}님이 (?:방장|부방장).{1,60}|운영정책을 위반한 메시지로.{1,120}|"
    r".{1,100}(?:메시지를 가렸습니다|공지를 등록했습니다|보이게 되었습니다)\.?"
)


def understanding(find: Find) -> Understand:
    """What the entries of a file say whose other files ``find`` finds."""
    return partial(understand, find)


def understand(find: Find, entry: Entry, meet: Meet) -> tuple[str | None, Content]:
    """What an entry says."""
    if entry.sender is None or is_notice(entry.text):
        by, content = _happened(entry.text, meet)
        return (by, content) if by or isinstance(content, Membership) else (entry.sender, content)
    return None, _placeholder(entry.text, find) or written(entry.text)


def is_notice(text: str) -> bool:
    """Is it one of KakaoTalk's own sentences?"""
    if len(text) > _LONGEST or "\n" in text:
        return False
    return any(pattern.fullmatch(text) for _change, pattern in _MEMBERSHIP) or bool(_OTHER.fullmatch(text))


def _happened(text: str, meet: Meet) -> tuple[str | None, Content]:
    if len(text) <= _LONGEST:
        for change, pattern in _MEMBERSHIP:
            if match := pattern.fullmatch(text):
                found = match.groupdict()
                return found.get("by"), Membership(change=change, members=tuple(map(meet, _names(found["who"]))))
    return None, Notice(text)


def _placeholder(text: str, find: Find) -> Content | None:
    if len(text) > _LONGEST:
        return None
    if match := _FILE_NAME.fullmatch(text):
        return _file(text, match["ending"], find)
    for kind, pattern in _PLACEHOLDERS:
        if match := pattern.fullmatch(text):
            return left_out(kind, match.groupdict().get("name"))
    for label, pattern in _CARDS:
        if match := pattern.fullmatch(text):
            return Card(label=label, lines=tuple(filter(None, [match["rest"]])))
    if _CALL.fullmatch(text):
        return Notice(text, action="call")
    return Notice("deleted a message", action="deleted") if _DELETED.fullmatch(text) else None


def _file(name: str, ending: str, find: Find) -> Attachment:
    kind, found = _KINDS.get(ending, MediaKind.FILE), find(name)
    if found is None:
        return Attachment(
            media=Media(
                kind=kind, state=MediaState.LOST, file_name=name, reason="the file that the export names is not in it"
            )
        )
    state = MediaState.RENAMED if found.renamed else MediaState.PRESENT
    return Attachment(media=Media(kind=kind, state=state, reference=MediaId(found.name), file_name=name))


def _names(listed: str) -> Sequence[str]:
    names = re.split(r"(?:님|さん)?(?:, |、| and |과 |와 )", listed.removesuffix("님").removesuffix("さん"))
    return [name for name in names if name.strip()] or [listed]
