"""Write the pairs that the verifier learns from and the sets that it is calibrated and tested on.

    python make_training_set.py --intents DIRECTORY --out DIRECTORY

Reads `benchmarks/pairs` (hand-written clusters, questions with asides and facts) and the openly licensed intent sets
`intents_clinc_train.jsonl` and `intents_banking_train.jsonl` in the directory of intents. Writes `train.jsonl` and
`train-asides.jsonl`, `asides.jsonl` for testing, and of `calibration` and each of `TEST_BATCHES` two files:
`NAME.jsonl`, expanded (all pairs inside a cluster, the nearest question of another cluster, random questions), and
`NAME-plain.jsonl` (the pairs as written). Every choice is seeded.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from edits import Editor
from numpy.typing import NDArray
from splits import ASIDE_BATCHES, BATCHES, HELD_OUT, TEST_BATCHES
from stories import story_pairs, told
from tokenizers import Tokenizer

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "packages" / "cachecore-gateway" / "src"))
sys.path.insert(0, str(ROOT / "packages" / "cachecore-minilm" / "src"))
import cachecore_minilm  # noqa: E402
from cachecore_gateway.semantic.alike import compared  # noqa: E402
from cachecore_gateway.semantic.reading.lexicon import Lexicon, lexicon  # noqa: E402

ASIDE_TIMES = 2
"""Each question is put in so many stories anew."""
HELD_OUT_INTENT = 4
"""Every so-many-th intent of a set, in order of name, is left out of training."""
REPEATED = 0.95
"""Cosine to a training text from which a test cluster counts as known and is left out."""
LONGEST = 400
"""Characters of the longest text that is trained on."""
CLASS_PAIRS = 100
"""Most pairs taken of one class of equal answer."""

Float = NDArray[np.float32]


@dataclass(frozen=True)
class Row:
    """One labelled pair."""

    a: str
    b: str
    label: int
    kind: str


@dataclass
class Cluster:
    """A question with others of the same and of different answer; `rivals` are different ones that share one answer."""

    domain: str
    same: list[str] = field(default_factory=list)
    different: list[tuple[str, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    rivals: list[str] = field(default_factory=list)


def clusters(batches: Iterable[str]) -> list[Cluster]:
    """Clusters of text pairs, in order; pairs of chats are left out."""
    found: dict[str, Cluster] = {}
    for batch in batches:
        for path in sorted((ROOT / "benchmarks" / "pairs" / batch).glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                if "q" in row:
                    found[f"{path}:{len(found)}"] = _of_group(f"{batch}/{path.stem}", row)
                elif isinstance(row["a"], str) and isinstance(row["b"], str):
                    _add(found.setdefault(row["cluster"], Cluster(f"{batch}/{path.stem}", [row["a"]])), row)
    return list(found.values())


def _of_group(domain: str, group: dict[str, Any]) -> Cluster:
    """Wordings `q` of one question and `t` of another: every pair of them is a pair as written."""
    cluster = Cluster(domain, group["q"], [(text, group["kind"]) for text in group["t"]], rivals=group["t"])
    inside = [(a, b) for texts in (group["q"], group["t"]) for a, b in combinations(texts, 2)]
    cluster.rows = [Row(a, b, 1, "reworded") for a, b in inside]
    cluster.rows += [Row(a, b, 0, group["kind"]) for a in group["q"] for b in group["t"]]
    return cluster


def _add(cluster: Cluster, row: dict[str, str]) -> None:
    cluster.rows.append(Row(row["a"], row["b"], int(row["label"]), row["kind"]))
    if row["label"]:
        cluster.same.append(row["b"])
    else:
        cluster.different.append((row["b"], row["kind"]))


class Embedder:
    """Unit vectors of the shipped embedding model."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        self._session = onnxruntime.InferenceSession(str(cachecore_minilm.model_path()), options)
        self._tokenizer = Tokenizer.from_file(str(cachecore_minilm.tokenizer_path()))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(256)

    def embed(self, texts: Sequence[str], batch: int = 32) -> Float:
        """(texts, 384) float32, unit rows."""
        encoded = [item.ids for item in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda row: len(encoded[row]))
        vectors = np.zeros((len(texts), 384), np.float32)
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            ids = np.zeros((len(rows), max(len(encoded[row]) for row in rows)), np.int64)
            mask = np.zeros_like(ids)
            for place, row in enumerate(rows):
                ids[place, : len(encoded[row])], mask[place, : len(encoded[row])] = encoded[row], 1
            fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            vectors[rows] = self._session.run(["sentence_embedding"], fed)[0]
        return vectors


def expanded(found: Sequence[Cluster], embedder: Embedder, chance: random.Random) -> list[Row]:
    """All pairs inside each cluster, each same-answer text with the nearest other cluster and some at random."""
    rows: list[Row] = []
    for cluster in found:
        rows += [
            Row(a, b, 1, "same_same") for texts in (cluster.same, cluster.rivals) for a, b in combinations(texts, 2)
        ]
        rows += [Row(a, b, 0, kind) for a in cluster.same for b, kind in cluster.different]
    rows += _strangers(found, embedder, chance)
    return [row for row in rows if row.a != row.b]


def _strangers(found: Sequence[Cluster], embedder: Embedder, chance: random.Random) -> list[Row]:
    texts = [(text, number) for number, cluster in enumerate(found) for text in cluster.same]
    vectors, owners = embedder.embed([text for text, _ in texts]), np.array([owner for _, owner in texts])
    nearest = _nearest_of_others(vectors, owners)
    rows = [Row(text, texts[near][0], 0, "near_other") for (text, _), near in zip(texts, nearest, strict=True)]
    for text, owner in texts[::3]:
        other, stranger = texts[chance.randrange(len(texts))]
        if stranger != owner:
            rows.append(Row(text, other, 0, "random"))
    return rows


def _nearest_of_others(vectors: Float, owners: NDArray[np.int64]) -> list[int]:
    nearest: list[int] = []
    for start in range(0, len(vectors), 1000):
        cosines = vectors[start : start + 1000] @ vectors.T
        cosines[owners[start : start + 1000, None] == owners[None]] = -1
        nearest += cosines.argmax(1).tolist()
    return nearest


def intents(path: Path) -> dict[str, list[str]]:
    """Texts by intent, without the intents held out."""
    by_intent: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        by_intent.setdefault(row["intent"], []).append(row["text"])
    kept = [name for number, name in enumerate(sorted(by_intent)) if number % HELD_OUT_INTENT]
    return {name: by_intent[name] for name in kept}


def intent_rows(
    by_intent: dict[str, list[str]], embedder: Embedder, chance: random.Random, *, same_count: int, different_count: int
) -> list[Row]:
    """Near texts of one intent that agree in numbers and negations, and near texts of different intents."""
    texts = [(text, number) for number, found in enumerate(by_intent.values()) for text in found]
    vectors, owners = embedder.embed([text for text, _ in texts]), np.array([owner for _, owner in texts])
    same, different = [], []
    for start in range(0, len(texts), 1000):
        cosines = vectors[start : start + 1000] @ vectors.T
        for place, row in enumerate(cosines):
            here = start + place
            order = np.argsort(-row)[1:40]
            same += [(here, int(k)) for k in order if owners[k] == owners[here] and row[k] >= 0.72 and k > here][:3]
            different += [(here, int(k)) for k in order if owners[k] != owners[here] and row[k] < 0.93][:2]
    same = [pair for pair in same if _alike(texts[pair[0]][0], texts[pair[1]][0])]
    picked = [(*pair, 1) for pair in chance.sample(same, min(same_count, len(same)))]
    picked += [(*pair, 0) for pair in chance.sample(different, min(different_count, len(different)))]
    return [Row(texts[a][0], texts[b][0], label, "intent") for a, b, label in picked]


_NOT = re.compile(r"\b(not|never|no|without|cannot|\w+n'?t)\b", re.IGNORECASE)
_DIRECTED = re.compile(
    r"\b(from|to|into|before|after|why|when|where|who|how|which|more|less|first|second|cancel)\b", re.IGNORECASE
)


def _alike(left: str, right: str) -> bool:
    def facts(text: str) -> tuple[object, ...]:
        return set(re.findall(r"\d+", text)), bool(_NOT.search(text))

    return facts(left) == facts(right)


def kin(words: Counter[str], book: Lexicon) -> dict[str, list[str]]:
    """Words of the texts by each of them that is, in its first sense, another kind of the same thing."""
    common = [word for word, count in words.items() if count >= 3 and len(word) > 3 and book.senses(word, 1)]
    by_parent: dict[int, list[str]] = {}
    for word in common:
        for sense in book.senses(word, 1)[:1]:
            by_parent.setdefault(book._hypernym[sense], []).append(word)
    by_parent.pop(-1, None)
    return {
        word: others
        for family in by_parent.values()
        if 1 < len(family) < 40
        for word in family
        for others in [[other for other in family if not book.synonyms(word, other)]]
        if others
    }


def class_rows(folder: Path, name: str, chance: random.Random, *, held_out: bool) -> list[Row]:
    """Real users' questions of an intent by the classes of equal answer in `benchmarks/pairs/intent_classes`.

    Of each class at most `CLASS_PAIRS` pairs, of each intent as many of different classes as of the same.
    """
    lines = (folder / f"intents_{name}_train.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    found = (ROOT / "benchmarks" / "pairs" / "intent_classes" / f"{name}.jsonl").read_text(encoding="utf-8")
    rows: list[Row] = []
    for number, line in enumerate(sorted(found.splitlines(), key=lambda line: str(json.loads(line)["intent"]))):
        if (number % HELD_OUT_INTENT == 0) == held_out:
            rows += _of_classes(json.loads(line), texts, chance)
    return rows


def _of_classes(found: dict[str, Any], texts: Sequence[str], chance: random.Random) -> list[Row]:
    """Pairs inside a class are the same, of two groups of classes different; inside a group nothing is said."""
    classes = [*found["classes"], *([row] for row in found["alone"])]
    groups = [[row for number in group for row in classes[number]] for group in found["groups"]]
    same = [pair for rows in classes for pair in _some_of(list(combinations(rows, 2)), CLASS_PAIRS, chance)]
    across = [(a, b) for one, other in combinations(groups, 2) for a in one for b in other]
    picked = [(*pair, 1) for pair in same]
    picked += [(*pair, 0) for pair in _some_of(across, max(len(same), CLASS_PAIRS), chance)]
    return [Row(texts[a], texts[b], label, "intent_class") for a, b, label in picked]


def _some_of(pairs: list[tuple[int, int]], most: int, chance: random.Random) -> list[tuple[int, int]]:
    return pairs if len(pairs) <= most else chance.sample(pairs, most)


def edited_rows(texts: Sequence[str], found: Sequence[Cluster], editor: Editor, chance: random.Random) -> list[Row]:
    """Generated edits: of a text against itself and, inside clusters, against another wording of it."""
    rows = []
    for text in texts:
        if chance.random() < 0.5:
            rows += _with_edit(text, text, editor)
        else:
            rows.append(Row(text, editor.surface(text), 1, "gen_surface"))
    for cluster in found:
        if len(cluster.same) > 2 and max(map(len, cluster.same)) < LONGEST:
            one, other = chance.sample(cluster.same, 2)
            rows += _with_edit(one, other, editor)
            one, other = chance.sample(cluster.same, 2)
            rows.append(Row(one, editor.surface(other), 1, "gen_far_surface"))
    return [row for row in rows if row.a != row.b]


def _with_edit(text: str, against: str, editor: Editor) -> list[Row]:
    change = editor.changed(text)
    if change is None:
        return []
    kind = f"gen_{'far_' if text != against else ''}{change[1]}"
    return [Row(against, change[0], 0, kind)]


def noisy(rows: Sequence[Row], editor: Editor, chance: random.Random, share: float) -> list[Row]:
    """The rows, a share of them with surface noise on one side, whatever their label."""
    return [Row(r.a, editor.surface(r.b), r.label, r.kind) if chance.random() < share else r for r in rows]


def thinned(rows: Sequence[Row], chance: random.Random) -> list[Row]:
    """Rows of a cluster with fewer of the many different ones."""
    kept = {"same_same": 1.0, "near_other": 0.5, "random": 0.5}
    return [row for row in rows if chance.random() < kept.get(row.kind, 0.65)]


def words_of(texts: Iterable[str]) -> Counter[str]:
    """How often each lower-case word occurs."""
    return Counter(word for text in texts for word in re.findall(r"[a-z]{3,}", text.lower()))


def without_repeats(test: Sequence[Cluster], trained: Sequence[str], embedder: Embedder) -> list[Cluster]:
    """The test clusters none of whose texts nearly repeats a text of training."""
    known = embedder.embed(trained)
    kept = []
    for cluster in test:
        own = embedder.embed([*cluster.same, *(text for text, _ in cluster.different)])
        if float((own @ known.T).max()) < REPEATED:
            kept.append(cluster)
    return kept


def write(path: Path, rows: Sequence[Row]) -> None:
    """One JSON object a line."""
    lines = (json.dumps({"a": r.a, "b": r.b, "label": r.label, "kind": r.kind}, ensure_ascii=False) for r in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    labels = sum(row.label for row in rows)
    print(json.dumps({"file": path.name, "pairs": len(rows), "same": labels}), flush=True)


def training_rows(found: Sequence[Cluster], folder: Path, embedder: Embedder, chance: random.Random) -> list[Row]:
    """Everything that is trained on, shuffled."""
    own = sorted({text for c in found for text in (*c.same, *(t for t, _ in c.different)) if len(text) < LONGEST})
    banking, clinc = (intents(folder / f"intents_{name}_train.jsonl") for name in ("banking", "clinc"))
    foreign = [text for group in (banking, clinc) for texts in group.values() for text in texts]
    counts, book = words_of([*own, *foreign]), lexicon()
    opposites = [(a, b) for a, b in sorted(book._opposites) if counts[a] >= 3 and counts[b] >= 3]
    editor = Editor(chance, opposites, kin(counts, book), sorted(w for w in counts if counts[w] >= 3 and len(w) > 3))
    rows = noisy(thinned(expanded(found, embedder, chance), chance), editor, chance, 0.2)
    rows += noisy(intent_rows(banking, embedder, chance, same_count=5000, different_count=5000), editor, chance, 0.1)
    rows += intent_rows(clinc, embedder, chance, same_count=0, different_count=3000)
    for name in ("banking", "clinc"):
        rows += noisy(class_rows(folder, name, chance, held_out=False), editor, chance, 0.1)
    rows += edited_rows([*own, *chance.sample(foreign, 5000)], found, editor, chance)
    return as_compared(rows, chance)


def as_compared(rows: Sequence[Row], chance: random.Random) -> list[Row]:
    """What is short enough, as guards and verifier look at it, shuffled."""
    kept = [row for row in rows if len(row.a) < LONGEST and len(row.b) < LONGEST and row.a != row.b]
    kept = [Row(*compared(row.a, row.b), row.label, row.kind) for row in kept]
    chance.shuffle(kept)
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--intents", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    chance, embedder = random.Random(given.seed), Embedder()
    every = clusters(BATCHES)
    learnt = [cluster for cluster in every if cluster.domain not in HELD_OUT]
    held = [cluster for cluster in every if cluster.domain in HELD_OUT]
    write(given.out / "train.jsonl", training_rows(learnt, given.intents, embedder, chance))
    beside = [one for one in told(ASIDE_BATCHES) if one.domain not in HELD_OUT]
    rows = [Row(*pair) for _ in range(ASIDE_TIMES) for pair in story_pairs(beside, chance)]
    write(given.out / "train-asides.jsonl", as_compared(rows, chance))
    own = sorted({text for c in every for text in (*c.same, *(t for t, _ in c.different))})
    tests = {name: without_repeats(clusters([batch]), own, embedder) for name, batch in TEST_BATCHES.items()}
    for name, group in {"calibration": held, **tests}.items():
        write(given.out / f"{name}.jsonl", expanded(group, embedder, random.Random(given.seed)))
        write(given.out / f"{name}-plain.jsonl", [row for cluster in group for row in cluster.rows])
    tested = story_pairs(told(["henbane"]), random.Random(given.seed))
    write(given.out / "asides.jsonl", [Row(*pair) for pair in tested])


if __name__ == "__main__":
    main()
