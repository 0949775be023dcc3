"""The content repository: reserve an address, fill it once, read it."""

from __future__ import annotations

from aiohttp import web

from tests.support.homeserver.call import Call, found
from tests.support.homeserver.errors import MatrixError, forbidden
from tests.support.homeserver.world import File, Json, opaque

LIFETIME = 24 * 60 * 60 * 1000
"""ms"""


async def create(call: Call) -> Json:
    media = opaque("media", len(call.world.files))[:24]
    call.world.files[media] = File(call.user)
    return {"content_uri": f"mxc://{call.settings.domain}/{media}", "unused_expires_at": call.now() + LIFETIME}


async def upload(call: Call) -> Json:
    file = found(call.world.files.get(call.parts["media"]), "Media")
    if file.creator != call.user:
        raise forbidden("Only the creator of the media ID can upload to it")
    if file.content is not None:
        raise MatrixError(409, "M_CANNOT_OVERWRITE_MEDIA", "Media ID already has content")
    if len(call.raw) > call.settings.max_upload:
        raise MatrixError(413, "M_TOO_LARGE", "Upload request body is too large")
    file.content, file.mime, file.name = call.raw, call.mime, call.query.get("filename")
    return {}


async def download(call: Call) -> web.Response:
    file = found(call.world.files.get(call.parts["media"]), "Media")
    if file.content is None:
        raise MatrixError(504, "M_NOT_YET_UPLOADED", "Media has not been uploaded yet")
    return web.Response(body=file.content, content_type=file.mime.partition(";")[0])


async def config(call: Call) -> Json:
    return {"m.upload.size": call.settings.max_upload}
