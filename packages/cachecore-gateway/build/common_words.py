"""Rebuild `semantic/reading/data/words.txt`: words that are surely no slip, the most frequent first.

    python common_words.py path/to/tokenizer.json path/to/benchmarks/pairs

The tokenizer's vocabulary is in order of frequency. Behind it come names and terms that neither it nor the lexicon has and
that three batches of pairs or more use, of those that the verifier learns from. The result is the same for equal input.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[3] / "benchmarks/verifier")]

from splits import BATCHES

from cachecore_gateway.semantic.reading.lexicon import lexicon

TARGET = Path(__file__).parents[1] / "src/cachecore_gateway/semantic/reading/data/words.txt"
WORD = re.compile(r"(?<![\w'’])[A-Za-z]{3,20}(?![\w'’])")
LEAST_BATCHES = 3
SHORTEST = 2


def vocabulary(path: Path) -> list[str]:
    """Whole words of a WordPiece tokenizer in its order."""
    places: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
    words = [word for word in places if word.isascii() and word.isalpha() and len(word) >= SHORTEST]
    return sorted(words, key=places.__getitem__)


def texts(value: object) -> Iterator[str]:
    """Every string inside `value`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts(value.values())
    elif isinstance(value, Iterable):
        for one in value:
            yield from texts(one)


def terms(pairs: Path, known: frozenset[str]) -> list[str]:
    """Other words that several batches have, in alphabetical order."""
    seen: dict[str, set[str]] = defaultdict(set)
    for batch in BATCHES:
        for path in sorted((pairs / batch).glob("*.jsonl")):
            for match in WORD.finditer(" ".join(texts(json.loads(line) for line in path.open(encoding="utf-8")))):
                seen[match.group().lower()].add(batch)
    words = lexicon()
    return sorted(
        word
        for word, batches in seen.items()
        if len(batches) >= LEAST_BATCHES and word not in known and not words.knows(words.base(word))
    )


def main() -> None:
    tokenizer, pairs = map(Path, sys.argv[1:])
    common = vocabulary(tokenizer)
    TARGET.write_text("\n".join([*common, *terms(pairs, frozenset(common))]) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
