"""``cachecore doctor``: look before something breaks."""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Iterator

from cachecore_gateway.config import SettingProblems, Settings, load

from .checks import check_clock, check_model, check_port, check_providers, check_store, check_workers
from .exits import DONE, FAILED
from .findings import Finding, Level, fail, ok

__all__ = ["add_arguments", "run"]

_CHECKS = (check_store, check_model, check_providers, check_port, check_clock, check_workers)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("--config", metavar="FILE", help="TOML file with settings (default: CACHECORE_CONFIG)")
    parser.add_argument("--dev", action="store_true", help="check what `cachecore serve --dev` would run with")


def run(arguments: argparse.Namespace) -> int:
    """Print one line a check; the exit status says whether one failed."""
    logging.disable(logging.WARNING)  # the findings say it in our words
    try:
        found = _shown(_findings(arguments))
    finally:
        logging.disable(logging.NOTSET)
    worst = {finding.level for finding in found}
    if Level.FAIL in worst:
        print("\nSomething does not work; see the lines with 'fail'.")
        return FAILED
    print("\nReady." if worst == {Level.OK} else "\nReady; look at the lines with 'warn'.")
    return DONE


def _findings(arguments: argparse.Namespace) -> Iterator[Finding]:
    try:
        settings = load(arguments.config, os.environ, dev=arguments.dev)
    except SettingProblems as error:
        yield from (
            fail("settings", problem, "mend it; docs/reference/settings.md lists all") for problem in error.problems
        )
        return
    yield from _settings(settings, arguments.config)
    for check in _CHECKS:
        yield from check(settings)


def _settings(settings: Settings, path: str | None) -> Iterator[Finding]:
    source = path or os.environ.get("CACHECORE_CONFIG") or "no file"
    yield ok("settings", f"read from {source} and the environment")
    if settings.web.admin_token:
        yield ok("admin", "on: /admin/* and the dashboard's numbers")
    else:
        yield ok("admin", "off; set ADMIN_TOKEN for cachecore stats and the dashboard")


def _shown(findings: Iterator[Finding]) -> list[Finding]:
    shown = []
    for finding in findings:
        print(finding.line(), flush=True)
        shown.append(finding)
    return shown
