"""The mails of one list as items of the model."""

from __future__ import annotations

from collections.abc import Iterator

from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.content import Attachment, Unsupported, Written
from bridge.model.ids import MessageId, PersonId
from bridge.model.media import Media, MediaState
from bridge.model.message import Content, Message
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.chat_history import ChatHistory
from bridge.sources.file_kinds import kind_of
from bridge.sources.hints import Hints
from bridge.sources.loose_values import digest
from bridge.sources.mail.body import Mail, Part, mail_of
from bridge.sources.mail.dates import Dates
from bridge.sources.mail.headers import decoded
from bridge.sources.mail.senders import sender_of
from bridge.sources.mail.threads import Threads, own_id
from bridge.sources.mail.words import text_of
from bridge.sources.wall_clock import NO_ZONE, WallClock

_INSIDE = "the file lies inside the mail, out of which it is not taken"
_PADDED = {"base64": 0.73}
"""Which part of what stands in the mail are the file's own bytes."""


class ListHistory:
    """One list on its way through its files."""

    def __init__(self, chat: Chat, people: Acquaintances, hints: Hints) -> None:
        self.chat = chat
        self._history = ChatHistory(chat)
        self._people = people
        self._hints = hints
        self._dates = Dates(WallClock(hints.timezone))
        self._threads = Threads()
        self._newest: int | None = None
        self._signatures = 0
        self._files = 0

    def items(self, lines: Iterator[bytes]) -> Iterator[Item]:
        """A mail, and whoever wrote it before them."""
        begin = next(lines, b"")
        mail = mail_of(lines)
        if not mail.head.fields:
            yield self._history.broken("a mail without any header", time=self._time(mail, begin)[0])
            return
        sender = sender_of(mail.head)
        if sender is not None:
            self._people.meet(sender)
        time, guessed = self._time(mail, begin)
        message = self._message(mail, sender.id if sender else None, time, guessed=guessed)
        yield from self._people.introductions()
        contents = [self._file(part) for part in mail.files()]
        self._signatures += sum(part.is_signature for part in mail.parts)
        yield from self._history.admitted(message, contents)

    def closing(self) -> list[Item]:
        """The chat once more, when there is something to warn of."""
        if self._dates.without_zone and self._hints.timezone is None:
            self._history.warn(f"{_counted(self._dates.without_zone, 'mail')} without a time zone: {NO_ZONE}")
        if self._files:
            self._history.warn(
                f"{_counted(self._files, 'file')} inside of mails: the names are kept, the bytes are not"
            )
        if self._signatures:
            self._history.warn(f"{_counted(self._signatures, 'digital signature')} left out")
        return self._history.closing()

    def _message(self, mail: Mail, sender: PersonId | None, time: int, *, guessed: bool) -> Message:
        subject = mail.head.words("subject")
        said = own_id(mail.head)
        text_digest = digest(*(part.text() for part in mail.words())) if said is None else ""
        number = said or f"hash:{digest(str(time), sender or '', subject, text_digest)}"
        reply, thread = self._threads.place(number, mail.head)
        return Message(
            chat=self.chat.id,
            id=MessageId(number),
            time=time,
            place=self._history.place(None, time),
            content=self._words(mail, self._threads.subject_to_say(number, thread, subject)),
            sender=sender,
            reply=reply,
            thread=thread,
            time_guessed=guessed,
        )

    def _words(self, mail: Mail, subject: str) -> Content:
        text = text_of(mail, subject)
        if mail.cut:
            self._history.warn("some mails are longer than what can be said; their end is missing")
        return Written(text) if text.plain else Unsupported(what="a mail without words")

    def _file(self, part: Part) -> Attachment:
        self._files += 1
        name = part.name or part.kind.replace("/", ".")
        size = int(part.size * _PADDED.get(part.encoding, 1))
        media = Media(
            kind=kind_of(name, part.kind),
            state=MediaState.NOT_EXPORTED,
            file_name=name[:300],
            mime_type=part.kind[:100],
            size=size,
            reason=_INSIDE,
        )
        return Attachment(media=media)

    def _time(self, mail: Mail, begin: bytes) -> tuple[int, bool]:
        """When it was written, and whether that is only near: from the server's note, or from the mail before."""
        own = self._dates.read(mail.head.words("date"))
        if own is None:
            noted = decoded(begin[:400], None).rstrip().split(maxsplit=2)
            near = self._dates.read(noted[2]) if len(noted) > 2 else None
            received = self._dates.read(mail.head.words("received").rpartition(";")[2])
            time = received or near or self._newest or 1
            self._newest = time
            return time, True
        self._newest = own
        return own, False


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")
