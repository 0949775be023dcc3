"""What can be made to go wrong, on purpose and a counted number of times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telethon import functions

from tests.mtproto.errors import NoAnswer, Refusal, flood_wait
from tests.mtproto.model import Account, Channel

EVERY_METHOD = "*"
WRAPPERS = (
    functions.InvokeWithLayerRequest,
    functions.InitConnectionRequest,
    functions.InvokeWithoutUpdatesRequest,
    functions.InvokeWithTakeoutRequest,
    functions.InvokeAfterMsgRequest,
    functions.InvokeAfterMsgsRequest,
    functions.InvokeWithMessagesRangeRequest,
)
ALWAYS = 1 << 30


@dataclass(eq=False, repr=False)
class Fault:
    """Strikes the next ``times`` calls of a method, after letting ``after`` of them pass."""

    method: str
    strike: Callable[[], None]
    times: int
    account: Account | None
    after: int = 0
    late: bool = False
    """Once the request has been carried out, instead of before."""
    delay: float = 0.0

    def meets(self, method: str, account: Account | None) -> bool:
        """Counts the call; whether it is struck."""
        if self.method not in {EVERY_METHOD, method} or self.account not in {None, account} or not self.times:
            return False
        if self.after:
            self.after -= 1
            return False
        self.times -= 1
        return True


class Faults:
    """The tests' way to make the server misbehave; methods are named as in Telegram's schema."""

    def __init__(self) -> None:
        self.exclusive_keys = False
        """AUTH_KEY_DUPLICATED for a key that is used by two connected sessions at a time."""
        self._faults: list[Fault] = []
        self._swallowed: dict[int, int] = {}
        self._too_long: dict[int, int] = {}

    def flood(
        self, method: Any, seconds: int, *, times: int = 1, account: Account | None = None, after: int = 0
    ) -> None:
        """FLOOD_WAIT_x."""

        def strike() -> None:
            raise flood_wait(seconds)

        self._faults.append(Fault(name_of(method), strike, times, account, after))

    def refuse(
        self,
        method: Any,
        message: str,
        code: int = 400,
        *,
        times: int = 1,
        account: Account | None = None,
        after: int = 0,
    ) -> None:
        """Any RPC error."""

        def strike() -> None:
            raise Refusal(message, code)

        self._faults.append(Fault(name_of(method), strike, times, account, after))

    def drop_before(self, method: Any, *, times: int = 1, account: Account | None = None, after: int = 0) -> None:
        """The connection breaks before the request has had any effect."""
        self._faults.append(Fault(name_of(method), _hang_up, times, account, after))

    def drop_after(self, method: Any, *, times: int = 1, account: Account | None = None, after: int = 0) -> None:
        """The request is carried out, the answer never arrives."""
        self._faults.append(Fault(name_of(method), _hang_up, times, account, after, late=True))

    def delay(self, method: Any, seconds: float, *, times: int = 1, account: Account | None = None) -> None:
        """The request is carried out and answered later; others overtake it."""
        self._faults.append(Fault(name_of(method), lambda: None, times, account, delay=seconds))

    def swallow(self, account: Account, pushes: int = 1) -> None:
        """The next pushes never reach the account's sessions, though its pts has moved on: a gap."""
        self._swallowed[account.id] = pushes

    def difference_too_long(self, account: Account, times: int = 1) -> None:
        self._too_long[id(account)] = times

    def channel_difference_too_long(self, channel: Channel, times: int = 1) -> None:
        self._too_long[id(channel)] = times

    def clear(self) -> None:
        """Everything works again."""
        self.__init__()  # type: ignore[misc]

    def delay_of(self, request: Any, account: Account | None) -> float:
        method = name_of(innermost(request))
        return sum(fault.delay for fault in self._faults if fault.delay and fault.meets(method, account))

    def before(self, method: str, account: Account | None) -> None:
        self._strike(method, account, late=False)

    def afterwards(self, method: str, account: Account | None) -> None:
        self._strike(method, account, late=True)

    def swallows(self, account: Account) -> bool:
        left = self._swallowed.get(account.id, 0)
        self._swallowed[account.id] = max(left - 1, 0)
        return left > 0

    def is_too_long(self, whose: Account | Channel) -> bool:
        left = self._too_long.get(id(whose), 0)
        self._too_long[id(whose)] = max(left - 1, 0)
        return left > 0

    def _strike(self, method: str, account: Account | None, *, late: bool) -> None:
        for fault in list(self._faults):
            if fault.late == late and not fault.delay and fault.meets(method, account):
                fault.strike()


def _hang_up() -> None:
    raise NoAnswer


def innermost(request: Any) -> Any:
    """The request inside its wrappers (``invokeWithLayer`` and its kind)."""
    while isinstance(request, WRAPPERS):
        request = request.query
    return request


def name_of(method: Any) -> str:
    """``messages.sendMessage`` for that word, Telethon's class, or one of its objects."""
    if isinstance(method, str):
        return method
    kind = method if isinstance(method, type) else type(method)
    group = kind.__module__.rsplit(".", 1)[-1]
    name = kind.__name__.removesuffix("Request")
    name = name[0].lower() + name[1:]
    return name if group == "functions" else f"{group}.{name}"
