"""``cachecore evaluate``: how often would the cache answer, and how often wrongly, on labelled pairs or a stream?"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import uvloop

from cachecore_gateway.core.canonical import JsonObject, JsonValue
from cachecore_gateway.core.controls import Preset
from cachecore_gateway.evaluation import (
    AssumedTokens,
    PairReport,
    evaluate_pairs,
    plot_policies,
    read_lines,
    read_pairs,
    replay,
)

from .bench import open_bench
from .exits import DONE, MISUSED

__all__ = ["add_arguments", "run"]

_PRESETS = (Preset.STRICT.value, Preset.BALANCED.value)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    kinds = parser.add_subparsers(dest="what", required=True, metavar="pairs|replay")
    pairs = kinds.add_parser("pairs", help='labelled pairs, lines {"a", "b", "label"[, "kind"]}')
    pairs.add_argument(
        "--preset",
        choices=_PRESETS,
        default=Preset.BALANCED.value,
        help="operating point: strict or balanced (default: balanced)",
    )
    pairs.add_argument("--explain", action="store_true", help="first one JSON line a pair, with its reason")
    stream = kinds.add_parser("replay", help='a labelled stream, lines {"text" | "messages", "intent"}')
    stream.add_argument("--plot", metavar="FILE.svg", type=Path, help="draw served against wrong")
    stream.add_argument("--policy", action="append", metavar="NAME", help="only this policy; may be repeated")
    stream.add_argument("--input-price", type=float, default=2.5, metavar="X", help="per million tokens")
    stream.add_argument("--output-price", type=float, default=10.0, metavar="X", help="per million tokens")
    for kind in (pairs, stream):
        kind.add_argument("file", type=Path, metavar="FILE.jsonl", help="what to measure, one JSON object a line")
        kind.add_argument("--json", action="store_true", help="print the report as JSON")
        kind.add_argument("--limit", type=int, default=0, metavar="N", help="only the first N lines")


def run(arguments: argparse.Namespace) -> int:
    """Measure and print."""
    if not arguments.file.is_file():
        print(f"cachecore: {arguments.file} is no file", file=sys.stderr)
        return MISUSED
    # On the loop that serves, so that the processor time of a look-up is the gateway's.
    uvloop.run(_pairs(arguments) if arguments.what == "pairs" else _replay(arguments))
    return DONE


async def _pairs(arguments: argparse.Namespace) -> None:
    report = PairReport()
    pairs = list(read_pairs(arguments.file))[: arguments.limit or None]
    async with open_bench() as bench:
        async for verdict in evaluate_pairs(bench.with_preset(Preset(arguments.preset)), pairs):
            report.add(verdict)
            if arguments.explain:
                print(json.dumps(verdict.as_json(), ensure_ascii=False))
    found: JsonObject = {"preset": arguments.preset, **report.as_json()}
    print(json.dumps(found, indent=2) if arguments.json else "\n".join(_pair_lines(found)))


async def _replay(arguments: argparse.Namespace) -> None:
    lines = list(read_lines(arguments.file))[: arguments.limit or None]
    rows: list[JsonObject] = []
    async with open_bench() as bench:
        for policy in bench.policies():
            if not arguments.policy or policy.name in arguments.policy:
                row = (await replay(policy, lines, AssumedTokens())).as_json()
                rows.append({**row, "saved_money": _money(row, arguments)})
    if arguments.plot:
        arguments.plot.write_text(_plot(arguments.file.name, rows), encoding="utf-8")
    found: JsonObject = {"file": arguments.file.name, "policies": list[JsonValue](rows)}
    print(json.dumps(found, indent=2) if arguments.json else "\n".join(_replay_lines(rows)))


def _money(row: Mapping[str, JsonValue], arguments: argparse.Namespace) -> float:
    """What the tokens saved would have cost, in the currency of the prices."""
    spent: float = _number(row, "saved_input_tokens") * arguments.input_price
    spent += _number(row, "saved_output_tokens") * arguments.output_price
    return round(spent / 1e6, 6)


def _plot(name: str, rows: list[JsonObject]) -> str:
    marks = [(str(row["policy"]), _number(row, "served_twin_share"), _number(row, "false_hit_share")) for row in rows]
    return plot_policies(name, marks)


def _pair_lines(found: Mapping[str, JsonValue]) -> Iterator[str]:
    yield (
        f"{found['pairs']} pairs at preset {found['preset']}: served {found['served_same']} of {found['same']} same "
        f"({_number(found, 'served_same_share'):.1%}), {found['served_different']} of {found['different']} different "
        f"({_number(found, 'served_different_share'):.2%})"
    )
    yield (
        f"false hits: {_number(found, 'false_hit_share'):.2%} of what was served, at most "
        f"{_number(found, 'false_hit_upper95'):.2%} at 95 %; CPU {found['cpu_ms_p50']} ms, p95 {found['cpu_ms_p95']} ms"
    )
    kinds = found["by_kind"]
    assert isinstance(kinds, dict)
    for kind, tally in kinds.items():
        assert isinstance(tally, dict)
        same, different = (f"{tally[f'served_{label}']}/{tally[label]}" for label in ("same", "different"))
        yield f"  {kind or '(no kind)':24} same {same:>9}   different {different:>9}"


def _replay_lines(rows: list[JsonObject]) -> Iterator[str]:
    yield f"{'policy':14} {'hits':>7} {'twins served':>13} {'false hits':>11} {'<= at 95 %':>11} {'saved':>9}"
    for row in rows:
        yield (
            f"{row['policy']:14} {_number(row, 'hit_rate'):7.1%} {_number(row, 'served_twin_share'):13.1%} "
            f"{_number(row, 'false_hit_share'):11.2%} {_number(row, 'false_hit_upper95'):11.2%} "
            f"{_number(row, 'saved_money'):9.4f}"
        )


def _number(row: Mapping[str, JsonValue], name: str) -> float:
    value = row[name]
    assert isinstance(value, (int, float))
    return value
