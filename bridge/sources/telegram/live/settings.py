"""What an operator says about Telegram: which application we are, and for tests, which servers to ask."""

from __future__ import annotations

from dataclasses import dataclass, field

from telethon.crypto import rsa


@dataclass(frozen=True, kw_only=True)
class TelegramSettings:
    """Who we are to Telegram, and how patient we are. All times in seconds.

    ``api_id`` and ``api_hash`` name the application (my.telegram.org). ``server`` is a data centre, a host and a port
    that are not Telegram's own, and ``public_keys`` are its keys (PEM, PKCS #1): for tests.
    """

    api_id: int
    api_hash: str = field(repr=False)
    device_model: str = "Beringia"
    app_version: str = "1"
    server: tuple[int, str, int] | None = None
    public_keys: tuple[str, ...] = ()
    connect_timeout: float = 10
    """For one try to reach a data centre."""
    connect_tries: int = 3
    """As many times a lost connection is made again, before whoever asked is told; listening tries for ever."""
    retry_delay: float = 1
    answer_timeout: float = 60
    """For one answer; then the connection is taken for dead."""
    longest_sleep: float = 30
    """Waits that Telegram asks for are slept up to this; longer ones are raised."""

    def trust(self) -> None:
        """Let Telethon know the keys of a server that is not Telegram's. It keeps them for the whole process."""
        for key in self.public_keys:
            rsa.add_key(key, old=False)
