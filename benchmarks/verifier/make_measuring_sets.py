"""Write what the figures of `docs/explanation/l2-correctness.md` are measured on, beside the sets of training.

    python make_measuring_sets.py --intents DIRECTORY --sets DIRECTORY

Reads `test-plain.jsonl` in the directory of sets and the intent sets; writes there `surface.jsonl` (generated surface
variants of test questions, all of label 1), `banking.jsonl` (a stream of the held-out banking intents), `clinc.jsonl`
(a stream of the CLINC test set) and of each `…-classes.jsonl`: a stream of held-out intents in which the groups of
`benchmarks/pairs/intent_classes` stand in the place of intents. Seeds fixed.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

from edits import Editor
from make_training_set import HELD_OUT_INTENT, ROOT

SURFACES, STREAM = 400, 500
LONGEST = 160
"""Letters of a question that is varied; longer ones hold documents, which must match exactly."""


def read(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, rows: Sequence[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def by_class(intents: Path, name: str) -> list[dict[str, object]]:
    """Questions of the held-out intents, each with its group of classes."""
    texts = [row["text"] for row in read(intents / f"intents_{name}_train.jsonl")]
    lines = (
        (ROOT / "benchmarks" / "pairs" / "intent_classes" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    )
    found = sorted((json.loads(line) for line in lines), key=lambda row: str(row["intent"]))
    rows: list[dict[str, object]] = []
    for row in found[::HELD_OUT_INTENT]:
        classes = [*row["classes"], *([alone] for alone in row["alone"])]
        rows += [
            {"text": texts[line], "intent": f"{row['intent']} {number}"}
            for number, group in enumerate(row["groups"])
            for part in group
            for line in classes[part]
        ]
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--intents", type=Path, required=True)
    parser.add_argument("--sets", type=Path, required=True)
    given = parser.parse_args()
    chance = random.Random(1)
    editor = Editor(chance, (), {}, ("word",))
    texts = {row["a"] for row in read(given.sets / "test-plain.jsonl")}
    questions = sorted(text for text in texts if len(text) <= LONGEST)
    variants = [(text, editor.surface(text)) for text in chance.choices(questions, k=SURFACES)]
    rows = [{"a": a, "b": b, "label": 1, "kind": "surface"} for a, b in variants if a != b]
    write(given.sets / "surface.jsonl", rows)
    banking = read(given.intents / "intents_banking_train.jsonl")
    held_out = sorted({row["intent"] for row in banking})[::HELD_OUT_INTENT]
    write(given.sets / "banking.jsonl", chance.sample([row for row in banking if row["intent"] in held_out], STREAM))
    write(given.sets / "clinc.jsonl", chance.sample(read(given.intents / "intents_clinc_test.jsonl"), STREAM))
    for name in ("banking", "clinc"):
        rows = by_class(given.intents, name)
        write(given.sets / f"{name}-classes.jsonl", chance.sample(rows, len(rows)))


if __name__ == "__main__":
    main()
