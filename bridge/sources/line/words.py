"""What LINE writes in place of what it does not export, and about people who come and go, in its languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bridge.model.content import Card
from bridge.model.event import AvatarChange, Change, Membership, Notice, TitleChange
from bridge.model.media import MediaKind
from bridge.model.message import Content
from bridge.sources.transcript import Entry, Meet, left_out, written

_MEDIA = {
    MediaKind.STICKER: "sticker スタンプ 貼圖 贴图 สติกเกอร์ 스티커 stiker emoji 絵文字 表情貼",
    MediaKind.IMAGE: "photo photos 写真 照片 圖片 图片 รูป รูปภาพ 사진 foto fotos imagen image gambar",
    MediaKind.VIDEO: "video videos 動画 影片 视频 วิดีโอ 동영상 vídeo",
    MediaKind.VOICE: "voice_message ボイスメッセージ 音声メッセージ 語音訊息 语音信息 ข้อความเสียง 음성_메시지 음성메시지 "
    "mensaje_de_voz pesan_suara audio",
    MediaKind.FILE: "file ファイル 檔案 文件 ไฟล์ 파일 archivo berkas",
}
_CARDS = {
    "Location": "location 位置情報 位置訊息 位置信息 ตำแหน่งที่ตั้ง ตำแหน่ง 위치 위치정보 ubicación lokasi",
    "Contact": "contact 連絡先 聯絡資訊 联系人 คอนแทค ข้อมูลติดต่อ รายชื่อติดต่อ 연락처 contacto kontak",
    "Album": "album albums アルバム 相簿 相册 อัลบั้ม 앨범 álbum",
    "Note": "note notes ノート 記事本 记事本 โน้ต 노트 nota catatan",
    "Gift": "gift プレゼント 禮物 礼物 ของขวัญ 선물 regalo hadiah",
    "Poll": "poll 投票 โพล โพลล์ 투표 encuesta polling",
}
_KINDS = {word.replace("_", " "): kind for kind, words in _MEDIA.items() for word in words.split()}
_LABELS = {word.replace("_", " "): label for label, words in _CARDS.items() for word in words.split()}
_FILE = re.compile(r"(?:\[)?(?:File|ファイル|檔案|ไฟล์|파일|Archivo|Berkas)\]?\s?[:：]\s?(?P<name>\S.{0,250})")
_CALL = "☎"

_PHRASES = (
    # First in English, then in Japanese, in Chinese, in Thai, in Korean, in Spanish, in Indonesian.
    (Change.JOINED, r"(?P<who>.+?) (?:has )?joined the (?:group|chat)\.?"),
    (Change.LEFT, r"(?P<who>.+?) (?:has )?left the (?:group|chat)\.?"),
    (Change.INVITED, r"(?P<by>.+?) (?:invited|added) (?P<who>.+?) to the (?:group|chat)\.?"),
    (Change.REMOVED, r"(?P<by>.+?) removed (?P<who>.+?) from the (?:group|chat)\.?"),
    (Change.JOINED, r"(?P<who>.+?)がグループに参加しました。?"),
    (Change.JOINED, r"(?P<who>.+?)が(?:トークに)?参加しました。?"),
    (Change.LEFT, r"(?P<who>.+?)が(?:グループを)?退(?:会|出)しました。?"),
    (Change.REMOVED, r"(?P<by>.+?)が(?P<who>.+?)を(?:グループから)?(?:退会させ|削除し)ました。?"),
    (Change.INVITED, r"(?P<by>.+?)が(?P<who>.+?)を(?:グループに)?(?:招待|追加)しました。?"),
    (Change.JOINED, r"(?P<who>.+?)\s?(?:已)?加入(?:群組|聊天|群组|了群組)。?"),
    (Change.LEFT, r"(?P<who>.+?)\s?(?:已)?(?:退出|離開)(?:群組|聊天|群组|了群組)。?"),
    (Change.REMOVED, r"(?P<by>.+?)\s?(?:已)?將\s?(?P<who>.+?)\s?(?:退出|移出)(?:群組|聊天)。?"),
    (Change.INVITED, r"(?P<by>.+?)\s?(?:已)?邀請\s?(?P<who>.+?)\s?(?:加入(?:群組|聊天)?)?。?"),
    (Change.JOINED, r"(?P<who>.+?)\s?(?:ได้)?เข้าร่วมกลุ่ม(?:แล้ว)?"),
    (Change.LEFT, r"(?P<who>.+?)\s?(?:ได้)?ออกจากกลุ่ม(?:แล้ว)?"),
    (Change.INVITED, r"(?P<by>.+?)\s?(?:ได้)?เชิญ\s?(?P<who>.+?)\s?เข้า(?:ร่วม)?กลุ่ม(?:แล้ว)?"),
    (Change.JOINED, r"(?P<who>.+?)님이 (?:그룹|대화)에 참여(?:했|하였)습니다\.?"),
    (Change.LEFT, r"(?P<who>.+?)님이 (?:(?:그룹|대화)(?:에서|을) )?(?:나갔|탈퇴했|퇴장했)습니다\.?"),
    (Change.INVITED, r"(?P<by>.+?)님이 (?P<who>.+?)님을 (?:그룹에 )?초대(?:했|하였)습니다\.?"),
    (Change.JOINED, r"(?P<who>.+?) se (?:ha unido|unió) al (?:grupo|chat)\.?"),
    (Change.LEFT, r"(?P<who>.+?) (?:ha salido|salió|abandonó) (?:del|el) (?:grupo|chat)\.?"),
    (Change.INVITED, r"(?P<by>.+?) (?:ha invitado|invitó) a (?P<who>.+?) al (?:grupo|chat)\.?"),
    (Change.JOINED, r"(?P<who>.+?) (?:telah )?bergabung (?:ke|dengan|dalam) grup\.?"),
    (Change.LEFT, r"(?P<who>.+?) (?:telah )?(?:keluar dari|meninggalkan) grup\.?"),
    (Change.INVITED, r"(?P<by>.+?) mengundang (?P<who>.+?) ke grup\.?"),
)
_MEMBERSHIP = tuple((change, re.compile(pattern)) for change, pattern in _PHRASES)
_TITLE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<by>.+?) changed the (?:group|chat) name to [\"“]?(?P<title>.+?)[\"”]?\.?",
        r"(?P<by>.+?)がグループ名を[「\"“]?(?P<title>.+?)[」\"”]?に変更しました。?",
        r"(?P<by>.+?)\s?(?:已)?將群組名稱(?:改|變更)為[「\"“]?(?P<title>.+?)[」\"”]?。?",
        r"(?P<by>.+?)님이 그룹 ?이름을 [\"“]?(?P<title>.+?)[\"”]?(?:으?로) 변경(?:했|하였)습니다\.?",
        r"(?P<by>.+?)\s?เปลี่ยนชื่อกลุ่มเป็น\s?[\"“]?(?P<title>.+?)[\"”]?",
        r"(?P<by>.+?) (?:cambió|ha cambiado) el nombre del grupo a [\"“]?(?P<title>.+?)[\"”]?\.?",
        r"(?P<by>.+?) mengubah nama grup menjadi [\"“]?(?P<title>.+?)[\"”]?\.?",
    )
)
_PICTURE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<by>.+?) changed the (?:group|chat)(?:'s)? (?:profile )?(?:photo|picture|image|icon)\.?",
        r"(?P<by>.+?)がグループ(?:の)?(?:プロフィール画像|アイコン|画像)を変更しました。?",
        r"(?P<by>.+?)\s?(?:已)?變更(?:了)?群組(?:圖片|照片|頭像)。?",
    )
)
_UNSENT = re.compile(
    r"(?P<by>.+?)(?: unsent a message\.?|がメッセージの送信を取り消しました。?|\s?已收回訊息。?|\s?ได้?ยกเลิกข้อความ)"
)
_ENDINGS = (
    "group",
    "chat",
    "message",
    "ました",
    "群組",
    "聊天",
    "群组",
    "加入",
    "แล้ว",
    "กลุ่ม",
    "습니다",
    "grupo",
    "grup",
    "訊息",
    "ข้อความ",
)
"""How those sentences end that are looked for in each line: a quick way to pass by all others."""

_LONGEST = 300


def understand(entry: Entry, meet: Meet) -> tuple[str | None, Content]:
    """What an entry says."""
    if entry.sender is None:
        return _happened(entry.text, meet)
    if entry.text.startswith(_CALL):
        return None, Notice(entry.text.removeprefix(_CALL).strip() or "called", action="call")
    return None, _placeholder(entry.text) or written(entry.text)


def is_notice(text: str) -> bool:
    """Is it one of LINE's own sentences?"""
    if len(text) > _LONGEST or not (text.rstrip("。.").endswith(_ENDINGS) or "邀請" in text):
        return False
    return any(pattern.fullmatch(text) for _change, pattern in _MEMBERSHIP) or bool(_UNSENT.fullmatch(text))


def is_placeholder(text: str) -> bool:
    """Does it stand for something that is not in the export?"""
    return _placeholder(text) is not None


def _placeholder(text: str) -> Content | None:
    if len(text) > _LONGEST:
        return None
    word = text.removeprefix("[").removesuffix("]").casefold()
    bracketed = text.startswith("[") and text.endswith("]")
    kind, label = _KINDS.get(word), _LABELS.get(word)
    # Without brackets, only words of the desktop program, which nobody would write by themselves so often.
    if kind and (bracketed or not word.isascii() or text in {"Sticker", "Photo", "Photos", "Video"}):
        return left_out(kind)
    if label and bracketed:
        return Card(label=label)
    if match := _FILE.fullmatch(text):
        return left_out(MediaKind.FILE, match["name"])
    return None


def _happened(text: str, meet: Meet) -> tuple[str | None, Content]:
    if len(text) > _LONGEST:
        return None, Notice(text)
    for change, pattern in _MEMBERSHIP:
        if match := pattern.fullmatch(text):
            found = match.groupdict()
            return found.get("by"), Membership(change=change, members=tuple(map(meet, _names(found["who"]))))
    if match := _first(_TITLE, text):
        return match["by"], TitleChange(match["title"])
    if match := _first(_PICTURE, text):
        return match["by"], AvatarChange()
    if match := _UNSENT.fullmatch(text):
        return match["by"], Notice("unsent a message", action="unsent")
    return None, Notice(text)


def _first(patterns: Sequence[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.fullmatch(text))), None)


def _names(listed: str) -> Sequence[str]:
    return [name for name in re.split(r", | and |、|님, ", listed) if name.strip()] or [listed]
