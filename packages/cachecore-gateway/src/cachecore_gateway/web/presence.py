"""Work that is given up as soon as the caller has gone."""

from __future__ import annotations

import asyncio
from types import TracebackType

from .exchange import CallerGone, Exchange

__all__ = ["Presence"]


class Presence:
    """A block that is cancelled when the caller disconnects.

    The work stays in the task that wants it; only the listening for the disconnect has one of its own.

    Raises:
        CallerGone: it was cancelled for that.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._scope = asyncio.timeout(None)
        self._over = False

    async def __aenter__(self) -> None:
        await self._scope.__aenter__()
        self._gone = asyncio.ensure_future(self._exchange.gone())
        self._gone.add_done_callback(self._left)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._over = True
        self._gone.cancel()
        try:
            await self._scope.__aexit__(kind, error, traceback)
        except TimeoutError:
            raise CallerGone from None

    def _left(self, gone: asyncio.Future[None]) -> None:
        if not (self._over or gone.cancelled()):
            gone.exception()  # whatever ended the listening: nobody can be answered
            self._scope.reschedule(asyncio.get_running_loop().time())
