"""The files of an embedding model, read once and checked: the packaged model or a folder of the operator's.

A folder holds `model.onnx`, `tokenizer.json` (format of the `tokenizers` library) and `model.json`:
`{"dimensions": 384, "max_tokens": 256, "pooling": "mean" | "cls"}`. Where it also holds `checksums.json`
(`{"model.onnx": {"sha256": …}, …}`), every file named there must match.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TypeVar

import cachecore_minilm

from ..core.errors import SettingError

__all__ = ["ModelFiles", "Pooling", "packaged_model", "read_model"]

T = TypeVar("T")

NEEDED = ("model.onnx", "tokenizer.json", "model.json")


class Pooling(Enum):
    """How token vectors become one, where the graph has no output `sentence_embedding` that does it."""

    MEAN = "mean"
    CLS = "cls"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """An embedding model, whole and checked. What was hashed is what is loaded: files are not read twice."""

    model: bytes
    tokenizer: bytes
    model_id: str
    """SHA-256 of the model file, 64 hex."""
    dimensions: int
    max_tokens: int
    """Window, `[CLS]` and `[SEP]` included."""
    pooling: Pooling


def packaged_model() -> ModelFiles:
    """The model of `cachecore-minilm`.

    Raises:
        SettingError: a file of the installation is missing or damaged.
    """
    return read_model(cachecore_minilm.directory())


def read_model(folder: Path) -> ModelFiles:
    """Read and check the model in `folder`.

    Raises:
        SettingError: a file is missing, damaged or says something impossible; the message names it.
    """
    contents = {name: _read(folder / name) for name in NEEDED}
    _check(folder, contents)
    card = _json_object(folder / "model.json", contents["model.json"])
    return ModelFiles(
        model=contents["model.onnx"],
        tokenizer=contents["tokenizer.json"],
        model_id=_sha256(contents["model.onnx"]),
        dimensions=_field(folder, card, "dimensions", _positive),
        max_tokens=_field(folder, card, "max_tokens", _positive),
        pooling=_field(folder, card, "pooling", Pooling),
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingError(f"embedding model: {path} cannot be read: {error.strerror}") from error


def _check(folder: Path, contents: dict[str, bytes]) -> None:
    record = folder / "checksums.json"
    if not record.exists():
        return
    for name, expected in _json_object(record, _read(record)).items():
        content = contents.get(name) or _read(folder / name)
        if not isinstance(expected, dict) or expected.get("sha256") != _sha256(content):
            raise SettingError(f"embedding model: {folder / name} is damaged: not the SHA-256 of checksums.json")


def _json_object(path: Path, content: bytes) -> dict[str, object]:
    try:
        value = json.loads(content)
    except ValueError as error:
        raise SettingError(f"embedding model: {path} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise SettingError(f"embedding model: {path} must hold a JSON object")
    return value


def _field(folder: Path, card: dict[str, object], name: str, parse: Callable[[object], T]) -> T:
    try:
        return parse(card.get(name))
    except ValueError as error:
        raise SettingError(f"embedding model: `{name}` in {folder / 'model.json'}: {error}") from error


def _positive(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"must be a whole number above 0, is {value!r}")
    return value


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
