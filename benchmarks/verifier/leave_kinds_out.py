"""What becomes of a kind of change that neither reader nor final stages have ever seen?

    python leave_kinds_out.py make TRAIN.jsonl --out FOLDER
    python train_joint_model.py … --train FOLDER/fold0.jsonl --epochs 1 --bfloat16 --out FOLDER/0   # and 1, 2, 3
    python export_joint.py … FOLDER/0/joint.safetensors --out FOLDER/0/verifier.onnx
    python leave_kinds_out.py measure --intents DIRECTORY --folds FOLDER/folds.json \\
        --readers FOLDER/{0,1,2,3}/verifier.onnx

The kinds of change are dealt to four folds, generated edits with the written pairs of the same sort. For each fold
a reader is trained without its kinds, the final stages and the operating points are fitted without them, and the pairs
of these kinds in the held-out domains are counted. Readers of one epoch over 88,000 pairs are weaker than the shipped
one, which has seen about twelve times as many.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from calibrate import GATES, Judged, fitted, gathered, judged, out_of_fold, record, without_logit
from make_training_set import Embedder, Row

from cachecore_gateway.semantic.model_files import packaged_model
from cachecore_gateway.semantic.onnx_embedder import OnnxEmbedder
from cachecore_gateway.semantic.verifying import JointReader

FOLDS = 4
WHATEVER = frozenset(
    [
        "near_other",
        "intent",
        "intent_class",
        "random",
        "fact",
        "facts",
        "aside_fact",
        "fact_in_story",
        "same_same",
        "in_class",
    ]
)
"""Pairs that are not made by one change."""
BEGINNINGS, ENDINGS = ("gen_", "far_"), ("_reworded", "_surface", "_front")
ALIKE = {
    "insert_not": "negation", "only": "exclusion", "exception": "exclusion", "swap": "role_swap", "kin": "person",
    "removed_detail": "added_detail", "detail": "added_detail", "group": "owner", "word": "near_word",
    "whether_vs_when": "wh", "quantity_bound": "threshold",
}  # fmt: skip
CHANGED, OTHER, SAME = 30_000, 14_000, 44_000
"""Pairs of a fold's training: one change, none that has a name, same answer."""
LEAST = 30
"""Pairs of a kind from which it is named."""


def root(kind: str) -> str:
    """The sort of change that a kind belongs to."""
    for beginning in (*BEGINNINGS, *BEGINNINGS):
        kind = kind.removeprefix(beginning)
    for ending in ENDINGS:
        kind = kind.removesuffix(ending)
    return ALIKE.get(kind, kind)


def folds_of(kinds: Iterable[str]) -> dict[str, int]:
    """Fold by sort of change, the most frequent dealt first."""
    counts = Counter(root(kind) for kind in kinds if kind not in WHATEVER)
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    return {name: place % FOLDS for place, name in enumerate(ordered)}


def make(train: Path, out: Path, chance: random.Random) -> None:
    """Training files without the kinds of each fold, and which kind is in which."""
    rows = [json.loads(line) for line in train.read_text(encoding="utf-8").splitlines()]
    folds = folds_of(row["kind"] for row in rows if not row["label"])
    (out / "folds.json").write_text(json.dumps(folds, indent=1) + "\n", encoding="utf-8")
    same = [row for row in rows if row["label"]]
    other = [row for row in rows if not row["label"] and row["kind"] in WHATEVER]
    for fold in range(FOLDS):
        changed = [
            row for row in rows if not row["label"] and row["kind"] not in WHATEVER and folds[root(row["kind"])] != fold
        ]
        parts = ((changed, CHANGED), (other, OTHER), (same, SAME))
        chosen = [row for part, most in parts for row in chance.sample(part, min(most, len(part)))]
        chance.shuffle(chosen)
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in chosen)
        (out / f"fold{fold}.jsonl").write_text(lines, encoding="utf-8")


def left_out(row: Row, folds: dict[str, int], fold: int) -> bool:
    """Is it a different pair of a kind in this fold?"""
    return not row.label and row.kind not in WHATEVER and folds.get(root(row.kind), -1) == fold


def measured(data: Judged, folds: dict[str, int], fold: int, seed: int) -> dict[str, dict[str, list[bool]]]:
    """By preset and kind, whether each pair of the fold's kinds is served."""
    out = np.array([left_out(row, folds, fold) for row in data.rows])
    kept = _part(data, np.flatnonzero(~out))
    found = record(kept, *out_of_fold(kept, seed), seed)
    opened = kept.is_open
    vectors, labels = kept.vectors[opened], kept.labels[opened]
    first, second = fitted(without_logit(vectors), labels, seed), fitted(vectors, labels, seed)
    rest = _part(data, np.flatnonzero(out))
    cheap = first.predict_proba(without_logit(rest.vectors))[:, 1] >= found["surely_different"]
    values = np.where(rest.is_open & cheap, second.predict_proba(rest.vectors)[:, 1], 0.0)
    shares: dict[str, dict[str, list[bool]]] = {}
    for preset, point in found["points"].items():
        served = (values >= point["probability"]) & (rest.vectors[:, 1] >= GATES[preset])
        by_kind = shares.setdefault(preset, defaultdict(list))
        for row, is_served in zip(rest.rows, served.tolist(), strict=True):
            by_kind[root(row.kind)].append(is_served)
        same = found["measured_out_of_fold"][preset]["plain"]["served_same_share"]
        print(
            json.dumps(
                {
                    "fold": fold,
                    "preset": preset,
                    "pairs": len(rest.rows),
                    "served": int(served.sum()),
                    "same_served_share": same,
                }
            )
        )
    return shares


def _part(data: Judged, rows: Sequence[int]) -> Judged:
    return Judged(
        [data.rows[row] for row in rows],
        [data.groups[row] for row in rows],
        [data.sources[row] for row in rows],
        data.vectors[rows],
        [data.vetoes[row] for row in rows],
    )


def measure(intents: Path, readers: Sequence[Path], folds: dict[str, int], seed: int) -> None:
    """Print the share of each kind that is served by stages that never saw it."""
    encoder, total = OnnxEmbedder(packaged_model()), defaultdict(lambda: defaultdict(list))
    for fold, path in enumerate(readers):
        embedder, reader = Embedder(), JointReader(path.read_bytes(), encoder.states)
        data = judged(gathered(intents, embedder, random.Random(seed)), embedder, reader)
        for preset, kinds in measured(data, folds, fold, seed).items():
            for kind, served in kinds.items():
                total[preset][kind] += served
    for preset, kinds in total.items():
        large = sorted(((sum(s) / len(s), kind, len(s)) for kind, s in kinds.items() if len(s) >= LEAST), reverse=True)
        pairs, served = sum(map(len, kinds.values())), sum(map(sum, kinds.values()))
        print(json.dumps({"preset": preset, "kinds": len(kinds), "pairs": pairs, "served": served}))
        print(json.dumps({"named": len(large), "above_2_percent": sum(share > 0.02 for share, _, _ in large)}))
        for share, kind, count in large[:20]:
            print(f"  {kind:24} {count:6} {share:8.2%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("make", "measure"))
    parser.add_argument("train", type=Path, nargs="?")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--intents", type=Path)
    parser.add_argument("--readers", type=Path, nargs="*", default=[])
    parser.add_argument("--folds", type=Path, help="folds.json, as `make` wrote it")
    parser.add_argument("--seed", type=int, default=11)
    given = parser.parse_args()
    if given.what == "make":
        given.out.mkdir(parents=True, exist_ok=True)
        make(given.train, given.out, random.Random(given.seed))
    else:
        measure(given.intents, given.readers, json.loads(given.folds.read_text(encoding="utf-8")), given.seed)


if __name__ == "__main__":
    main()
