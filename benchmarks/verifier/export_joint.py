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
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from train_joint_model import States
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
    whole, model = started(published, given.lower, given.layers)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in trained.items()})
    inputs = Exact(whole, given.lower, False).batch(pairs)
    with torch.inference_mode():
        wanted = model.eval()(*inputs).numpy()
    found, rounded = (onnx_logits(graph, inputs) for graph in (exact, small))
    difference = float(np.abs(found - wanted).max())
    if difference > LARGEST_DIFFERENCE:
        raise SystemExit(f"the graph differs from torch by {difference}")
    given.out.write_bytes(small)
    digest = hashlib.sha256(small).hexdigest()
    rounding = round(float(np.abs(rounded - wanted).max()), 3)
    print(json.dumps({"sha256": digest, "bytes": len(small), "graph_error": difference, "int8_error": rounding}))


class Exact(States):
    """States in float32."""

    kept = torch.float32


def onnx_logits(graph: bytes, inputs: tuple[torch.Tensor, torch.Tensor, torch.Tensor]) -> NDArray[np.float32]:
    """Logits of the states, mask and types that the torch model got."""
    names = ("states", "attention_mask", "token_type_ids")
    feed = {name: value.numpy() for name, value in zip(names, inputs, strict=True)}
    logits: NDArray[np.float32] = onnxruntime.InferenceSession(graph).run(None, feed)[0]
    return logits


if __name__ == "__main__":
    main()
