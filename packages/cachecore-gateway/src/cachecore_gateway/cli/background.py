"""A gateway in a thread of this process, for commands that need one to talk to."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

import uvicorn

from cachecore_gateway.app import create_app
from cachecore_gateway.config import Settings
from cachecore_gateway.core.errors import GatewayError

from .serving import bound, server_config, url_of

__all__ = ["BackgroundGateway"]

_START_SECONDS = 60.0
_STOP_SECONDS = 15.0
_LOOK_SECONDS = 0.02


class NotStarted(GatewayError):
    """The gateway in the background did not come up; the log says why."""


class BackgroundGateway:
    """``with BackgroundGateway(settings) as gateway:`` serves at ``gateway.url`` until the block ends."""

    def __init__(self, settings: Settings) -> None:
        self._listener = bound(settings)
        self.url = url_of(self._listener)
        self._server = uvicorn.Server(server_config(settings, create_app(settings)))
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, name="gateway", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                self._stop()
                raise NotStarted("The gateway did not start; the lines above say why.")
            time.sleep(_LOOK_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(_STOP_SECONDS)
        self._listener.close()
