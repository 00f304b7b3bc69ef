"""Write groups as pairs, one JSON object a line, for `cachecore evaluate pairs`.

    python expand.py BATCH_FOLDER_OR_FILE … > pairs.jsonl

A group `{"kind", "q", "t"}` gives 9 pairs of label 1 (two texts of one side) and 12 of label 0 (a text of either side);
a line that is a pair already is passed on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path


def pairs_of(line: dict[str, object]) -> Iterator[dict[str, object]]:
    """The pairs of one line."""
    questions, others, kind = line.get("q"), line.get("t"), line.get("kind")
    if not isinstance(questions, list) or not isinstance(others, list):
        yield line
        return
    for texts in (questions, others):
        for a, b in combinations(texts, 2):
            yield {"a": a, "b": b, "label": 1, "kind": "reworded"}
    for a, b in product(questions, others):
        yield {"a": a, "b": b, "label": 0, "kind": kind}


def main() -> None:
    """Everything below the paths given, in order of name."""
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    for name in map(Path, sys.argv[1:]):
        for path in sorted(name.glob("**/*.jsonl")) if name.is_dir() else [name]:
            for line in path.read_text(encoding="utf-8").splitlines():
                for pair in pairs_of(json.loads(line)):
                    print(json.dumps(pair, ensure_ascii=False))


if __name__ == "__main__":
    main()
