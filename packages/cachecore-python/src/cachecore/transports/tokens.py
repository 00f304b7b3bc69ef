"""The token in use, and when to ask the application for the next one.

A provider is asked when the token is about to expire and after the gateway refused it. Its failure is logged and the
call goes on with the token at hand; then, and when it hands out the same token again, it is left alone for a while.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Final

from cachecore.wire import checked_token, expiry_of

TokenProvider = Callable[[], str]
AnyTokenProvider = Callable[[], "str | Awaitable[str]"]

EXPIRY_MARGIN_SECONDS: Final = 30.0
RENEWAL_PAUSE_SECONDS: Final = 5.0
_REMEMBERED_TOKENS: Final = 8

_log = logging.getLogger("cachecore")


class TokenInUse:
    """The current token and the last few before it. ``now`` gives seconds since 1970."""

    def __init__(self, token: str, now: Callable[[], float] = time.time) -> None:
        self._own: tuple[str, ...] = (checked_token(token),)
        self._expiry = expiry_of(token)
        self._now = now
        self._paused_until = float("-inf")

    @property
    def value(self) -> str:
        return self._own[0]

    def is_own(self, word: str) -> bool:
        """True for the current token and for those it replaced."""
        return word in self._own

    def expires_soon(self) -> bool:
        return self._expiry is not None and self._now() >= self._expiry - EXPIRY_MARGIN_SECONDS

    def paused(self) -> bool:
        return self._now() < self._paused_until

    def adopt(self, token: object) -> None:
        """Make this the current token. Raises ``TypeError`` or ``ValueError`` for what no header can carry."""
        fresh = checked_token(token)
        if fresh == self.value:
            self.pause()
            return
        self._own = (fresh, *self._own)[:_REMEMBERED_TOKENS]
        self._expiry = expiry_of(fresh)

    def pause(self) -> None:
        self._paused_until = self._now() + RENEWAL_PAUSE_SECONDS

    def failed(self, error: Exception) -> None:
        self.pause()
        _log.warning("cachecore: the token provider failed (%s); going on with the present token", type(error).__name__)


class Renewal:
    """Asks a sync provider for the next token, one thread at a time."""

    def __init__(self, token: TokenInUse, provider: TokenProvider | None) -> None:
        self._token, self._provider = token, provider
        self._lock = threading.Lock()

    def replace(self, used: str) -> bool:
        """Ask for a successor of ``used``, unless somebody has; True when there is one now."""
        if self._provider is None:
            return False
        with self._lock:
            if self._token.value == used and not self._token.paused():
                try:
                    self._token.adopt(self._provider())
                except Exception as error:  # noqa: BLE001 - the application's own code; a call must not die of it
                    self._token.failed(error)
        return self._token.value != used


class AsyncRenewal:
    """Asks a sync or async provider for the next token, one task at a time. A sync one runs on the event loop."""

    def __init__(self, token: TokenInUse, provider: AnyTokenProvider | None) -> None:
        self._token, self._provider = token, provider
        self._lock = asyncio.Lock()

    async def replace(self, used: str) -> bool:
        """Ask for a successor of ``used``, unless somebody has; True when there is one now."""
        if self._provider is None:
            return False
        async with self._lock:
            if self._token.value == used and not self._token.paused():
                try:
                    answer = self._provider()
                    self._token.adopt(await answer if inspect.isawaitable(answer) else answer)
                except Exception as error:  # noqa: BLE001 - the application's own code; a call must not die of it
                    self._token.failed(error)
        return self._token.value != used
