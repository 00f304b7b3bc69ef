"""The semantic tier's parts: segmenter, embedder, pair judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..controls import Preset
from ..meaning import OperatingPoint, PairView
from .world import Vector

__all__ = ["Embedder", "PairJudge", "Segmenter", "Segments"]


@dataclass(frozen=True, slots=True)
class Segments:
    """A user turn taken apart: hashes of blocks that must match exactly, and the short text that may be reworded.

    ``question`` is ``None`` when nothing short is left or it cannot be compared safely; ``reason`` says why.
    """

    blocks: tuple[str, ...]
    question: str | None
    reason: str = ""
    needs_deps: str = ""
    """Why the answer depends on data that the text does not show (today's weather, my order); then it may be compared
    by meaning only where the caller declares its deps. Empty: it does not."""


class Segmenter(Protocol):
    """Splits the last user turn (L2.md §2.2). Pure."""

    def split(self, text: str, instructions: str = "", earlier: Sequence[str] = ()) -> Segments:
        """Blocks and question of ``text``.

        ``instructions`` are the system and developer texts: where they make every turn a payload ("translate what the
        user says"), nothing in it may be reworded. So do ``earlier`` turns of user and model, who may agree that
        what follows is counted, corrected or the answer of a quiz.
        """


class Embedder(Protocol):
    """Text to vector. Batches concurrent callers by itself and keeps off the event loop."""

    @property
    def model_id(self) -> str:
        """Hash of the model file (or name of the endpoint's model): vectors of two ids are never compared."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    async def embed(self, text: str) -> Vector:
        """Unit vector of ``text``, which must fit the model's window.

        Raises:
            StoreUnavailable: the model did not answer in time; the caller goes on without the semantic tier.
        """


class PairJudge(Protocol):
    """Guards and verifier: do two questions want the same answer? CPU work is kept off the event loop."""

    @property
    def points(self) -> Mapping[Preset, OperatingPoint]:
        """Operating point of each preset, from the calibration record that goes with the embedding model."""

    def wording(self, question: str) -> str:
        """Equal for questions that differ in letters, marks and courtesy alone; empty where that is not told.

        Two of one wording are very likely one question; only :meth:`compare` is sure. Takes well below a millisecond.
        """

    async def compare(self, question: str, others: Sequence[str], similarities: Sequence[float]) -> Sequence[PairView]:
        """One view per other question, in order; may end after the first that nothing can outdo (probability 1.0)."""
