"""all-MiniLM-L6-v2 as int8 ONNX, with its tokenizer, licence, provenance and checksums. Data only, no dependencies.

The graph takes `input_ids`, `attention_mask`, `token_type_ids`, each int64 (texts, tokens) with at most 256 tokens, and
gives `sentence_embedding` (texts, 384) float32, unit rows, `last_hidden_state` and `lower_states` (after three of the
six layers), both (texts, tokens, 384) float32. The verifier goes on from the lower states of two texts.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Checksum", "DamagedFileError", "checksums", "directory", "model_path", "tokenizer_path", "verify"]


class DamagedFileError(ValueError):
    """A data file is missing or is not the one that was released; reinstall the package."""


@dataclass(frozen=True)
class Checksum:
    """SHA-256 (64 hex digits) and size of one data file."""

    sha256: str
    size_bytes: int


def directory() -> Path:
    """The folder that holds the data files."""
    return Path(__file__).resolve().parent


def model_path() -> Path:
    """Path of the ONNX model."""
    return directory() / "model.onnx"


def tokenizer_path() -> Path:
    """Path of the tokenizer, in the format of the `tokenizers` library.

    The published file truncates to 128 tokens and pads to 128; switch both off before use.
    """
    return directory() / "tokenizer.json"


def checksums() -> dict[str, Checksum]:
    """What each data file must be, by file name."""
    recorded = json.loads((directory() / "checksums.json").read_text(encoding="utf-8"))
    return {name: Checksum(entry["sha256"], entry["bytes"]) for name, entry in recorded.items()}


def verify(folder: Path | None = None) -> None:
    """Read every data file in `folder` (default: the installed ones) and compare it with `checksums()`.

    Raises:
        DamagedFileError: a file is missing or differs.
    """
    for name, expected in checksums().items():
        _verify_file((folder or directory()) / name, expected)


def _verify_file(path: Path, expected: Checksum) -> None:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DamagedFileError(f"{path.name} of cachecore-minilm cannot be read: {error.strerror}") from error
    found = hashlib.sha256(content).hexdigest()
    if found != expected.sha256:
        raise DamagedFileError(f"{path.name} of cachecore-minilm has SHA-256 {found}, expected {expected.sha256}")
