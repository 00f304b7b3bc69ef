"""``cachecore invalidate``: kill answers by the data they depend on."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from .exits import DONE, MISUSED
from .remote import add_url, asked, given_or_variable

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("dep", nargs="+", metavar="DEP", help="the dependency's id, as requests declare it")
    parser.add_argument("--hash", metavar="H", help="the new hash of the data (default: a random one)")
    parser.add_argument("--prefix", action="store_true", help="every dependency whose id begins with DEP")
    parser.add_argument("--dry-run", action="store_true", help="change nothing; say how many entries would go")
    parser.add_argument("--token", help="the tenant's token (default: CACHECORE_TOKEN)")
    add_url(parser)


def run(arguments: argparse.Namespace) -> int:
    """Send it, and say what went."""
    if any(not dep for dep in arguments.dep):
        print("cachecore: a dependency's id must not be empty", file=sys.stderr)
        return MISUSED
    token = given_or_variable(arguments.token, "--token", "CACHECORE_TOKEN")
    for order in _orders(arguments):
        found = asked("POST", f"{arguments.url.rstrip('/')}/v1/invalidate", token, order)
        _show(found, dry_run=arguments.dry_run)
    return DONE


def _orders(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    common: dict[str, Any] = {"new_hash": arguments.hash} if arguments.hash else {}
    if arguments.dry_run:
        common["dry_run"] = True
    if arguments.prefix:
        return [{**common, "prefix": dep} for dep in arguments.dep]
    return [{**common, "dep_ids": list(dict.fromkeys(arguments.dep))}]


def _show(found: dict[str, Any], *, dry_run: bool) -> None:
    results = found.get("results") or ([found] if "dep_id" in found else [])
    verb = "would go" if dry_run else "gone"
    for one in results:
        print(f"{one['dep_id']}: {one.get('keys_deleted', found.get('keys_deleted', 0))} {verb}")
    if not results:
        print("no dependency of that name is known")
