"""The upstream double in a thread of its own, for code that has no event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TypeVar

from .controls import Controls, raise_script_error
from .hold import Hold
from .server import Server

T = TypeVar("T")

_LIFECYCLE_SECONDS = 10.0


class ThreadedUpstreamDouble(Controls):
    """`with UpstreamDouble.in_thread() as up:`; like `UpstreamDouble`, but its waits block the calling thread."""

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="upstream-double", daemon=True)

    def start(self) -> None:
        """Starts the thread, and to listen. Once only: a closed double stays closed."""
        self._thread.start()
        self._run(self._server.start(), _LIFECYCLE_SECONDS)

    def close(self) -> None:
        """Stops listening, ends every connection and the thread."""
        self._run(self._server.close(), _LIFECYCLE_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_LIFECYCLE_SECONDS)
        self._loop.close()

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Inside the block nothing listens: connections are refused. Afterwards the same port is served again."""
        self._run(self._server.refuse(), _LIFECYCLE_SECONDS)
        try:
            yield
        finally:
            self._run(self._server.start(), _LIFECYCLE_SECONDS)

    def wait_for_calls(self, count: int, timeout: float = 5.0) -> None:
        """Waits until `count` calls have arrived since the start or the last `reset`."""
        self._run(self.journal.wait_for_calls(count, timeout), timeout + _LIFECYCLE_SECONDS)

    def wait_disconnected(self, count: int = 1, timeout: float = 5.0) -> None:
        """Waits until `count` calls were given up by their clients before the end of the answer."""
        self._run(self.journal.wait_disconnected(count, timeout), timeout + _LIFECYCLE_SECONDS)

    def wait_idle(self, timeout: float = 5.0) -> None:
        """Waits until no call is being answered."""
        self._run(self.journal.wait_idle(timeout), timeout + _LIFECYCLE_SECONDS)

    def wait_reached(self, hold: Hold, count: int = 1, timeout: float = 5.0) -> None:
        """Waits until `count` calls have come to the hold."""
        self._run(hold.wait_reached(count, timeout), timeout + _LIFECYCLE_SECONDS)

    def _run(self, work: Coroutine[None, None, T], timeout: float) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        raise_script_error(self.script_errors, kind)
