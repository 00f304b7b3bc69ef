"""Recall and processor time of a large scope's search on real texts.

    python benchmarks/store/recall.py questions.txt --counts 12500,50000

`questions.txt` has one text a line (or is a .npy file of vectors that were saved with --save). The last of them are
asked, the first N stored. Recall is the share of the six nearest at or above a cosine that a search names, against
an exact scan. Times are processor time of one search on one thread, the mean of all that were asked.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cachecore_gateway.semantic.model_files import packaged_model
from cachecore_gateway.semantic.onnx_embedder import OnnxEmbedder
from cachecore_gateway.stores.embedded.inverted import InvertedPartition, list_count_for, probed_count_for
from cachecore_gateway.stores.embedded.partition import Batch, ExactPartition, Partition

LIMIT = 6
EXTRA = 8
"""Candidates that the index asks for beyond the limit."""
FLOORS = (0.5, 0.6, 0.7, 0.86)
SAMPLE_PER_LIST = 40

Rows = npt.NDArray[np.float32]


def main() -> None:
    """Read arguments, measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--counts", default="50000")
    parser.add_argument("--asked", type=int, default=1000)
    parser.add_argument("--save", type=Path, help="keep the vectors in this .npy file")
    chosen = parser.parse_args()
    rows = vectors_of(chosen.texts)
    if chosen.save:
        np.save(chosen.save, rows)
    asked = np.ascontiguousarray(rows[-chosen.asked :])
    print(f"| rows | lists | probed |{''.join(f' >= {floor} |' for floor in FLOORS)} search | exact scan | build |")
    for count in map(int, chosen.counts.split(",")):
        if count + chosen.asked > len(rows):
            raise SystemExit(f"{len(rows):,} texts are too few for {count:,} stored and {chosen.asked:,} asked ones")
        print(line_of(np.ascontiguousarray(rows[:count]), asked), flush=True)


def vectors_of(texts: Path) -> Rows:
    """Unit rows of the texts, each text once."""
    if texts.suffix == ".npy":
        return np.asarray(np.load(texts), np.float32)
    return OnnxEmbedder(packaged_model()).embed(list(dict.fromkeys(texts.read_text().splitlines())))


def line_of(rows: Rows, asked: Rows) -> str:
    """One line of the table."""
    exact = ExactPartition(rows.shape[1], len(rows))
    exact.add(batch_of(rows))
    near, exact_ms = searched(exact, asked, LIMIT)
    lists = list_count_for(len(rows))
    step = max(1, len(rows) // (SAMPLE_PER_LIST * lists))
    began = time.process_time()
    built = InvertedPartition(np.ascontiguousarray(rows[::step]), len(rows))
    built.add(batch_of(rows))
    build_seconds = time.process_time() - began
    found, search_ms = searched(built, asked, LIMIT + EXTRA)
    shares = "".join(f" {recall(near, found, floor):.4f} |" for floor in FLOORS)
    return (
        f"| {len(rows):,} | {lists} | {probed_count_for(lists)} |{shares} {search_ms:.2f} ms | {exact_ms:.2f} ms "
        f"| {build_seconds:.1f} s |"
    )


def batch_of(rows: Rows) -> Batch:
    """Rows under their numbers, fresh for ever."""
    return Batch([str(number) for number in range(len(rows))], np.full(len(rows), 9e9), rows)


Found = Sequence[Sequence[tuple[str, float]]]


def searched(partition: Partition, asked: Rows, limit: int) -> tuple[Found, float]:
    """What is found for each, and milliseconds of processor time a search."""
    search: Callable[[Rows], list[tuple[str, float]]] = lambda row: partition.search(row, limit, FLOORS[0], 0.0)  # noqa: E731
    search(asked[0])
    began = time.process_time()
    found = [search(row) for row in asked]
    return found, (time.process_time() - began) / len(asked) * 1e3


def recall(near: Found, found: Found, floor: float) -> float:
    """Share of the true neighbours at or above ``floor`` that were found."""
    named = [{key for key, _ in pairs} for pairs in found]
    wanted = [[key for key, cosine in pairs if cosine >= floor] for pairs in near]
    count = sum(map(len, wanted))
    return sum(key in names for keys, names in zip(wanted, named, strict=True) for key in keys) / max(1, count)


if __name__ == "__main__":
    main()
