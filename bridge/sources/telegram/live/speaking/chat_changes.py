"""The chat gets another title, description or picture."""

from __future__ import annotations

from typing import Any

from telethon.tl import functions, types

from bridge.errors import NetworkRefused
from bridge.model.event import AvatarChange, DescriptionChange, TitleChange
from bridge.sources.connector import Spoken
from bridge.sources.telegram.live.speaking.answers import notes, time_of_notes
from bridge.sources.telegram.live.speaking.attachments import file_of
from bridge.sources.telegram.live.speaking.errand import Errand
from bridge.sources.telegram.live.speaking.once import file_id
from bridge.sources.telegram.live.speaking.refusals import ask
from bridge.sources.telegram.live.speaking.uploads import upload

LONGEST_TITLE = 128
LONGEST_DESCRIPTION = 255
"""In characters."""

_SO_ALREADY = frozenset({"CHAT_NOT_MODIFIED", "CHAT_ABOUT_NOT_MODIFIED"})


async def change_title(errand: Errand, content: TitleChange) -> Spoken:
    """Give the chat this title."""
    title = content.title.strip()
    if errand.in_channel:
        request: Any = functions.channels.EditTitleRequest(errand.channel, title[:LONGEST_TITLE])
    else:
        request = functions.messages.EditChatTitleRequest(_group(errand), title[:LONGEST_TITLE])
    return await _changed(errand, request, shortened=len(title) > LONGEST_TITLE)


async def change_description(errand: Errand, content: DescriptionChange) -> Spoken:
    """Give the chat this description; an empty one takes it away."""
    if not errand.in_channel:
        _group(errand)
    about = content.description.strip()
    request = functions.messages.EditChatAboutRequest(errand.peer, about[:LONGEST_DESCRIPTION])
    return await _changed(errand, request, shortened=len(about) > LONGEST_DESCRIPTION)


async def change_avatar(errand: Errand, content: AvatarChange) -> Spoken:
    """Give the chat this picture, or none."""
    if errand.in_channel:
        request: Any = functions.channels.EditPhotoRequest(errand.channel, await _picture(errand, content))
    else:
        request = functions.messages.EditChatPhotoRequest(_group(errand), await _picture(errand, content))
    return await _changed(errand, request)


async def _picture(errand: Errand, content: AvatarChange) -> Any:
    if content.avatar is None:
        return types.InputChatPhotoEmpty()
    file = file_of(errand, content.avatar)
    if file is None:
        raise NetworkRefused("The picture is not there.")
    number = file_id(errand.utterance.key, 0, 0)
    return types.InputChatUploadedPhoto(file=await upload(errand.line, file, "photo.jpg", number))


async def _changed(errand: Errand, request: Any, *, shortened: bool = False) -> Spoken:
    answer = await ask(errand.line, request, _SO_ALREADY)
    losses = ("text-shortened",) if shortened else ()
    return Spoken(messages=notes(answer), time=time_of_notes(answer), losses=losses)


def _group(errand: Errand) -> int:
    if not errand.in_small_group:
        raise NetworkRefused("On Telegram, a chat of two has no title, picture or description of its own.")
    return errand.group_number
