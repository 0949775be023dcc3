"""What a row of ``message`` says, as the model has it: one content, or several when it brings several files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bridge.model.content import Attachment, Card, Unsupported, Written
from bridge.model.event import Member, Notice
from bridge.model.ids import PersonId
from bridge.model.media import Media
from bridge.model.message import Content
from bridge.model.text import Span, Style, Text
from bridge.sources.imessage.body import decoded, without_placeholders
from bridge.sources.imessage.happenings import happening
from bridge.sources.imessage.people import People
from bridge.sources.imessage.property_lists import app_words, last_texts, link_in, was_unsent
from bridge.sources.imessage.tapbacks import is_tapback
from bridge.sources.imessage.typedstream import Unfit
from bridge.sources.sqlite_file import Row
from bridge.sources.sqlite_values import whole, words

_LINKS = "com.apple.messages.URLBalloonProvider"
_APPS = {
    "com.apple.Handwriting.HandwritingProvider": "Handwriting",
    "com.apple.DigitalTouchBalloonProvider": "Digital Touch",
    "com.apple.PassbookUIService.PeerPaymentMessagesExtension": "Apple Pay",
    "com.apple.SafetyMonitorApp.SafetyMonitorMessages": "Check In",
    "com.apple.findmy.FindMyMessagesApp": "Find My",
    "com.apple.messages.Polls": "Poll",
    "com.apple.ActivityMessagesApp.MessagesExtension": "Fitness",
    "com.gamerdelights.gamepigeon.ext": "GamePigeon",
}
_INSTEAD_OF_WORDS = "\ufffd"
"""The whole text of what an app sent."""
_TITLES = ("caption", "title")
_LINES = ("subcaption", "secondary-subcaption", "tertiary-subcaption", "ldtext", "summary")


@dataclass(frozen=True)
class Contents:
    """Turns rows into what is said, with everybody named in it introduced."""

    people: People

    def of(self, row: Row, sender: PersonId | None, other: str | None, files: Sequence[Media]) -> list[Content]:
        """Raises :class:`Unfit` when there are words that cannot be read."""
        if whole(row["item_type"]):
            named = Member(name=self.people.name_of(other), person=self.people.meet(other)) if other else None
            told = happening(row, sender, named)
            return [told or Unsupported(what=f"item type {row['item_type']}", text=Text(words(row["text"]) or ""))]
        text = self._text(row)
        if is_tapback(row["associated_message_type"]):
            return [Notice(text.plain or "reacted to a message that is not there", "tapback")]
        bundle = words(row["balloon_bundle_id"])
        if bundle and bundle != _LINKS:
            return [_card(bundle, row, text)]
        if files:
            return [Attachment(media=file, caption=Text() if place else text) for place, file in enumerate(files)]
        return [self._written(row, text, bundle)]

    def _written(self, row: Row, text: Text, bundle: str | None) -> Content:
        if text:
            return Written(text)
        link = link_in(row["payload_data"]) if bundle else None
        if link:
            return Written(Text(link))
        if row["date_retracted"] or was_unsent(row["message_summary_info"]):
            return Notice("unsent a message", "unsent")
        return Unsupported(what="empty message")

    def _text(self, row: Row) -> Text:
        """The words with the subject line before them."""
        text = self._body(row)
        subject = words(row["subject"])
        if not subject or subject.isspace():
            return text
        length = len(subject) + (1 if text else 0)
        spans = (Span(start=0, end=len(subject), style=Style.BOLD), *(_later(span, length) for span in text.spans))
        return Text(f"{subject}\n{text.plain}" if text else subject, spans)

    def _body(self, row: Row) -> Text:
        plain = words(row["text"])
        body = row["attributedBody"]
        if isinstance(body, bytes) and body:
            try:
                return decoded(body, self.people.meet)
            except Unfit:
                if plain is None:
                    raise
        if plain is not None:
            return without_placeholders(Text(plain))
        edited = [decoded(version, self.people.meet) for version in last_texts(row["message_summary_info"])]
        return edited[0] if edited else Text()


def _card(bundle: str, row: Row, text: Text) -> Card:
    app = bundle.rpartition(":")[2]
    found = app_words(row["payload_data"])
    label = _APPS.get(app) or found.get("an") or app.rpartition(".")[2] or "App"
    title = next((found[key] for key in _TITLES if key in found), "")
    lines = tuple(dict.fromkeys(found[key] for key in _LINES if key in found and found[key] != title))
    caption = Text() if text.plain == _INSTEAD_OF_WORDS else text
    return Card(label=label, title=title, lines=lines, url=_web(found.get("URL")), caption=caption)


def _web(address: str | None) -> str | None:
    return address if address and address.startswith(("https://", "http://")) else None


def _later(span: Span, length: int) -> Span:
    return Span(start=span.start + length, end=span.end + length, style=span.style, url=span.url, person=span.person)
