"""How probable is it that two questions want the same answer? Cheap features first, the joint reader where needed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cachecore_minilm

from ...core.controls import Preset
from ...core.errors import SettingError
from ...core.meaning import OperatingPoint
from ..alike import compared
from ..comparison import Comparison
from ..reading import analyse
from ..retold import Told
from ..text_states import States
from .calibration import Calibration
from .features import FEATURES, features_of, same_wording, same_words
from .final_stage import FinalStage
from .joint_reader import JointReader
from .ngram_score import NgramScore

__all__ = ["Encoder", "PairVerifier", "packaged_verifier"]

MODEL, ASIDES, NGRAMS, STAGES, RECORD = (
    "verifier.onnx",
    "asides.onnx",
    "ngrams.json",
    "stages.json",
    "calibration.json",
)


class Encoder(Protocol):
    """The embedding model, whose lower layers the joint reader shares."""

    @property
    def model_id(self) -> str:
        """SHA-256 of the model file, 64 hex."""

    def states(self, text: str) -> States | None:
        """What its lower layers make of ``text``; ``None`` where it is too long for them."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A comparison after the first stage: the pairs as they are compared, their features, what is found so far."""

    pairs: Sequence[tuple[str, str]]
    vectors: Sequence[Sequence[float]]
    found: list[float]
    rows: Sequence[int]
    """To be read."""


class PairVerifier:
    """Implements the verifier of :mod:`..compare`. Remembers nothing but what the reader does.

    Equal wording, courtesy and spelling variants aside, is certain once no guard has vetoed. A first stage judges
    the others by cosine and words alone. Only the most probable candidates that it leaves open are read by
    the joint reader, whose logit the second stage weighs with the rest. A reader of its own, trained for nothing else,
    tells with a linear model over n-grams whether a story around a question changes its answer.
    """

    def __init__(
        self,
        reader: JointReader,
        aside_reader: JointReader,
        ngrams: NgramScore,
        first: FinalStage,
        second: FinalStage,
        calibration: Calibration,
    ) -> None:
        self._reader = reader
        self._aside_reader = aside_reader
        self._ngrams = ngrams
        self._first = first
        self._second = second
        self._calibration = calibration

    @property
    def points(self) -> Mapping[Preset, OperatingPoint]:
        """Operating point of each preset."""
        return self._calibration.points

    def is_certain(self, question: str, other: str) -> bool:
        """Are the words the same in the same order, courtesy, spelling and the place of auxiliaries aside?"""
        left, right = map(analyse, compared(question, other))
        return same_words(left, right)

    def probabilities(self, comparisons: Sequence[Comparison]) -> Sequence[Sequence[float]]:
        """Of each comparison one probability (0…1) per other question, in order.

        A candidate that is not read, because the first stage rules it out or others are more probable, has the first
        stage's probability cut below every operating point.
        """
        opened = [self._opened(comparison) for comparison in comparisons]
        logits = iter(self._reader.logits([one.pairs[row] for one in opened for row in one.rows]))
        for one in opened:
            for row in one.rows:
                if (logit := next(logits)) is not None:
                    one.found[row] = self._second.probability((logit, *one.vectors[row][1:]))
        return [one.found for one in opened]

    def aside_probabilities(self, stories: Sequence[Told]) -> Sequence[float]:
        """Of each: does the story change nothing in the question, 0…1? Its most doubtful sentence counts."""
        logits = self._aside_reader.logits([compared(told.question, told.text) for told in stories])
        aside = self._calibration.aside
        return [
            0.0
            if logit is None
            else aside.probability(logit, min(map(self._ngrams.log_odds, told.beside), default=0.0))
            for told, logit in zip(stories, logits, strict=True)
        ]

    def _opened(self, comparison: Comparison) -> _Opened:
        pairs = [compared(comparison.question, other) for other in comparison.others]
        seen = zip(pairs, comparison.similarities, strict=True)
        vectors = [features_of(analyse(left), analyse(right), near, 0.0) for (left, right), near in seen]
        cheap = [self._first.probability(vector) for vector in vectors]
        found = [min(value, self._calibration.surely_different) for value in cheap]
        for row, vector in enumerate(vectors):
            if same_wording(vector):
                found[row], cheap[row] = 1.0, 0.0
        return _Opened(pairs, vectors, found, self._to_read(cheap))

    def _to_read(self, cheap: Sequence[float]) -> list[int]:
        open_rows = [row for row, value in enumerate(cheap) if value >= self._calibration.surely_different]
        return sorted(open_rows, key=lambda row: -cheap[row])[: self._calibration.read_count]


def packaged_verifier(encoder: Encoder, folder: Path | None = None, remembered_count: int = 0) -> PairVerifier | None:
    """The verifier that comes with the packaged embedding model; ``None`` when ``encoder`` is another model.

    Each of its readers remembers ``remembered_count`` logits.

    Raises:
        SettingError: a file is missing, damaged, or not the one that was calibrated.
    """
    folder = folder or cachecore_minilm.directory() / "verifier"
    contents = {name: _read(folder / name) for name in (MODEL, ASIDES, NGRAMS, STAGES, RECORD)}
    calibration = Calibration.parse(_json_object(RECORD, contents[RECORD]))
    if calibration.embedder_sha256 != encoder.model_id:
        return None
    calibration.check({name: hashlib.sha256(content).hexdigest() for name, content in contents.items()})
    if calibration.features != FEATURES:
        raise SettingError("verifier: the calibration record is for other features than this version computes")
    stages = _json_object(STAGES, contents[STAGES])
    first, second = (FinalStage.parse(_object(stages, name), len(FEATURES)) for name in ("first", "second"))
    reader, aside_reader = (JointReader(contents[name], encoder.states, remembered_count) for name in (MODEL, ASIDES))
    ngrams = NgramScore.parse(_json_object(NGRAMS, contents[NGRAMS]))
    return PairVerifier(reader, aside_reader, ngrams, first, second, calibration)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingError(f"verifier: {path.name} cannot be read: {error.strerror}") from error


def _json_object(name: str, content: bytes) -> dict[str, object]:
    try:
        value = json.loads(content)
    except ValueError as error:
        raise SettingError(f"verifier: {name} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise SettingError(f"verifier: {name} must hold a JSON object")
    return value


def _object(stages: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = stages.get(name)
    if not isinstance(value, dict):
        raise SettingError(f"verifier: {STAGES} lacks the {name} stage")
    return value
