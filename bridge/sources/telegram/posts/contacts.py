"""Contact cards."""

from __future__ import annotations

from bridge.model.content import Contact
from bridge.sources.telegram import media
from bridge.sources.telegram.posts.kind import one
from bridge.sources.telegram.record import Malformed, Record
from bridge.sources.telegram.scene import Scene

_VCARD = "contact_vcard"


def _contact(record: Record, scene: Scene) -> Contact:
    card = record.part("contact_information", must=True)
    if card is None:
        raise Malformed("contact_information: expected an object, found nothing")
    card.expect(("first_name", "last_name", "phone_number"))
    phone = card.text("phone_number", must=True)
    said = [card.text(key, must=True) for key in ("first_name", "last_name")]
    name = " ".join(part for part in said if part) or phone or "Contact without a name"
    vcard = media.attached_file(record, _VCARD, scene.files) if _VCARD in record.fields else None
    return Contact(name=name, phone=phone, vcard=vcard, caption=scene.text)


KINDS = {"contact_information": one(_contact, "contact_information", _VCARD, f"{_VCARD}_file_size")}
