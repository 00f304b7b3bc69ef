"""What the guards veto, among pairs that want the same answer and pairs that do not.

    python benchmarks/guards/measure.py FILE... [--half tune|report] [--show GUARD] [--label 0|1]

Files are JSON lines `{"a", "b", "label"[, "kind"]}` or cluster text: `Q` anchor, `=`/`!` lines `kind | text`, blank
line between clusters. Texts pass through the segmenter first, as they do in the gateway; pairs whose blocks differ or
that have no comparable question never reach a guard and are counted apart. `--half` keeps every other file by name.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cachecore_gateway.semantic.guards import GUARDS
from cachecore_gateway.semantic.model_files import packaged_model
from cachecore_gateway.semantic.onnx_embedder import OnnxEmbedder
from cachecore_gateway.semantic.reading import analyse
from cachecore_gateway.semantic.segments import TextSegmenter


@dataclass(frozen=True)
class Case:
    left: str
    right: str
    label: int
    kind: str
    source: str


def main() -> None:
    options = _options()
    cases = [case for path in _kept(options.files, options.half) for case in _read(path)]
    segmenter = TextSegmenter(OnnxEmbedder(packaged_model()).count_tokens)
    compared = [pair for case in cases if (pair := _compared(segmenter, case))]
    print(f"{len(cases)} pairs, {len(compared)} reach the guards")
    _report(compared, options)
    _cost([case for case, _ in compared])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--half", choices=("tune", "report"))
    parser.add_argument("--show", default="", help="print the pairs that this guard vetoes (`none`: that none vetoes)")
    parser.add_argument("--label", type=int, choices=(0, 1), default=1, help="label of the pairs that --show prints")
    parser.add_argument("--count", type=int, default=40, help="how many --show prints at most")
    return parser.parse_args()


def _kept(files: list[Path], half: str | None) -> list[Path]:
    ordered = sorted(files, key=lambda path: (path.stem, path))
    return ordered if half is None else ordered[("tune", "report").index(half) :: 2]


def _read(path: Path) -> Iterator[Case]:
    lines = path.read_text("utf-8").splitlines()
    return _json_lines(path.stem, lines) if path.suffix == ".jsonl" else _clusters(path.stem, lines)


def _json_lines(source: str, lines: list[str]) -> Iterator[Case]:
    for line in lines:
        row = json.loads(line)
        if isinstance(row["a"], str) and isinstance(row["b"], str):
            yield Case(row["a"], row["b"], row["label"], row.get("kind", "pair"), source)


def _clusters(source: str, lines: list[str]) -> Iterator[Case]:
    anchor = ""
    for line in lines:
        if line.startswith("Q "):
            anchor = line[2:].strip()
        elif line[:1] in "=!" and line.strip():
            kind, text = (part.strip() for part in line[1:].split("|", 1))
            pair = _last_turns(anchor, text)
            if pair:
                yield Case(*pair, int(line[0] == "="), kind, source)


def _last_turns(left: str, right: str) -> tuple[str, str] | None:
    """Texts of the last turns; `None` when the history differs, because such pairs never meet."""
    if not left.startswith("[{") and not right.startswith("[{"):
        return left.replace("\\n", "\n"), right.replace("\\n", "\n")
    if not (left.startswith("[{") and right.startswith("[{")):
        return None
    one, other = json.loads(left), json.loads(right)
    return (one[-1]["content"], other[-1]["content"]) if one[:-1] == other[:-1] else None


def _compared(segmenter: TextSegmenter, case: Case) -> tuple[Case, list[str]] | None:
    left, right = segmenter.split(case.left), segmenter.split(case.right)
    if left.question is None or right.question is None or left.blocks != right.blocks:
        return None
    one, other = analyse(left.question), analyse(right.question)
    kept = Case(left.question, right.question, case.label, case.kind, case.source)
    return kept, [guard.name for guard in GUARDS if guard.veto(one, other)]


def _report(compared: list[tuple[Case, list[str]]], options: argparse.Namespace) -> None:
    totals, vetoed = Counter[int](), Counter[int]()
    by_guard: dict[str, Counter[int]] = defaultdict(Counter)
    alone: dict[str, Counter[int]] = defaultdict(Counter)
    kinds: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    shown = 0
    for case, names in compared:
        totals[case.label] += 1
        vetoed[case.label] += bool(names)
        kinds[case.label, case.kind][0] += 1
        kinds[case.label, case.kind][1] += bool(names)
        for name in set(names):
            by_guard[name][case.label] += 1
            alone[name][case.label] += len(set(names)) == 1
        wanted = options.show in names if options.show != "none" else not names
        if options.show and wanted and case.label == options.label and shown < options.count:
            shown += 1
            print(f"  [{case.source} {case.kind} {','.join(names)}]\n    {case.left}\n    {case.right}")
    _print_tables(totals, vetoed, by_guard, alone, kinds)


def _print_tables(
    totals: Counter[int],
    vetoed: Counter[int],
    by_guard: dict[str, Counter[int]],
    alone: dict[str, Counter[int]],
    kinds: dict[tuple[int, str], list[int]],
) -> None:
    for label, word in ((0, "different"), (1, "same")):
        print(f"{word:10} {totals[label]:6} vetoed {vetoed[label]:6} {vetoed[label] / max(1, totals[label]):7.1%}")
    print(f"\n{'guard':18} {'different':>9} {'same':>6}   alone: {'different':>9} {'same':>6}")
    for name in (guard.name for guard in GUARDS):
        print(f"{name:18} {by_guard[name][0]:9} {by_guard[name][1]:6}          {alone[name][0]:9} {alone[name][1]:6}")
    for label, word in ((0, "different"), (1, "same")):
        print(f"\n{word}, by kind (10 pairs or more)")
        for (_, kind), (count, hits) in sorted(kinds.items(), key=lambda item: -item[1][1] / item[1][0]):
            if (label, kind) in kinds and kinds[label, kind] == [count, hits] and count >= 10:
                print(f"  {kind:24} {count:5} {hits / count:7.1%}")


def _cost(cases: list[Case]) -> None:
    """CPU of a pair as it is in the gateway: the stored question analysed before, the new one not."""
    durations: list[float] = []
    for case in cases[:2000]:
        analyse.cache_clear()
        stored = analyse(case.left)
        _ = [guard.veto(stored, stored) for guard in GUARDS]
        begin = time.process_time_ns()
        asked = analyse(case.right)
        _ = next((guard.name for guard in GUARDS if guard.veto(asked, stored)), "")
        durations.append((time.process_time_ns() - begin) / 1e6)
    ordered = sorted(durations)
    print(f"\nCPU ms a pair: p50 {ordered[len(ordered) // 2]:.2f}, p95 {ordered[int(len(ordered) * 0.95)]:.2f}")


if __name__ == "__main__":
    main()
