"""WhatsApp in Korean."""

from __future__ import annotations

from bridge.model.media import MediaKind
from bridge.sources.whatsapp.text.words.language import Event, Language

KOREAN = Language(
    code="ko",
    you=("나", "회원님", "회원님을", "당신"),
    conjunctions=("및",),
    files=(
        "{title}님과의 WhatsApp 대화",
        "WhatsApp 대화 - {title}",
        "{title}님과 WhatsApp 대화",
        "{title}님과의 WhatsApp 채팅",
        "WhatsApp 채팅 - {title}",
    ),
    events={
        Event.CREATED: (
            '{who}님이 "{title}" 그룹을 만들었습니다',
            '{who}님이 그룹 "{title}"*',
            "{who}님이 *그룹을 만들었습니다",
            "{who}님이 *그룹을 생성*",
        ),
        Event.ADDED: (
            "{who}님이 {whom}님을 추가했습니다",
            "{who}님이 {whom}님을 초대했습니다",
            "{whom}님이 추가되었습니다",
        ),
        Event.REMOVED: (
            "{who}님이 {whom}님을 삭제했습니다",
            "{who}님이 {whom}님을 내보냈습니다",
            "{whom}님이 삭제되었습니다",
        ),
        Event.LEFT: (
            "{who}님이 나갔습니다",
            "{who}님이 그룹에서 나갔습니다",
            "{who}님이 그룹을 나갔습니다",
            "{who}님이 퇴장했습니다",
        ),
        Event.JOINED_BY_LINK: ("{who}님이 *초대 링크*", "{who}님이 *링크*참가*", "{who}님이 *링크*참여*"),
        Event.JOINED: ("{who}님이 참여했습니다", "{who}님이 참가했습니다", "{who}님이 그룹에 참여*"),
        Event.SUBJECT: ('{who}님이 *"{old}"에서 "{title}"*변경했습니다', '{who}님이 *"{title}"*변경했습니다'),
        Event.ICON: ("{who}님이 *그룹 아이콘을 변경했습니다", "{who}님이 *그룹의 아이콘을 변경했습니다"),
        Event.DESCRIPTION: ("{who}님이 그룹 설명을 *",),
        Event.SETTINGS: ("{who}님이 *그룹 설정을 *", "{who}님이 *그룹의 설정을 *"),
        Event.NUMBER: ("{who}님이 *전화번호를 *",),
        Event.SECURITY: ("{whom}님과의 보안 코드가 변경*", "{whom}님의 보안 코드가 변경*"),
        Event.ENCRYPTION: ("메시지와 통화는 종단간 암호화*", "*종단간 암호화*", "*엔드투엔드 암호화*"),
        Event.TIMER: ("{who}님이 *사라지는 메시지*", "{who}님이 *메시지 타이머*"),
        Event.ADMIN: ("{whom}님이 관리자가 되었습니다", "{whom}님은 이제 관리자*", "!!이제 관리자입니다*"),
        Event.NO_ADMIN: ("{whom}님은 더 이상 관리자가 아닙니다", "!!더 이상 관리자가 아닙니다*"),
        Event.PINNED: ("{who}님이 메시지를 고정했습니다",),
        Event.CALL: ("부재중 음성 통화*", "부재중 영상 통화*", "부재중 그룹 *", "부재중 전화*"),
    },
    deleted=("삭제된 메시지입니다", "이 메시지는 삭제되었습니다"),
    deleted_by_you=("회원님이 삭제한 메시지입니다", "이 메시지를 삭제했습니다", "내가 삭제한 메시지입니다"),
    edited=("수정된 메시지입니다", "이 메시지는 수정되었습니다", "수정됨"),
    omitted=("미디어 파일을 제외", "미디어 생략", "미디어 제외됨", "미디어 파일 생략됨", "미디어 파일 제외"),
    omitted_kinds={
        MediaKind.IMAGE: ("사진 생략", "이미지 생략", "생략된 이미지", "이미지 제외됨", "사진 제외됨"),
        MediaKind.VIDEO: ("동영상 생략", "생략된 비디오", "비디오 생략", "동영상 제외됨"),
        MediaKind.AUDIO: ("오디오 생략", "생략된 오디오", "음성 생략", "오디오 제외됨"),
        MediaKind.ANIMATION: ("GIF 생략", "생략된 GIF", "GIF 제외됨"),
        MediaKind.STICKER: ("스티커 생략", "생략된 스티커", "스티커 제외됨"),
        MediaKind.FILE: ("문서 생략", "생략된 문서", "문서 제외됨"),
    },
    omitted_contact=("연락처 카드 생략", "생략된 연락처 카드", "연락처 제외됨"),
    attached=("파일 첨부됨", "파일 첨부", "첨부됨", "첨부", "첨부 파일"),
    location=("위치",),
    live_location=("실시간 위치 공유됨", "실시간 위치", "실시간 위치를 공유했습니다"),
    poll=("설문조사", "투표"),
)
