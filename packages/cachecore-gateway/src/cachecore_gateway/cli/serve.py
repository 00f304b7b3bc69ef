"""``cachecore serve``: run the gateway until it is told to stop."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from cachecore_gateway.config import Settings, load
from cachecore_gateway.telemetry import LogFormat, configure_logging

from .exits import DONE, FAILED
from .private import private_directory
from .serving import bound, serve, url_of
from .welcome import welcome

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("--dev", action="store_true", help="try it out: throwaway secrets, this machine only")
    parser.add_argument("--config", metavar="FILE", help="TOML file with settings (default: CACHECORE_CONFIG)")
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default: 8080; 0: a free one)")
    parser.add_argument("--workers", type=int, help="processes that share the port and the store (default: 1)")


def run(arguments: argparse.Namespace) -> int:
    """Serve."""
    flags = {f"server.{name}": getattr(arguments, name) for name in ("host", "port", "workers")}
    given = {name: value for name, value in flags.items() if value is not None}
    settings = load(arguments.config, os.environ, dev=arguments.dev, flags=given)
    try:
        listener = bound(settings)
    except OSError as error:
        where = f"{settings.server.host}:{settings.server.port}"
        print(f"cachecore: cannot listen on {where}: {error.strerror}; choose another --port", file=sys.stderr)
        return FAILED
    # uvicorn raises SIGTERM again when it has shut down; without a handler nothing would be cleaned up here.
    signal.signal(signal.SIGTERM, _end)
    with listener, private_directory() as private:
        settings = _at_home(settings, private, dev=arguments.dev)
        configure_logging(settings.telemetry)
        if arguments.dev:
            print(welcome(settings, url_of(listener)), flush=True)
        return DONE if serve(settings, listener, private) else FAILED


def _end(number: int, frame: object) -> None:
    sys.exit(DONE)


def _at_home(settings: Settings, private: Path, *, dev: bool) -> Settings:
    """With what is private to this start: where the workers' counters meet; readable lines for people who try it."""
    telemetry = settings.telemetry
    if telemetry.counters_directory is None and settings.server.workers > 1:
        telemetry = replace(telemetry, counters_directory=private / "counters")
    if dev:
        telemetry = replace(telemetry, log_format=LogFormat.TEXT)
    return replace(settings, telemetry=telemetry)
