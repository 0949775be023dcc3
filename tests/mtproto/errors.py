"""The answers by which Telegram says no."""

from __future__ import annotations


class Refusal(Exception):
    """Becomes an ``rpc_error``; the code tells the kind, the message is the word clients know."""

    def __init__(self, message: str, code: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class NoAnswer(Exception):
    """The connection breaks instead of an answer."""


def flood_wait(seconds: int) -> Refusal:
    return Refusal(f"FLOOD_WAIT_{seconds}", 420)


def forbidden(message: str) -> Refusal:
    return Refusal(message, 403)


def elsewhere(message: str, dc: int) -> Refusal:
    """What is asked for lives in another data centre."""
    return Refusal(f"{message}_MIGRATE_{dc}", 303)
