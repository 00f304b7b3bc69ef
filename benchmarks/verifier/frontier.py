"""Compare the shipped rule with a cosine alone, point by point, at equal numbers of right hits.

    cachecore evaluate pairs FILE.jsonl --explain > explained.jsonl
    python frontier.py explained.jsonl … [--plot FILE.svg]

For each operating point of the rule: the share of same and of different pairs that it serves, and the share of
different pairs that the cosine serves at the threshold at which it serves as many of the same. Pairs below the preset's
gate have no cosine in the explanation and count as never served by either. The plot is over all files together.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cachecore_gateway.evaluation.plot import Mark, plot_policies

POINTS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98)
COSINES = (0.8, 0.84, 0.88, 0.92, 0.96, 0.98)
Floats = NDArray[np.float64]


def explained(path: Path) -> tuple[NDArray[np.bool_], Floats, Floats]:
    """Label, probability (0 where a guard vetoed, 1 for an exact or equally worded one) and cosine of each pair."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.startswith('{"a"')]
    labels = np.array([row["label"] == 1 for row in rows])
    exact = np.array([row["reason"] == "HIT_L1" for row in rows])
    probability = np.array([0.0 if row.get("guard") else row.get("probability", 0.0) for row in rows])
    cosine = np.array([row.get("cosine", 0.0) for row in rows])
    return labels, np.where(exact, 1.0, probability), np.where(exact, 1.0, cosine)


def cosine_at(cosine: Floats, labels: NDArray[np.bool_], right: int) -> float:
    """Highest threshold at which the cosine serves at least so many of the same pairs; 0 where it cannot."""
    ranked = np.sort(cosine[labels])[::-1]
    return float(ranked[right - 1]) if 0 < right <= len(ranked) else 1.01


def report(path: Path) -> None:
    """Print the table of one file."""
    labels, probability, cosine = explained(path)
    same, different = int(labels.sum()), int((~labels).sum())
    print(f"{path.name}: {same} same, {different} different")
    print("| probability ≥ | same served | different served | wrong among hits | cosine ≥ | different served | wrong |")
    print("|---|---|---|---|---|---|---|")
    for point in POINTS:
        served = probability >= point
        right, wrong = int((served & labels).sum()), int((served & ~labels).sum())
        threshold = cosine_at(cosine, labels, right)
        by_cosine = cosine >= threshold
        other_right, other_wrong = int((by_cosine & labels).sum()), int((by_cosine & ~labels).sum())
        print(
            f"| {point} | {right / max(1, same):.1%} | {wrong / max(1, different):.2%} | "
            f"{wrong / max(1, right + wrong):.1%} | {threshold:.3f} | {other_wrong / max(1, different):.2%} | "
            f"{other_wrong / max(1, other_right + other_wrong):.1%} |"
        )


def marks(paths: Sequence[Path]) -> list[Mark]:
    """What rule and cosine serve of the same and of the different pairs of all files."""
    parts = [explained(path) for path in paths]
    labels, probability, cosine = (np.concatenate([part[k] for part in parts]) for k in range(3))
    rules = [(f"{point}", probability >= point) for point in POINTS]
    rules += [(f"cosine {value}", cosine >= value) for value in COSINES]
    return [(name, float(served[labels].mean()), float(served[~labels].mean())) for name, served in rules]


def main() -> None:
    """A table a file, and the plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("explained", type=Path, nargs="+")
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    for path in given.explained:
        report(path)
    if given.plot:
        given.plot.write_text(plot_policies("Pairs served: right and wrong", marks(given.explained)), encoding="utf-8")


if __name__ == "__main__":
    main()
