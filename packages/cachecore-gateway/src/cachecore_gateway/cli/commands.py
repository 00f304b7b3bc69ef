"""The table of commands. A command is a module with ``add_arguments(parser)`` and ``run(arguments) -> int``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

__all__ = ["COMMANDS", "Command"]


@dataclass(frozen=True, slots=True)
class Command:
    """One command; its module is imported when it is called, so that ``cachecore token`` loads no server."""

    module: str
    summary: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare its arguments."""
        add: Callable[[argparse.ArgumentParser], None] = import_module(self.module).add_arguments
        add(parser)

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; the exit status."""
        run: Callable[[argparse.Namespace], int] = import_module(self.module).run
        return run(arguments)


def _command(name: str, summary: str) -> Command:
    return Command(f"cachecore_gateway.cli.{name}", summary)


COMMANDS: Mapping[str, Command] = {
    "serve": _command("serve", "run the gateway"),
    "demo": _command("demo", "show hits, misses and invalidation on a built-in model; needs no key and no network"),
    "token": _command("token", "make a tenant's token, or look into one"),
    "invalidate": _command("invalidate", "kill every answer that depends on some data"),
    "stats": _command("stats", "show what a gateway has counted"),
    "evaluate": _command("evaluate", "measure hits and false hits on labelled pairs or a stream, without a provider"),
    "doctor": _command("doctor", "check settings, store, model and provider, and say what to do"),
}
"""In the order of ``--help``."""
