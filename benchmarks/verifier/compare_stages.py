"""Compare ways to decide on the held-out domains, out of fold: share of same / of different pairs served.

    python compare_stages.py verifier.npz

Reads what `calibrate.py` leaves beside the verifier: features, labels, vetoes, groups and sources of every row.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
from calibrate import LOGIT, Matrix, fitted, without_logit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from cachecore_gateway.semantic.verifying import FEATURES, same_wording

COSINE, WRONG = FEATURES.index("cosine"), 0.01
SOURCES = ("plain", "expanded", "generated", "intents")


class Table:
    """Rows of the report over one file."""

    def __init__(self, path: str) -> None:
        found = np.load(path)
        self.vectors, self.labels, self.sources = found["vectors"], found["labels"], found["sources"]
        self.opened, self.groups = found["vetoes"] == "", found["groups"]

    def out_of_fold(self, fit: Callable[..., object], *, logit: bool) -> Matrix:
        """Probabilities by a model fitted on other domains; equal wording is certain."""
        seen = self.vectors if logit else without_logit(self.vectors)
        values, rows = np.zeros(len(self.labels)), np.flatnonzero(self.opened)
        for train, test in GroupKFold(5).split(rows, self.labels[rows], self.groups[rows]):
            one, other = rows[train], rows[test]
            model = fit(seen[one], self.labels[one], 1)
            values[other] = model.predict_proba(seen[other])[:, 1]  # type: ignore[attr-defined]
        values[self.opened & np.array([same_wording(vector) for vector in self.vectors.tolist()])] = 1.0
        return values

    def row(self, name: str, served: np.ndarray) -> str:
        """One line of the table."""
        cells = []
        for source in SOURCES:
            rows = self.sources == source
            same, different = (served[rows & (self.labels == label)].mean() for label in (1, 0))
            cells.append(f"{same:.1%} / {different:.2%}")
        return f"| {name} | {' | '.join(cells)} |"

    def at_one_percent(self, values: Matrix) -> np.ndarray:
        """Served at the lowest threshold with at most 1 % of the different pairs, of those as written and expanded."""
        least = 0.0
        for source in ("plain", "expanded"):
            different = np.sort(values[(self.sources == source) & (self.labels == 0)])[::-1]
            least = max(least, float(different[int(WRONG * len(different))]))
        return values > least


def logistic(vectors: Matrix, labels: np.ndarray, seed: int) -> object:
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.3, class_weight="balanced", max_iter=500)).fit(
        vectors, labels
    )


def main() -> None:
    table = Table(sys.argv[1])
    cosine = table.vectors[:, COSINE]
    print("| rule | as written | expanded | generated | intents |\n|---|---|---|---|---|")
    for gate in (0.86, 0.92):
        print(table.row(f"cosine ≥ {gate}", cosine >= gate))
    for gate in (0.8, 0.86, 0.92):
        print(table.row(f"cosine ≥ {gate} and guards", table.opened & (cosine >= gate)))
    reader = np.where(table.opened, table.vectors[:, LOGIT], -99.0)
    for name, values in (
        ("cosine and guards at 1 %", np.where(table.opened, cosine, -1.0)),
        ("joint reader and guards at 1 %", reader),
        ("trees without the reader, guards, at 1 %", table.out_of_fold(fitted, logit=False)),
        ("logistic regression with all, guards, at 1 %", table.out_of_fold(logistic, logit=True)),
        ("trees with all, guards, at 1 % (shipped)", table.out_of_fold(fitted, logit=True)),
    ):
        print(table.row(name, table.at_one_percent(values)))


if __name__ == "__main__":
    main()
