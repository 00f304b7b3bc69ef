"""The calibrated verifier: what it reads, what it refuses, how its stages are walked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cachecore_minilm
from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.semantic.comparison import Comparison
from cachecore_gateway.semantic.model_files import packaged_model
from cachecore_gateway.semantic.onnx_embedder import OnnxEmbedder
from cachecore_gateway.semantic.reading import analyse
from cachecore_gateway.semantic.text_states import States
from cachecore_gateway.semantic.verifying import (
    FEATURES,
    Calibration,
    FinalStage,
    JointReader,
    features_of,
    packaged_verifier,
    same_wording,
)
from cachecore_gateway.semantic.verifying.final_stage import Tree
from cachecore_gateway.semantic.verifying.pair_verifier import PairVerifier

STUMP = {"feature": [1, -1, -1], "threshold": [0.5, 0, 0], "left": [1, 0, 0], "right": [2, 0, 0], "value": [0, -3, 3]}
RECORD = {
    "embedder_sha256": "e",
    "files_sha256": {"verifier.onnx": "v"},
    "features": list(FEATURES),
    "points": {"balanced": {"gate": 0.5, "probability": 0.9}},
    "surely_different": 0.1,
    "read_count": 2,
    "aside": {"scale": 1.5, "shift": -1.0, "ngrams": 0.5},
}


class OtherModel(OnnxEmbedder):
    """The packaged model under another file's name."""

    @property
    def model_id(self) -> str:
        return "0" * 64


@pytest.fixture(scope="module")
def verifier() -> PairVerifier:
    found = packaged_verifier(OnnxEmbedder(packaged_model()))
    assert found is not None
    return found


def probabilities(
    verifier: PairVerifier, question: str, others: Sequence[str], similarities: Sequence[float]
) -> list[float]:
    (found,) = verifier.probabilities([Comparison.of(question, others, similarities)])
    return list(found)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A private copy of the packaged verifier, to be damaged."""
    return Path(shutil.copytree(cachecore_minilm.directory() / "verifier", tmp_path / "verifier"))


def test_a_walk_goes_left_up_to_the_threshold_and_right_above() -> None:
    stage = FinalStage.parse({"bias": 0.0, "trees": [STUMP]}, 2)
    assert stage.probability((0.0, 0.5)) < 0.05
    assert stage.probability((0.0, 0.51)) > 0.95


def test_trees_add_up() -> None:
    one = FinalStage.parse({"bias": 0.0, "trees": [STUMP]}, 2).probability((0.0, 1.0))
    two = FinalStage.parse({"bias": 0.0, "trees": [STUMP, STUMP]}, 2).probability((0.0, 1.0))
    assert two > one


def test_extreme_odds_stay_probabilities() -> None:
    steep = FinalStage(1e9, ())
    assert steep.probability(()) == pytest.approx(1.0)
    assert FinalStage(-1e9, ()).probability(()) == pytest.approx(0.0)


@pytest.mark.parametrize(
    "change",
    [
        {"feature": [2, -1, -1]},
        {"left": [0, 0, 0]},
        {"right": [3, 0, 0]},
        {"value": [0, 1]},
    ],
)
def test_a_tree_that_points_nowhere_is_refused(change: dict[str, list[float]]) -> None:
    with pytest.raises(SettingError):
        FinalStage.parse({"bias": 0.0, "trees": [STUMP | change]}, 2)


@pytest.mark.parametrize("data", [{}, {"bias": "x", "trees": []}, {"bias": 0, "trees": [{}]}, {"bias": 0, "trees": 3}])
def test_what_is_no_final_stage_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(SettingError):
        FinalStage.parse(data, 2)


def test_a_leaf_is_a_whole_tree() -> None:
    assert Tree((-1,), (0.0,), (0,), (0,), (0.25,)).add(()) == 0.25


@pytest.mark.parametrize(
    "change",
    [
        {"points": {"balanced": {"gate": 2.0, "probability": 0.5}}},
        {"points": {"balanced": {"gate": 0.5, "probability": 0.0}}},
        {"points": {"lenient": {"gate": 0.5, "probability": 0.5}}},
        {"points": []},
        {"read_count": "many"},
        {"aside": {"scale": 1.0}},
        {"aside": 1.0},
        {"surely_different": None},
    ],
)
def test_a_record_out_of_range_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(SettingError):
        Calibration.parse(RECORD | change)


def test_a_record_holds_for_its_files_alone() -> None:
    record = Calibration.parse(RECORD)
    record.check({"verifier.onnx": "v", "other": "x"})
    with pytest.raises(SettingError, match=r"verifier\.onnx"):
        record.check({"verifier.onnx": "another"})


def test_features_have_a_name_each() -> None:
    vector = features_of(analyse("How do I open a door?"), analyse("how to close the door"), 0.9, 1.5)
    assert len(vector) == len(FEATURES)
    assert vector[:2] == (1.5, 0.9)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_features_know_no_order(left: str, right: str) -> None:
    one = features_of(analyse(left), analyse(right), 0.5, 0.0)
    other = features_of(analyse(right), analyse(left), 0.5, 0.0)
    symmetric = [k for k, name in enumerate(FEATURES) if name not in ORDERED]
    assert [one[k] for k in symmetric] == pytest.approx([other[k] for k in symmetric])


ORDERED = {"closeness", "misspelt", "synonyms", "siblings", "opposed", "unmatched_fewer", "unmatched_more", "replaced"}
"""Alignments are greedy, so the side that is walked first can matter."""


def test_a_misspelling_is_told_from_another_word() -> None:
    unmatched = FEATURES.index("unmatched_more")
    typo = features_of(analyse("reset my pasword"), analyse("reset my password"), 0.9, 0.0)
    other = features_of(analyse("reset my router"), analyse("reset my password"), 0.9, 0.0)
    assert (typo[unmatched], other[unmatched]) == (0.0, 1.0)


def test_courtesy_does_not_make_another_wording() -> None:
    asked = analyse("how do i reset my password")
    polite = features_of(asked, analyse("How do I reset my password, please?"), 0.9, 0.0)
    other = features_of(asked, analyse("How can I reset my password?"), 0.9, 0.0)
    assert (same_wording(polite), same_wording(other)) == (True, False)


def test_the_same_wording_needs_no_reading(verifier: PairVerifier) -> None:
    assert probabilities(verifier, "How do I reset it?", ["how do i reset it"], [0.9]) == [1.0]


@pytest.mark.parametrize("cosine", [-1.0, 0.5, 1.0])
@pytest.mark.parametrize(
    "other", ["how do i reset it", "Please, how do I reset it", "How can I reset it?", "How do I reset my router?"]
)
def test_certain_is_what_has_probability_one_whatever_the_cosine(
    verifier: PairVerifier, other: str, cosine: float
) -> None:
    (found,) = probabilities(verifier, "How do I reset it?", [other], [cosine])
    assert verifier.is_certain("How do I reset it?", other) == (found == 1.0)


def test_the_packaged_verifier_has_both_presets(verifier: PairVerifier) -> None:
    assert set(verifier.points) == {Preset.BALANCED, Preset.STRICT}
    balanced, strict = verifier.points[Preset.BALANCED], verifier.points[Preset.STRICT]
    assert strict.gate >= balanced.gate
    assert strict.probability >= balanced.probability


def test_probabilities_come_in_order_and_within_bounds(verifier: PairVerifier) -> None:
    others = ["How can I reset my password?", "What is the weather like on Mars?", "how do i reset my pasword"]
    found = probabilities(verifier, "How do I reset my password?", others, [0.97, 0.05, 0.95])
    assert all(0.0 <= value <= 1.0 for value in found)
    assert found[1] < min(found[0], found[2])


def test_no_candidates_have_no_probabilities(verifier: PairVerifier) -> None:
    assert probabilities(verifier, "Anything?", [], []) == []


def test_a_pair_too_long_to_be_read_is_not_served(verifier: PairVerifier) -> None:
    question = "How do I reset my password? " * 40
    (found,) = probabilities(verifier, question, [question + "now"], [0.99])
    assert found < verifier.points[Preset.BALANCED].probability


def test_only_the_most_probable_candidates_are_read(verifier: PairVerifier) -> None:
    question = "How do I cancel my subscription?"
    found = probabilities(verifier, question, ["What steps do I take to cancel my subscription?"] * 6, [0.99] * 6)
    bar = verifier.points[Preset.BALANCED].probability
    assert 1 <= sum(value >= bar for value in found) <= 2


def test_several_comparisons_have_the_probabilities_that_each_has_alone(verifier: PairVerifier) -> None:
    asked = [
        Comparison.of("How do I reset my password?", ["How can I get a new password?", "reset my router"], [0.9, 0.6]),
        Comparison.of("When does the shop open?", [], []),
        Comparison.of("What does it cost to send a parcel to Norway?", ["price of a parcel to Norway"], [0.85]),
    ]
    together = verifier.probabilities(asked)
    for comparison, found in zip(asked, together, strict=True):
        assert list(found) == pytest.approx(list(verifier.probabilities([comparison])[0]), abs=0.01)


def test_a_pair_is_read_once_while_it_is_remembered() -> None:
    encoder = OnnxEmbedder(packaged_model())
    asked: list[str] = []

    def states_of(text: str) -> States | None:
        asked.append(text)
        return encoder.states(text)

    model = (cachecore_minilm.directory() / "verifier" / "verifier.onnx").read_bytes()
    reader = JointReader(model, states_of, remembered_count=1)
    pair, other = ("reset my password", "get a new password"), ("open a door", "shut the door")
    once = reader.logits([pair])
    assert reader.logits([pair]) == once
    assert asked == list(pair)
    reader.logits([other])
    assert reader.logits([pair]) == once
    assert asked == [*pair, *other, *pair]


def test_pairs_of_any_length_keep_their_order() -> None:
    encoder = OnnxEmbedder(packaged_model())
    model = (cachecore_minilm.directory() / "verifier" / "verifier.onnx").read_bytes()
    reader = JointReader(model, encoder.states)
    pairs = [("open it " * (1 + 7 * number % 11), f"how is number {number} opened") for number in range(24)]
    pairs.insert(3, ("word " * 150, "word " * 150))
    together = reader.logits([*pairs, pairs[0]])
    assert together[3] is None
    assert together[0] == together[-1]
    for pair, found in zip(pairs, together, strict=False):
        (alone,) = reader.logits([pair])
        assert found == (None if alone is None else pytest.approx(alone, abs=0.05))


def test_another_embedding_model_has_no_packaged_verifier() -> None:
    assert packaged_verifier(OtherModel(packaged_model())) is None


def test_a_copy_of_the_files_loads(copied: Path) -> None:
    assert packaged_verifier(OnnxEmbedder(packaged_model()), copied) is not None


def _flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _other_features(path: Path) -> None:
    record = json.loads(path.read_text())
    path.write_text(json.dumps(record | {"features": ["cosine"]}))


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("verifier.onnx", _flipped),
        ("asides.onnx", _flipped),
        ("stages.json", _flipped),
        ("ngrams.json", _flipped),
        ("verifier.onnx", Path.unlink),
        ("asides.onnx", Path.unlink),
        ("ngrams.json", Path.unlink),
        ("calibration.json", Path.unlink),
        ("calibration.json", _other_features),
    ],
)
def test_a_file_that_was_not_calibrated_is_refused(copied: Path, name: str, damage: Callable[[Path], None]) -> None:
    damage(copied / name)
    with pytest.raises(SettingError):
        packaged_verifier(OnnxEmbedder(packaged_model()), copied)
