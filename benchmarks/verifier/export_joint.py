"""Write the trained verifier as int8 ONNX and check it against torch.

python export_joint.py WEIGHTS.safetensors JOINT.safetensors --tokenizer tokenizer.json --out verifier.onnx
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from joint_graph import joint_classifier, merged
from joint_model import started
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from train_joint_model import CLS, SEP, States
from train_pair_model import Pair

SAMPLES = (
    ("how do i open an account", "how to close an account"),
    ("What is the fee?", "is there a fee for paying abroad with the card"),
    ("Where is it?", "Where is it?"),
)
LARGEST_DIFFERENCE = 1e-3
"""Of the float32 graph's logits from torch's."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("joint", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--lower", type=int, default=3)
    parser.add_argument("--layers", type=int, default=6)
    given = parser.parse_args()
    published, trained = load_file(given.weights), load_file(given.joint)
    weights = merged(published, trained, given.lower)
    tokenizer = Tokenizer.from_file(str(given.tokenizer))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    pairs = [Pair(*(tuple(tokenizer.encode(t, add_special_tokens=False).ids) for t in both), 0, "") for both in SAMPLES]
    exact = joint_classifier(weights, given.lower, given.layers, "float32").SerializeToString(deterministic=True)
    small = joint_classifier(weights, given.lower, given.layers, "int8").SerializeToString(deterministic=True)
    wanted = torch_logits(published, trained, pairs, given.lower, given.layers)
    found, rounded = (onnx_logits(model, pairs) for model in (exact, small))
    difference = float(np.abs(found - wanted).max())
    if difference > LARGEST_DIFFERENCE:
        raise SystemExit(f"the graph differs from torch by {difference}")
    given.out.write_bytes(small)
    digest = hashlib.sha256(small).hexdigest()
    rounding = round(float(np.abs(rounded - wanted).max()), 3)
    print(json.dumps({"sha256": digest, "bytes": len(small), "graph_error": difference, "int8_error": rounding}))


def torch_logits(published, trained, pairs, lower, layers):  # type: ignore[no-untyped-def]
    whole, model = started(published, lower, layers)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in trained.items()})
    model.eval()
    states = Exact(whole, lower, False)
    with torch.inference_mode():
        return model(*states.batch(pairs)).numpy()


class Exact(States):
    """States in float32."""

    kept = torch.float32


def onnx_logits(model, pairs):  # type: ignore[no-untyped-def]
    session = onnxruntime.InferenceSession(model)
    longest = max(len(p.a) + len(p.b) + 4 for p in pairs)
    ids, mask, types = (np.zeros((len(pairs), longest), np.int64) for _ in range(3))
    for row, pair in enumerate(pairs):
        whole = (CLS, *pair.a, SEP, CLS, *pair.b, SEP)
        ids[row, : len(whole)], mask[row, : len(whole)], types[row, len(pair.a) + 2 : len(whole)] = whole, 1, 1
    return session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": types})[0]


if __name__ == "__main__":
    main()
