"""However many chats lie in one folder, none is passed over."""

from __future__ import annotations

import pytest

from bridge.model.chat import Chat
from bridge.sources.archive import Archive
from bridge.sources.discovery import identify
from bridge.sources.hints import Hints

MANY = 250
TEXTS = {
    "kakaotalk-text": "{n}번 님과 카카오톡 대화\n저장한 날짜 : 2024-03-11 09:20:00\n"
    "--------------- 2024년 3월 11일 월요일 ---------------\n[Anna] [오전 9:12] Hi\n",
    "line-text": "[LINE] Chat history with Number {n}\nSaved on: 2024/03/11 09:20\n\n2024/03/11(Mon)\n09:12\tAnna\tHi\n",
    "whatsapp-chat-export": "13/03/2024, 09:12 - Anna: Hi\n13/03/2024, 09:13 - Bora: Ho\n13/03/2024, 09:14 - Anna: Hi\n",
}
NAMES = {"whatsapp-chat-export": "WhatsApp Chat with Number {n}.txt"}


@pytest.mark.parametrize("reader", TEXTS)
def test_every_file_of_a_folder_is_read(reader, tmp_path):
    for number in range(MANY):
        name = NAMES.get(reader, "chat {n}.txt").format(n=number)
        (tmp_path / name).write_text(TEXTS[reader].format(n=number), encoding="utf-8")
    with Archive.open(tmp_path) as archive:
        found = identify(archive)
        chats = {item.id for item in found.read(archive, Hints()) if isinstance(item, Chat)}
    assert (found.name, len(chats)) == (reader, MANY)
