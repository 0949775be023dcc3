"""An iPhone's database of the same garden club; Bora is its owner."""

from __future__ import annotations

from pathlib import Path

from tests.sources.sqlite_fixture import build
from tests.sources.whatsapp.android_fixtures import ANNA, BORA, CARD, CHIDI, GROUP, HIDDEN_CHIDI

MORNING = 736_246_800.0  # 2024-05-01 09:00 UTC, in seconds since 2001
MEMBERS = {ANNA: 1, HIDDEN_CHIDI: 2, BORA: 3}


def field(number: int, content: bytes) -> bytes:
    """A field of a protocol buffer."""
    return bytes([number << 3 | 2, len(content)]) + content


def reaction(jid: str | None, emoji: str) -> bytes:
    """How ``ZRECEIPTINFO`` tells of one; None: the owner's."""
    if jid is None:
        return field(7, field(2, field(2, emoji.encode()) + field(3, b"1714554999000")))
    return field(7, field(1, field(2, jid.encode()) + field(3, emoji.encode()) + field(4, b"1714554999000")))


class Store:
    """Collects messages and what stands beside them."""

    def __init__(self) -> None:
        self.messages: list[dict] = []
        self.media: list[dict] = []
        self.receipts: list[dict] = []

    def say(self, sender: str | None, text: str | None = None, kind: int = 0, **more: object) -> None:
        """One message; names with ``media_`` and ``receipt`` go beside it."""
        row = len(self.messages) + 1
        message: dict[str, object] = {
            "Z_PK": row, "ZCHATSESSION": 1, "ZGROUPMEMBER": MEMBERS.get(sender or ""), "ZMESSAGETYPE": kind,
            "ZGROUPEVENTTYPE": 0, "ZISFROMME": int(sender is None), "ZMESSAGEDATE": MORNING + row * 60 + 0.25,
            "ZFROMJID": GROUP if sender else None, "ZTOJID": None if sender else GROUP,
            "ZSTANZAID": f"3AF0{row:04}", "ZTEXT": text, "ZFLAGS": 0,
        }  # fmt: skip
        beside = {name.removeprefix("media_"): value for name, value in more.items() if name.startswith("media_")}
        if beside:
            self.media.append({"Z_PK": len(self.media) + 1, "ZMESSAGE": row, **beside})
        if "receipt" in more:
            self.receipts.append({"Z_PK": row, "ZMESSAGE": row, "ZRECEIPTINFO": more["receipt"]})
        message.update({name: value for name, value in more.items() if name in message})
        self.messages.append(message)

    def write(self, path: Path) -> None:
        build(
            path,
            {
                "ZWACHATSESSION": [
                    {"Z_PK": 1, "ZCONTACTJID": GROUP, "ZPARTNERNAME": "Garden club", "ZCONTACTIDENTIFIER": None},
                    {"Z_PK": 2, "ZCONTACTJID": ANNA, "ZPARTNERNAME": "Anna", "ZCONTACTIDENTIFIER": None},
                    {"Z_PK": 3, "ZCONTACTJID": HIDDEN_CHIDI, "ZPARTNERNAME": "Chidi", "ZCONTACTIDENTIFIER": CHIDI},
                ],
                "ZWAGROUPMEMBER": [
                    {"Z_PK": row, "ZCHATSESSION": 1, "ZMEMBERJID": jid, "ZCONTACTNAME": None}
                    for jid, row in MEMBERS.items()
                ],
                "ZWAMESSAGE": self.messages,
                "ZWAMEDIAITEM": self.media,
                "ZWAMESSAGEINFO": self.receipts,
                "ZWAPROFILEPUSHNAME": [{"Z_PK": 1, "ZJID": ANNA, "ZPUSHNAME": "Anna in the garden"}],
            },
            key="Z_PK",
        )


def garden() -> Store:
    store = Store()
    store.say(ANNA, "Garden club", 6, ZGROUPEVENTTYPE=12)
    store.say(ANNA, BORA, 6, ZGROUPEVENTTYPE=2)
    store.say(ANNA, "Shall we plant the *beans* today?", receipt=reaction(None, "👍") + reaction(HIDDEN_CHIDI, "🌱"))
    store.say(None, "At six.", media_ZMETADATA=field(5, b"3AF00003") + field(9, ANNA.encode()))
    store.say(
        HIDDEN_CHIDI, kind=1, media_ZMEDIALOCALPATH=f"Media/{GROUP}/a/b/bean.png", media_ZTITLE="Look!",
        media_ZVCARDSTRING="image/png", media_ZFILESIZE=69,
    )  # fmt: skip
    store.say(ANNA, kind=3, media_ZMEDIALOCALPATH=f"Media/{GROUP}/c/voice.opus", media_ZMOVIEDURATION=7)
    store.say(ANNA, kind=8, media_ZTITLE="plan.pdf", media_ZVCARDSTRING="application/pdf")
    store.say(ANNA, kind=5, media_ZLATITUDE=52.5, media_ZLONGITUDE=13.4, media_ZTITLE="Plot 12")
    store.say(ANNA, kind=4, media_ZVCARDNAME="Dana", media_ZVCARDSTRING=CARD)
    store.say(
        ANNA,
        kind=46,
        receipt=field(8, field(2, b"Which?") + field(3, field(1, b"Runner")) + field(3, field(1, b"Broad"))),
    )
    store.say(HIDDEN_CHIDI, kind=14)
    store.say(ANNA, "@77000000000002 and @77000000000003, see https://beans.example", 7,
              media_ZMETADATA=field(4, HIDDEN_CHIDI.encode()), ZFLAGS=1 << 7)  # fmt: skip
    store.say(ANNA, '{"previous_subject":"Garden club","new_subject":"Garden & friends"}', 6, ZGROUPEVENTTYPE=56)
    store.say(HIDDEN_CHIDI, ANNA, 6, ZGROUPEVENTTYPE=7)
    store.say(ANNA, kind=38)
    store.say(ANNA, "???", 77)
    store.say(ANNA, None, 10, ZGROUPEVENTTYPE=4, ZCHATSESSION=2, ZGROUPMEMBER=None, ZFROMJID=ANNA, ZTOJID=BORA)
    store.say(HIDDEN_CHIDI, "Alone?", ZCHATSESSION=3, ZGROUPMEMBER=None, ZFROMJID=HIDDEN_CHIDI, ZTOJID=BORA)
    store.say(None, "Twice the same id", ZCHATSESSION=3, ZSTANZAID="3AF00018")
    return store
