"""``cachecore stats``: what a gateway has counted, over all its workers."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from .exits import DONE
from .remote import add_url, asked, given_or_variable

__all__ = ["add_arguments", "run"]

_SHOWN = (
    ("requests", "Requests"),
    ("misses", "Misses and bypasses, and why"),
    ("saved", "Saved by hits"),
    ("l2", "Semantic tier"),
    ("false_hits", "False hits of the semantic tier"),
    ("stored", "In the store"),
    ("not_stored", "Answers not stored, and why"),
    ("upstream", "Calls to the provider"),
    ("faults", "Faults worked around"),
    ("milliseconds", "Milliseconds to the head of the answer"),
)
_NEAR_MISSES = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("--admin-token", help="the operator's token (default: ADMIN_TOKEN)")
    parser.add_argument("--json", action="store_true", help="print what the gateway sends, as it is")
    add_url(parser)


def run(arguments: argparse.Namespace) -> int:
    """Fetch and print."""
    token = given_or_variable(arguments.admin_token, "--admin-token", "ADMIN_TOKEN")
    stats = asked("GET", f"{arguments.url.rstrip('/')}/admin/stats", token)
    print(json.dumps(stats, indent=2, ensure_ascii=False) if arguments.json else "\n".join(lines_of(stats)))
    return DONE


def lines_of(stats: Mapping[str, Any]) -> Iterator[str]:
    """The report in words."""
    yield f"Since {_moment(stats.get('since'))}, {stats.get('workers', 1)} worker(s)"
    rate = stats.get("hit_rate")
    yield "Hit rate: " + ("no cacheable requests yet" if rate is None else f"{100 * rate:.1f} %")
    for name, title in _SHOWN:
        rows = list(_flat(stats.get(name) or {}))
        if rows:
            yield ""
            yield title
            width = max(len(label) for label, _ in rows)
            yield from (f"  {label:{width}}  {_shown(value)}" for label, value in rows)
    yield from _near_misses(stats.get("near_misses") or [])


def _near_misses(found: list[Mapping[str, Any]]) -> Iterator[str]:
    if found:
        yield ""
        yield "Last near misses"
    for one in found[:_NEAR_MISSES]:
        why = f"{one.get('verdict')} {one.get('guard') or ''}".strip()
        yield f"  {_moment(one.get('at'))}  entry {one.get('entry_id')}  similarity {one.get('similarity')}  {why}"


def _flat(table: Mapping[str, Any], start: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        label = f"{start}{name.replace('_', ' ')}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{label} · ")
        elif not isinstance(value, list):
            yield label, value


def _shown(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _moment(seconds: object) -> str:
    if not isinstance(seconds, (int, float)):
        return "an unknown time"
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
