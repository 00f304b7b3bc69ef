"""The upstream double: a real HTTP server on loopback that stands in for an LLM provider, faults included."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

from .answers import DEFAULT_MODELS, Answerer, Script
from .controls import Controls, raise_script_error
from .faults import FaultRules
from .journal import Journal
from .server import Server
from .threaded import ThreadedUpstreamDouble


class UpstreamDouble(Controls):
    """`async with UpstreamDouble() as up:` serves on `up.base_url` until the block ends.

    `script` are the answers (see `answer_with`), `model_names` what `/v1/models` lists, `port` 0 any free one. Leaving
    the block without an error of its own raises the first error of a script, so that none goes unseen. All waits are
    in seconds and raise TimeoutError with what did happen.
    """

    def __init__(
        self, script: Script | None = None, *, model_names: Sequence[str] = DEFAULT_MODELS, port: int = 0
    ) -> None:
        super().__init__(_server(script, model_names, port))

    @staticmethod
    def in_thread(
        script: Script | None = None, *, model_names: Sequence[str] = DEFAULT_MODELS, port: int = 0
    ) -> ThreadedUpstreamDouble:
        """The same in a thread with its own loop, for code without one: `with UpstreamDouble.in_thread() as up:`."""
        return ThreadedUpstreamDouble(_server(script, model_names, port))

    async def start(self) -> None:
        """Starts to listen."""
        await self._server.start()

    async def aclose(self) -> None:
        """Stops listening and ends every connection."""
        await self._server.close()

    @asynccontextmanager
    async def refusing(self) -> AsyncIterator[None]:
        """Inside the block nothing listens: connections are refused. Afterwards the same port is served again."""
        await self._server.refuse()
        try:
            yield
        finally:
            await self._server.start()

    async def wait_for_calls(self, count: int, timeout: float = 5.0) -> None:
        """Waits until `count` calls have arrived since the start or the last `reset`."""
        await self.journal.wait_for_calls(count, timeout)

    async def wait_disconnected(self, count: int = 1, timeout: float = 5.0) -> None:
        """Waits until `count` calls were given up by their clients before the end of the answer."""
        await self.journal.wait_disconnected(count, timeout)

    async def wait_idle(self, timeout: float = 5.0) -> None:
        """Waits until no call is being answered."""
        await self.journal.wait_idle(timeout)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
        raise_script_error(self.script_errors, kind)


def _server(script: Script | None, model_names: Sequence[str], port: int) -> Server:
    return Server(Journal(), FaultRules(), Answerer(script, model_names), port)
