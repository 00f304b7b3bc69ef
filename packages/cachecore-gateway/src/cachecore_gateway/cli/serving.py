"""uvicorn as we run it: httptools, uvloop, no access log, no headers of its own, our log lines."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from cachecore_gateway.app import create_app
from cachecore_gateway.config import Settings, handed_over, settings_for_worker
from cachecore_gateway.telemetry import configure_logging

from .one_write import OneWriteProtocol
from .orphans import end_with_parent

__all__ = ["application", "bound", "serve", "server_config", "url_of"]

_FACTORY = "cachecore_gateway.cli.serving:application"
_SWITCH_SECONDS = 0.0005
"""A thread that wants the interpreter gets it after so long. Python's own 5 ms make a busy loop hold up the store's
writer: each of its dozen calls to the disk ends with asking for the interpreter again, so that an invalidation took as
many times 5 ms. Measured under full load of hits: see ``docs/explanation/performance.md``."""
_HEALTHCHECK_SECONDS = 30
"""A worker that does not answer the supervisor for this long is replaced; generous, for machines under load."""


def application() -> create_app:
    """The ASGI application of a worker, with the settings that ``cachecore serve`` handed over."""
    settings = settings_for_worker()
    configure_logging(settings.telemetry)
    sys.setswitchinterval(_SWITCH_SECONDS)
    if settings.server.workers > 1:
        end_with_parent()
    return create_app(settings)


def bound(settings: Settings) -> socket.socket:
    """The listening socket; port 0 has become a free one.

    Raises:
        OSError: the address is taken or not this machine's.
    """
    server = settings.server
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((server.host.strip("[]"), server.port))
        listener.set_inheritable(True)
    except OSError:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket) -> str:
    """``http://host:port`` at which a client of this machine reaches the socket."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(settings: Settings, listener: socket.socket, private: Path) -> bool:
    """Serve until told to stop by SIGINT or SIGTERM; False when the application could not start.

    Several workers are processes under uvicorn's supervisor and get their settings by a file in ``private``.
    """
    if settings.server.workers == 1:
        sys.setswitchinterval(_SWITCH_SECONDS)
        return _served(uvicorn.Server(server_config(settings, create_app(settings))), listener)
    with handed_over(settings, private):
        supervisor = Multiprocess(server_config(settings, _FACTORY), sockets=[listener])
        supervisor.run()
    return not any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes)


def _served(server: uvicorn.Server, listener: socket.socket) -> bool:
    try:
        server.run(sockets=[listener])
    except SystemExit as end:  # uvicorn's for a start that failed, ours for SIGTERM
        return not end.code
    return server.started


def server_config(settings: Settings, application: create_app | str) -> uvicorn.Config:
    """How uvicorn runs an application, or the factory at an import path."""
    server = settings.server
    return uvicorn.Config(
        application,
        factory=isinstance(application, str),
        workers=server.workers,
        loop="uvloop",
        http=OneWriteProtocol,
        ws="none",
        lifespan="on",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        backlog=server.backlog_count,
        timeout_worker_healthcheck=_HEALTHCHECK_SECONDS,
        timeout_keep_alive=round(server.keep_alive_seconds),
        timeout_graceful_shutdown=round(server.shutdown_seconds),
    )
