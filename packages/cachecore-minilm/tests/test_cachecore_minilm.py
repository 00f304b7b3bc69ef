"""The released data files: present, undamaged, of the promised shape, and described truthfully."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

import cachecore_minilm

SOURCE_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A private copy of the data files, to be damaged."""
    for name in cachecore_minilm.checksums():
        shutil.copy(cachecore_minilm.directory() / name, tmp_path / name)
    return tmp_path


def test_public_names_are_fixed() -> None:
    assert cachecore_minilm.__all__ == [
        "Checksum",
        "DamagedFileError",
        "checksums",
        "directory",
        "model_path",
        "tokenizer_path",
        "verify",
    ]


def test_installed_files_are_undamaged() -> None:
    cachecore_minilm.verify()


def test_every_data_file_has_a_checksum() -> None:
    assert set(cachecore_minilm.checksums()) == {"LICENSE", "model.json", "model.onnx", "tokenizer.json"}


def test_a_checksum_is_the_sha256_and_size_of_the_file() -> None:
    content = cachecore_minilm.tokenizer_path().read_bytes()
    expected = cachecore_minilm.checksums()["tokenizer.json"]
    assert expected.sha256 == hashlib.sha256(content).hexdigest()
    assert expected.size_bytes == len(content)


def test_an_untouched_copy_verifies(copied: Path) -> None:
    cachecore_minilm.verify(copied)


def test_one_flipped_bit_is_found(copied: Path) -> None:
    model = copied / "model.onnx"
    content = bytearray(model.read_bytes())
    content[len(content) // 2] ^= 1
    model.write_bytes(content)
    with pytest.raises(cachecore_minilm.DamagedFileError, match=r"model\.onnx .* has SHA-256"):
        cachecore_minilm.verify(copied)


def test_a_missing_file_is_named(copied: Path) -> None:
    (copied / "tokenizer.json").unlink()
    with pytest.raises(cachecore_minilm.DamagedFileError, match=r"tokenizer\.json .* cannot be read"):
        cachecore_minilm.verify(copied)


def test_provenance_names_source_and_result() -> None:
    text = (cachecore_minilm.directory() / "PROVENANCE.md").read_text(encoding="utf-8")
    assert SOURCE_WEIGHTS_SHA256 in text
    assert cachecore_minilm.checksums()["model.onnx"].sha256 in text


def test_model_card_names_the_source_weights() -> None:
    card = json.loads((cachecore_minilm.directory() / "model.json").read_text(encoding="utf-8"))
    assert card["source_sha256"]["model.safetensors"] == SOURCE_WEIGHTS_SHA256
    assert (card["license"], card["dimensions"], card["max_tokens"]) == ("Apache-2.0", 384, 256)


def test_measured_quality_is_within_the_promise() -> None:
    measured = json.loads((cachecore_minilm.directory() / "measured.json").read_text(encoding="utf-8"))
    assert measured["model_sha256"] == cachecore_minilm.checksums()["model.onnx"].sha256
    assert abs(measured["auc_int8"] - measured["auc_float32"]) <= 0.005
    assert measured["cosine_to_float32_mean"] >= 0.99


def test_licence_text_is_apache_2() -> None:
    text = (cachecore_minilm.directory() / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text


def test_the_verifiers_files_are_those_of_its_checksums() -> None:
    folder = cachecore_minilm.directory() / "verifier"
    recorded = json.loads((folder / "checksums.json").read_text())
    assert set(recorded) == {"asides.onnx", "calibration.json", "ngrams.json", "stages.json", "verifier.onnx"}
    for name, expected in recorded.items():
        content = (folder / name).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (expected["sha256"], expected["bytes"])


def test_the_verifier_was_calibrated_with_this_embedding_model() -> None:
    record = json.loads((cachecore_minilm.directory() / "verifier" / "calibration.json").read_text())
    assert record["embedder_sha256"] == cachecore_minilm.checksums()["model.onnx"].sha256
