"""Reading an embedding model's files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import cachecore_minilm
from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.semantic.model_files import Pooling, packaged_model, read_model

CARD = {"dimensions": 2, "max_tokens": 8, "pooling": "cls"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the right names; nothing here loads the model."""
    (tmp_path / "model.onnx").write_bytes(b"graph")
    (tmp_path / "tokenizer.json").write_bytes(b"{}")
    (tmp_path / "model.json").write_text(json.dumps(CARD))
    return tmp_path


def test_the_packaged_model_is_identified_by_the_hash_of_its_file() -> None:
    files = packaged_model()
    assert files.model_id == hashlib.sha256(cachecore_minilm.model_path().read_bytes()).hexdigest()
    assert (files.dimensions, files.max_tokens, files.pooling) == (384, 256, Pooling.MEAN)


def test_a_local_folder_needs_no_checksums(folder: Path) -> None:
    files = read_model(folder)
    assert files.model == b"graph"
    assert (files.dimensions, files.max_tokens, files.pooling) == (2, 8, Pooling.CLS)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "model.json"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(SettingError, match=name):
        read_model(folder)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_file_that_differs_from_its_checksum_is_refused(folder: Path, name: str) -> None:
    expected = {name: {"sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()}}
    (folder / "checksums.json").write_text(json.dumps(expected))
    read_model(folder)
    (folder / name).write_bytes(b"tampered")
    with pytest.raises(SettingError, match=rf"{name} is damaged"):
        read_model(folder)


def test_a_checksum_for_a_file_that_is_not_there_is_refused(folder: Path) -> None:
    (folder / "checksums.json").write_text(json.dumps({"LICENSE": {"sha256": "0" * 64}}))
    with pytest.raises(SettingError, match="LICENSE cannot be read"):
        read_model(folder)


def without(key: str) -> Callable[[dict[str, object]], dict[str, object]]:
    return lambda card: {name: value for name, value in card.items() if name != key}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (without("dimensions"), "`dimensions`"),
        (without("max_tokens"), "`max_tokens`"),
        (without("pooling"), "`pooling`"),
        (lambda card: card | {"max_tokens": 0}, "above 0, is 0"),
        (lambda card: card | {"max_tokens": "256"}, "above 0, is '256'"),
        (lambda card: card | {"dimensions": True}, "above 0, is True"),
        (lambda card: card | {"pooling": "max"}, "`pooling`"),
    ],
)
def test_an_impossible_card_is_refused(
    folder: Path, change: Callable[[dict[str, object]], dict[str, object]], message: str
) -> None:
    (folder / "model.json").write_text(json.dumps(change(dict(CARD))))
    with pytest.raises(SettingError, match=message):
        read_model(folder)


@pytest.mark.parametrize(("content", "message"), [("[]", "a JSON object"), ("{", "not JSON")])
def test_a_card_that_is_no_json_object_is_refused(folder: Path, content: str, message: str) -> None:
    (folder / "model.json").write_text(content)
    with pytest.raises(SettingError, match=message):
        read_model(folder)
