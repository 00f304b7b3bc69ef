"""Train the pair cross-encoder on labelled pairs and write it as int8 ONNX.

    python train_pair_model.py WEIGHTS.safetensors --tokenizer tokenizer.json --train A.jsonl [B.jsonl …] \
        --test C.jsonl [--layers 4] [--epochs 3] [--out DIRECTORY]

Lines are `{"a", "b", "label"[, "kind"]}` with strings a and b. WEIGHTS is the published encoder or an earlier
`pair.safetensors`. Needs torch when the model is made, never when it runs. Prints JSON lines: progress,
then one per test file. Fixed seed and thread count give the same model on the same machine.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from pair_model import PairModel, from_weights, to_weights
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parents[2] / "packages" / "cachecore-minilm" / "build"))
from encoder_graph import EncoderShape, pair_classifier

Float = NDArray[np.float64]
Labels = NDArray[np.int64]
WRONG_SHARE = 0.01
REPORT_STEPS = 100
KEEP_STEPS = 500


@dataclass(frozen=True)
class Pair:
    """Two tokenised questions without special tokens; label 1: same answer."""

    a: tuple[int, ...]
    b: tuple[int, ...]
    label: int
    kind: str

    @property
    def length(self) -> int:
        return len(self.a) + len(self.b) + 3


@dataclass(frozen=True)
class Plan:
    """How to train."""

    layers: int
    epochs: float
    batch_pairs: int
    learning_rate: float
    layer_decay: float
    max_tokens: int
    seed: int
    train_words: bool
    bfloat16: bool
    smoothing: float
    frozen_layers: int


def read_pairs(paths: Sequence[Path], tokenizer: Tokenizer, max_tokens: int) -> list[Pair]:
    """Pairs of string questions that fit `max_tokens` together."""
    pairs = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if isinstance(row["a"], str) and isinstance(row["b"], str):
                pairs.append(_pair(row, tokenizer))
    return [pair for pair in pairs if pair.length <= max_tokens]


def _pair(row: dict[str, str], tokenizer: Tokenizer) -> Pair:
    a, b = (tuple(tokenizer.encode(row[side], add_special_tokens=False).ids) for side in "ab")
    return Pair(a, b, int(row["label"]), row.get("kind", ""))


def endless_batches(pairs: Sequence[Pair], size: int, chance: random.Random) -> Iterator[list[Pair]]:
    """Epoch after epoch of `batches`."""
    while True:
        yield from batches(pairs, size, chance)


def batches(pairs: Sequence[Pair], size: int, chance: random.Random) -> list[list[Pair]]:
    """Batches of similar length in random order: sorted within windows of 50 batches."""
    order = list(range(len(pairs)))
    chance.shuffle(order)
    found: list[list[Pair]] = []
    for start in range(0, len(order), size * 50):
        window = sorted(order[start : start + size * 50], key=lambda row: pairs[row].length)
        found += [[pairs[row] for row in window[k : k + size]] for k in range(0, len(window), size)]
    chance.shuffle(found)
    return found


def swapped(batch: Sequence[Pair], chance: random.Random) -> list[Pair]:
    """Each pair in either order: sameness has no direction."""
    return [Pair(p.b, p.a, p.label, p.kind) if chance.random() < 0.5 else p for p in batch]


def tensors(batch: Sequence[Pair]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """ids, mask and types, each int64 (pairs, tokens)."""
    ids = np.zeros((len(batch), max(p.length for p in batch)), np.int64)
    mask, types = np.zeros_like(ids), np.zeros_like(ids)
    for row, pair in enumerate(batch):
        ids[row, : pair.length] = (101, *pair.a, 102, *pair.b, 102)
        mask[row, : pair.length] = 1
        types[row, len(pair.a) + 2 : pair.length] = 1
    return torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(types)


def parameter_groups(model: PairModel, plan: Plan) -> list[dict[str, object]]:
    """Lower layers learn more slowly by `layer_decay` a layer; word vectors only where asked."""
    model.embeddings.requires_grad_(False)
    model.embeddings["word_embeddings"].requires_grad_(plan.train_words)
    groups: list[dict[str, object]] = [{"params": list(model.classifier.parameters()), "lr": plan.learning_rate * 5}]
    if plan.train_words:
        rate = plan.learning_rate * plan.layer_decay ** (plan.layers + 1)
        groups.append({"params": list(model.embeddings["word_embeddings"].parameters()), "lr": rate})
    for depth, layer in enumerate(model.encoder.layer):
        if depth < plan.frozen_layers:
            layer.requires_grad_(False)
            continue
        rate = plan.learning_rate * plan.layer_decay ** (plan.layers - 1 - depth)
        groups.append({"params": list(layer.parameters()), "lr": rate})
    return groups


def train(model: PairModel, pairs: Sequence[Pair], plan: Plan, folder: Path | None = None) -> None:
    """AdamW, linear warm-up over a tenth of the steps, then linear decay to zero; weights are kept on the way."""
    chance = random.Random(plan.seed)
    steps = int(plan.epochs * -(-len(pairs) // plan.batch_pairs))
    optimiser = torch.optim.AdamW(parameter_groups(model, plan), weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: rate_factor(step, steps))
    model.train()
    start, losses = time.monotonic(), []
    for step, batch in enumerate(islice(endless_batches(pairs, plan.batch_pairs, chance), steps), 1):
        losses.append(_step(model, swapped(batch, chance), optimiser, plan))
        schedule.step()
        if step % REPORT_STEPS == 0 or step == steps:
            rate = step * plan.batch_pairs / (time.monotonic() - start)
            _report(step, steps, float(np.mean(losses[-REPORT_STEPS:])), rate)
        if folder and step % KEEP_STEPS == 0:
            folder.mkdir(parents=True, exist_ok=True)
            save_file(to_weights(model), folder / "kept.safetensors")


def rate_factor(step: int, steps: int) -> float:
    """Factor on the learning rate before the (0-based) step."""
    return min((step + 1) / (steps * 0.1 + 1), (steps - step) / steps)


def _step(model: PairModel, batch: Sequence[Pair], optimiser: torch.optim.Optimizer, plan: Plan) -> float:
    labels = torch.tensor([abs(pair.label - plan.smoothing) for pair in batch])
    with torch.autocast("cpu", torch.bfloat16, enabled=plan.bfloat16):
        logits = model(*tensors(batch))
    loss = functional.binary_cross_entropy_with_logits(logits.float(), labels)
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return loss.item()


def _report(step: int, steps: int, loss: float, rate: float) -> None:
    progress = {"step": step, "of": steps, "loss": round(loss, 4), "pairs_per_second": round(rate, 1)}
    print(json.dumps(progress), flush=True)


def scores(model: PairModel, pairs: Sequence[Pair]) -> Float:
    """Mean logit of both orders, by pair."""
    model.eval()
    out = np.zeros(len(pairs))
    order = sorted(range(len(pairs)), key=lambda row: pairs[row].length)
    with torch.inference_mode():
        for start in range(0, len(order), 64):
            rows = order[start : start + 64]
            both = [pairs[row] for row in rows] + [Pair(pairs[row].b, pairs[row].a, 0, "") for row in rows]
            out[rows] = model(*tensors(both)).numpy().reshape(2, -1).mean(0)
    return out


def auc(labels: Labels, values: Float) -> float:
    """Chance that a same-answer pair scores above a different one, ties half."""
    positive, negative = np.sort(values[labels == 1]), values[labels == 0]
    below = np.searchsorted(positive, negative, "left") + np.searchsorted(positive, negative, "right")
    return float(1 - below.mean() / 2 / len(positive))


def served_same(labels: Labels, values: Float, wrong_share: float) -> float:
    """Largest share of same-answer pairs served while at most `wrong_share` of the different ones are."""
    different = np.sort(values[labels == 0])[::-1]
    threshold = different[int(wrong_share * len(different))]
    return float((values[labels == 1] > threshold).mean())


def evaluate(model: PairModel, pairs: Sequence[Pair]) -> dict[str, float | int]:
    """Ranking quality on `pairs`."""
    labels, values = np.array([pair.label for pair in pairs]), scores(model, pairs)
    return {
        "pairs": len(pairs),
        "auc": round(auc(labels, values), 4),
        "served_same_at_1_percent": round(served_same(labels, values, WRONG_SHARE), 4),
        "served_same_at_5_percent": round(served_same(labels, values, 0.05), 4),
    }


def export(model: PairModel, plan: Plan, folder: Path) -> None:
    """Write `pair.onnx` (int8), `pair-float32.onnx` and `pair.safetensors`."""
    folder.mkdir(parents=True, exist_ok=True)
    weights, shape = to_weights(model), EncoderShape(layers=plan.layers)
    save_file(weights, folder / "pair.safetensors")
    (folder / "pair.onnx").write_bytes(pair_classifier(weights, shape, "int8").SerializeToString(deterministic=True))
    (folder / "pair-float32.onnx").write_bytes(pair_classifier(weights, shape, "float32").SerializeToString())


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--train", type=Path, nargs="+", required=True)
    parser.add_argument("--test", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--batch-pairs", type=int, default=32)
    parser.add_argument("--learning-rate", type=float, default=1e-4)
    parser.add_argument("--layer-decay", type=float, default=0.9)
    parser.add_argument("--max-tokens", type=int, default=128)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--smoothing", type=float, default=0.05)
    parser.add_argument("--frozen-layers", type=int, default=0)
    parser.add_argument("--train-words", action="store_true")
    parser.add_argument("--bfloat16", action="store_true")
    return parser.parse_args()


def main() -> None:
    given = arguments()
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    plan = Plan(**{name: getattr(given, name) for name in Plan.__dataclass_fields__})
    tokenizer = Tokenizer.from_file(str(given.tokenizer))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    model = from_weights(load_file(given.weights), plan.layers)
    train(model, read_pairs(given.train, tokenizer, plan.max_tokens), plan, given.out)
    for path in given.test:
        found = evaluate(model, read_pairs([path], tokenizer, plan.max_tokens))
        print(json.dumps({"test": path.name, **found}), flush=True)
    if given.out:
        export(model, plan, given.out)


if __name__ == "__main__":
    main()
