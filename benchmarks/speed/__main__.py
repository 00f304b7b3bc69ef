"""``./scripts/bench [ROW …] [--json FILE]``: measure and print one table."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from . import contestants
from .figures import Figure, table
from .rows import ROWS
from .world import World


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 when every row could be measured, whatever came out."""
    chosen = _parser().parse_args(arguments)
    if chosen.install:
        contestants.install()
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    names = chosen.rows or [name for name, row in ROWS.items() if chosen.full or not row.full]
    figures: list[Figure] = []
    failed: dict[str, str] = {}
    with World(chosen.seconds, chosen.rounds) as world:
        for name in names:
            began = time.monotonic()
            try:
                figures += list(ROWS[name].measure(world))
            except (RuntimeError, OSError) as error:
                failed[name] = str(error)
            print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
        skipped = dict(world.skipped)
    print(table(figures))
    for name, reason in {**skipped, **failed}.items():
        print(f"\n{name} was not measured: {reason}")
    if chosen.json:
        chosen.json.write_text(json.dumps(_record(chosen, figures, skipped | failed), indent=1) + "\n")
    return bool(failed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./scripts/bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", choices=[*ROWS, []], help=", ".join(ROWS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures with all runs, too")
    parser.add_argument(
        "--full",
        action="store_true",
        help="with the rows that take long: a million entries, ten minutes of soak, Redis",
    )
    parser.add_argument("--rounds", type=int, default=3, help="alternating runs (default: 3)")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of a run (default: 3)")
    parser.add_argument("--install", action="store_true", help="make the contestants' environments under .venvs/")
    return parser


def _record(chosen: argparse.Namespace, figures: Sequence[Figure], skipped: dict[str, str]) -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "load_average": os.getloadavg(),
        "rounds": chosen.rounds,
        "seconds": chosen.seconds,
        "figures": [one.as_json() for one in figures],
        "not_measured": skipped,
    }


if __name__ == "__main__":
    sys.exit(main())
