"""One TCP connection: packets in, messages out, and the protocol's own small talk."""

from __future__ import annotations

import asyncio
import logging
import struct
import time
from typing import TYPE_CHECKING, Any

from telethon import functions, types
from telethon.extensions import BinaryReader
from telethon.tl.core import GzipPacked, MessageContainer

from tests.mtproto.errors import NoAnswer, Refusal
from tests.mtproto.handshake import Handshake, Impossible
from tests.mtproto.session import Key, Session, serialise, unseal
from tests.mtproto.transport import Broken, Framing, recognise

if TYPE_CHECKING:
    from tests.mtproto.server import Server

KEY_UNKNOWN = -404
ID_TOO_LOW, ID_TOO_HIGH, ID_UNEVEN, BAD_SALT = 16, 17, 18, 48
OLDEST, NEWEST = 300, 30
log = logging.getLogger(__name__)


class Connection:
    """Lives as long as its TCP connection; what must outlive it belongs to the session or the key."""

    def __init__(self, server: Server, dc: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server, self.dc = server, dc
        self._reader, self._writer = reader, writer
        self._framing: Framing | None = None
        self._handshake = Handshake()
        self._session: Session | None = None
        self._late: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        try:
            self._framing = await recognise(self._reader, self._writer)
            while not self._writer.is_closing():
                self._receive(await self._framing.read())
                await self._writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, Broken, Impossible, NoAnswer):
            pass
        finally:
            self.close()

    def close(self) -> None:
        """Hangs up at once; what was not yet sent is lost."""
        self._leave_session()
        for task in self._late:
            task.cancel()
        self._writer.transport.abort()
        self.server.connections.discard(self)

    @property
    def account_id(self) -> int | None:
        account = self._session.key.account if self._session else None
        return account.id if account else None

    @property
    def session(self) -> Session | None:
        return self._session

    def _write(self, packet: bytes) -> None:
        if self._framing and not self._writer.is_closing():
            self._framing.write(packet)

    def _receive(self, packet: bytes) -> None:
        key_id = struct.unpack_from("<Q", packet)[0]
        if key_id == 0:
            self._shake_hands(BinaryReader(packet[20:]).tgread_object())
            return
        key = self.server.keys.get((self.dc, key_id))
        plain = unseal(key, packet) if key else None
        if key is None or plain is None:
            self._write(struct.pack("<i", KEY_UNKNOWN))
            return
        salt, session_id, message_id, _, length = struct.unpack_from("<qqqii", plain)
        session = self._recognise(key, session_id, message_id)
        if wrong := self._wrong(message_id):
            session.send(bytes(types.BadMsgNotification(message_id, 0, wrong)), reply=True)
        elif salt != self.server.salt:
            session.salt = self.server.salt
            session.send(bytes(types.BadServerSalt(message_id, 0, BAD_SALT, session.salt)), reply=True)
        else:
            self._handle(session, message_id, BinaryReader(plain[32 : 32 + length]).tgread_object())

    def _shake_hands(self, request: Any) -> None:
        body = bytes(self._handshake.step(request))
        if self._handshake.key:
            self.server.remember(Key(self._handshake.key, self.dc))
            self._handshake = Handshake()
        message_id = int(time.time() * 2**32) & ~3 | 1
        self._write(struct.pack("<qqi", 0, message_id, len(body)) + body)

    def _recognise(self, key: Key, session_id: int, message_id: int) -> Session:
        session = next((known for known in key.sessions if known.id == session_id), None)
        if session is None:
            session = Session(key, session_id, self.server.salt)
            key.sessions.append(session)
            session.write = self._write
            session.send(bytes(types.NewSessionCreated(message_id, session_id, self.server.salt)))
        if self._session is not session:
            self._leave_session()
        session.write = self._write
        self._session = session
        return session

    def _leave_session(self) -> None:
        if self._session and self._session.write == self._write:
            self._session.write = None

    @staticmethod
    def _wrong(message_id: int) -> int:
        age = time.time() - message_id / 2**32
        if message_id % 4:
            return ID_UNEVEN
        if age > OLDEST:
            return ID_TOO_LOW
        return ID_TOO_HIGH if age < -NEWEST else 0

    def _handle(self, session: Session, message_id: int, body: Any) -> None:
        if isinstance(body, MessageContainer):
            for message in body.messages:
                self._handle(session, message.msg_id, message.obj)
        elif isinstance(body, GzipPacked):
            self._handle(session, message_id, BinaryReader(body.data).tgread_object())
        elif isinstance(body, functions.PingRequest | functions.PingDelayDisconnectRequest):
            session.send(bytes(types.Pong(message_id, body.ping_id)), reply=True, content=False)
        elif isinstance(body, functions.DestroySessionRequest):
            session.send(bytes(types.DestroySessionNone(body.session_id)), reply=True)
        elif isinstance(body, functions.GetFutureSaltsRequest):
            now = int(time.time())
            salts = [types.FutureSalt(now, now + 3600, self.server.salt)]
            session.send(bytes(types.FutureSalts(message_id, now, salts)), reply=True)
        elif not isinstance(body, types.MsgsAck | types.MsgsStateReq | types.MsgResendReq | types.HttpWait):
            self._call(session, message_id, body)

    def _call(self, session: Session, message_id: int, request: Any) -> None:
        delay = self.server.faults.delay_of(request, session.key.account)
        if delay:
            session.send(bytes(types.MsgsAck([message_id])), content=False)
            task = asyncio.get_running_loop().create_task(self._call_later(delay, session, message_id, request))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
        else:
            self._answer(session, message_id, request)

    async def _call_later(self, delay: float, session: Session, message_id: int, request: Any) -> None:
        await asyncio.sleep(delay)
        try:
            self._answer(session, message_id, request)
        except NoAnswer:
            self.close()

    def _answer(self, session: Session, message_id: int, request: Any) -> None:
        try:
            body = serialise(self.server.call(session, request))
        except Refusal as refusal:
            body = bytes(types.RpcError(refusal.code, refusal.message))
        except NoAnswer:
            raise
        except Exception as error:
            log.exception("The test server itself has failed at %s", type(request).__name__)
            self.server.failures.append(error)
            body = bytes(types.RpcError(500, "INTERNAL_SERVER_ERROR"))
        session.answer(message_id, body)
