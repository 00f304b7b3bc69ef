"""Work that is given up as soon as the caller has gone."""

from __future__ import annotations

import asyncio
from types import TracebackType

from .exchange import CallerGone, Exchange

__all__ = ["Presence"]


class Presence:
    """A block that is cancelled when the caller disconnects.

    The work stays in the task that wants it. Our server tells of the disconnect by itself; under another one, a task
    listens for it.

    Raises:
        CallerGone: it was cancelled for that.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._listening: asyncio.Future[None] | None = None
        self._over = False
        self._gone = False

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None, "within a task"
        self._task = task
        self._cancelling = task.cancelling()
        if not self._exchange.watch(self._end):
            self._listening = asyncio.ensure_future(self._exchange.gone())
            self._listening.add_done_callback(self._heard)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._over = True
        if self._listening is None:
            self._exchange.watch(None)
        else:
            self._listening.cancel()
        # As asyncio.timeout does it: a cancellation from elsewhere is passed on.
        if self._gone and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise CallerGone from None

    def _heard(self, gone: asyncio.Future[None]) -> None:
        if not (self._over or gone.cancelled()):
            gone.exception()  # whatever ended the listening: nobody can be answered
            self._end()

    def _end(self) -> None:
        if not self._over:
            self._gone = True
            self._task.cancel()
