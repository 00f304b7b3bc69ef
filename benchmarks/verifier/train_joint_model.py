"""Train the verifier's joint model on labelled pairs and write its weights.

    python train_joint_model.py WEIGHTS.safetensors --tokenizer tokenizer.json --train A.jsonl [B.jsonl …] \
        --test C.jsonl --out DIRECTORY [--layers 6] [--lower 3] [--epochs 3]

Lines are `{"a", "b", "label"[, "kind"]}`. Prints JSON lines: progress, then one per test file. Weights are kept every
500 steps. Seeds and thread count fixed give the same model on the same machine.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from joint_model import JointModel, lower_states, started
from pair_model import PairModel
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer
from torch.nn import functional
from train_pair_model import Pair, auc, endless_batches, rate_factor, read_pairs, served_same, swapped

CLS, SEP = 101, 102
REPORT_STEPS, KEEP_STEPS = 100, 500
Tokens = tuple[int, ...]


class States:
    """Lower states of texts, worked out when first asked for and kept as `kept`."""

    kept = torch.bfloat16

    def __init__(self, whole: PairModel, lower: int, bfloat16: bool) -> None:
        self._whole, self._lower, self._bfloat16 = whole, lower, bfloat16
        self._rows: dict[Tokens, torch.Tensor] = {}

    def _add(self, texts: Sequence[Tokens]) -> None:
        ids = np.zeros((len(texts), len(texts[-1]) + 2), np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(texts):
            ids[row, : len(text) + 2], mask[row, : len(text) + 2] = (CLS, *text, SEP), 1
        with torch.autocast("cpu", torch.bfloat16, enabled=self._bfloat16):
            found = lower_states(self._whole, self._lower, torch.from_numpy(ids), torch.from_numpy(mask)).to(self.kept)
        for row, text in enumerate(texts):
            self._rows[text] = found[row, : len(text) + 2].clone()

    def batch(self, pairs: Sequence[Pair]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """States float32 (pairs, tokens, width), mask and types int64 (pairs, tokens)."""
        new = {text for pair in pairs for text in (pair.a, pair.b)} - self._rows.keys()
        if new:
            self._add(sorted(new, key=len))
        longest = max(pair.length + 1 for pair in pairs)
        states = torch.zeros(len(pairs), longest, 384)
        mask, types = (
            torch.zeros(len(pairs), longest, dtype=torch.long),
            torch.zeros(len(pairs), longest, dtype=torch.long),
        )
        for row, pair in enumerate(pairs):
            middle, end = len(pair.a) + 2, pair.length + 1
            states[row, :middle], states[row, middle:end] = self._rows[pair.a].float(), self._rows[pair.b].float()
            mask[row, :end], types[row, middle:end] = 1, 1
        return states, mask, types


def groups(model: JointModel, rate: float, decay: float) -> list[dict[str, object]]:
    """Lower layers learn more slowly by `decay` a layer, the head and the segments faster."""
    top = len(model.layer) - 1
    found: list[dict[str, object]] = [
        {"params": [*model.classifier.parameters(), model.segment], "lr": rate * 5},
        *({"params": list(layer.parameters()), "lr": rate * decay ** (top - k)} for k, layer in enumerate(model.layer)),
    ]
    return found


def train(model: JointModel, states: States, pairs: Sequence[Pair], given: argparse.Namespace) -> None:
    """AdamW, linear warm-up, then linear decay to zero by steps, or by the clock where minutes are given."""
    chance = random.Random(given.seed)
    steps = int(given.epochs * -(-len(pairs) // given.batch_pairs))
    optimiser = torch.optim.AdamW(groups(model, given.learning_rate, given.layer_decay), weight_decay=0.01, fused=True)
    model.train()
    start, losses = time.monotonic(), []
    peaks = [group["lr"] for group in optimiser.param_groups]
    for step, batch in enumerate(islice(endless_batches(pairs, given.batch_pairs, chance), steps), 1):
        done = (time.monotonic() - start) / 60 / given.minutes if given.minutes else (step - 1) / steps
        if done >= 1:
            break
        for group, peak in zip(optimiser.param_groups, peaks, strict=True):
            group["lr"] = peak * rate_factor(int(done * 10_000), 10_000)
        losses.append(_step(model, states, swapped(batch, chance), optimiser, given))
        if step % REPORT_STEPS == 0 or step == steps:
            rate = step * given.batch_pairs / (time.monotonic() - start)
            recent = round(float(np.mean(losses[-REPORT_STEPS:])), 4)
            print(
                json.dumps({"step": step, "of": steps, "loss": recent, "pairs_per_second": round(rate, 1)}), flush=True
            )
        if step % KEEP_STEPS == 0:
            keep(model, given.out / "kept.safetensors")


def _step(
    model: JointModel,
    states: States,
    batch: Sequence[Pair],
    optimiser: torch.optim.Optimizer,
    given: argparse.Namespace,
) -> float:
    labels = torch.tensor([abs(pair.label - given.smoothing) for pair in batch])
    with torch.autocast("cpu", torch.bfloat16, enabled=given.bfloat16):
        logits = model(*states.batch(batch))
    loss = functional.binary_cross_entropy_with_logits(logits.float(), labels)
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return loss.item()


def keep(model: JointModel, path: Path) -> None:
    """Write the trained part: `segment`, `layer.N.…` from 0, `classifier.…`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: value.detach().numpy().astype(np.float32) for name, value in model.state_dict().items()}, path)


def scores(model: JointModel, states: States, pairs: Sequence[Pair]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Logit by pair, a first."""
    model.eval()
    out = np.zeros(len(pairs))
    order = sorted(range(len(pairs)), key=lambda row: pairs[row].length)
    with torch.inference_mode():
        for start in range(0, len(order), 64):
            rows = order[start : start + 64]
            out[rows] = model(*states.batch([pairs[row] for row in rows])).float().numpy()
    return out


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--train", type=Path, nargs="+", required=True)
    parser.add_argument("--test", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    for name, kind, default in (
        ("layers", int, 6), ("lower", int, 3), ("epochs", float, 3.0), ("batch-pairs", int, 48),
        ("learning-rate", float, 2e-4), ("layer-decay", float, 0.9), ("max-tokens", int, 96),
        ("smoothing", float, 0.05), ("dropout", float, 0.0), ("seed", int, 1), ("threads", int, 2),
        ("minutes", float, 0.0),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", type=kind, default=default)
    parser.add_argument("--start", type=Path, help="weights of an earlier run to go on from")
    parser.add_argument("--bfloat16", action="store_true")
    return parser.parse_args()


def main() -> None:
    given = arguments()
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    tokenizer = Tokenizer.from_file(str(given.tokenizer))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    whole, model = started(load_file(given.weights), given.lower, given.layers, given.dropout)
    if given.start:
        earlier = load_file(given.start)
        model.load_state_dict({name: torch.from_numpy(value) for name, value in earlier.items()})
    pairs = read_pairs(given.train, tokenizer, given.max_tokens)
    train(model, States(whole, given.lower, given.bfloat16), pairs, given)
    keep(model, given.out / "joint.safetensors")
    for path in given.test:
        tested = read_pairs([path], tokenizer, given.max_tokens)
        labels = np.array([pair.label for pair in tested])
        values = scores(model, States(whole, given.lower, given.bfloat16), tested)
        found = {f"served_same_at_{share}": round(served_same(labels, values, share), 4) for share in (0.01, 0.05)}
        print(
            json.dumps({"test": path.name, "pairs": len(tested), "auc": round(auc(labels, values), 4), **found}),
            flush=True,
        )


if __name__ == "__main__":
    main()
