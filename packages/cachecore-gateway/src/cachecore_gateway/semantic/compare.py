"""The pair judge of this machine: guards veto, then the verifier says how probable one answer for both is."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, Self

from ..core.controls import Preset
from ..core.errors import StoreUnavailable
from ..core.meaning import OperatingPoint, PairView
from .guards import analyse, compared, first_veto
from .verifying import Encoder, packaged_verifier

__all__ = ["GateVerifier", "LocalPairJudge", "Verifier"]


class Verifier(Protocol):
    """How probable is it that two questions want the same answer? Pure CPU work, called off the event loop."""

    @property
    def points(self) -> Mapping[Preset, OperatingPoint]:
        """Operating point of each preset, calibrated for the embedding model in use."""

    def probabilities(self, question: str, others: Sequence[str], similarities: Sequence[float]) -> Sequence[float]:
        """One probability (0…1) per other question, in order."""


class GateVerifier:
    """For embedding models without a calibrated verifier: a careful cosine gate behind the guards."""

    points: Mapping[Preset, OperatingPoint] = {
        Preset.BALANCED: OperatingPoint(0.86, 0.86),
        Preset.STRICT: OperatingPoint(0.92, 0.92),
    }

    def probabilities(self, question: str, others: Sequence[str], similarities: Sequence[float]) -> Sequence[float]:
        """The cosines themselves, so that of several candidates the nearest is served; no calibrated probability."""
        return [max(0.0, similarity) for similarity in similarities]


class LocalPairJudge:
    """Implements :class:`~cachecore_gateway.core.ports.PairJudge` in one worker thread."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cachecore-judge")

    @classmethod
    def load(cls, encoder: Encoder) -> Self:
        """The judge that goes with an embedding model.

        Raises:
            SettingError: the verifier's files are missing or damaged.
        """
        judge = cls(packaged_verifier(encoder) or GateVerifier())
        judge.views("How do I open the first door?", ["How can the first door be opened?"], [0.9])  # loads the lexicon
        return judge

    @property
    def points(self) -> Mapping[Preset, OperatingPoint]:
        """Operating point of each preset."""
        return self._verifier.points

    async def compare(self, question: str, others: Sequence[str], similarities: Sequence[float]) -> Sequence[PairView]:
        """One view per other question, in order.

        Raises:
            StoreUnavailable: this was closed, or a guard or the verifier failed: then nothing is served by meaning.
        """
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, self.views, question, others, similarities)
        except Exception as error:  # whatever failed, the caller goes on without the semantic tier
            raise StoreUnavailable("the pair judge is closed or failed") from error

    def views(self, question: str, others: Sequence[str], similarities: Sequence[float]) -> Sequence[PairView]:
        """The same, in the calling thread."""
        vetoes = [first_veto(*map(analyse, compared(question, other))) for other in others]
        open_rows = [row for row, veto in enumerate(vetoes) if not veto]
        probabilities = self._verifier.probabilities(
            question, [others[row] for row in open_rows], [similarities[row] for row in open_rows]
        )
        found = dict(zip(open_rows, probabilities, strict=True))
        return [PairView(veto, found.get(row, 0.0)) for row, veto in enumerate(vetoes)]

    async def aclose(self) -> None:
        """Refuse whoever comes later."""
        self._thread.shutdown(wait=False, cancel_futures=True)
