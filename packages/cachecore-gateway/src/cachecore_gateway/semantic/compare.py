"""The pair judge of this machine: guards veto, then the verifier says how probable one answer for both is.

Both are functions of the texts (and their cosine) alone. So what was worked out is remembered for a while, and a
reworded question that comes again is not judged anew. Everything else that a hit depends on (generations, freshness,
what was learnt of a pair, the caller's operating point) is asked elsewhere, each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, Self

from ..core.controls import Preset
from ..core.meaning import OperatingPoint, PairView
from .alike import compared, wording_of
from .batches import Batches, BatchLimits
from .comparison import Comparison
from .guards import first_veto
from .reading import analyse
from .remembered import REMEMBERED_COUNT, Remembered
from .retold import AsideVerifier, Told, look_again
from .verifying import Encoder, packaged_verifier

__all__ = ["GateVerifier", "LocalPairJudge", "Verifier"]

_LIMITS = BatchLimits(deadline_seconds=None, batch_count=8)
"""The caller has a deadline; eight comparisons of six candidates each keep the thread busy for some tens of ms."""


class Verifier(AsideVerifier, Protocol):
    """How probable is it that two questions want the same answer? Pure CPU work, called off the event loop."""

    def is_certain(self, question: str, other: str) -> bool:
        """Would its probability be 1.0, whatever the cosine? Cheap; asked where no guard has vetoed."""


class GateVerifier:
    """For embedding models without a calibrated verifier: a careful cosine gate behind the guards."""

    points: Mapping[Preset, OperatingPoint] = {
        Preset.BALANCED: OperatingPoint(0.86, 0.86),
        Preset.STRICT: OperatingPoint(0.92, 0.92),
    }

    def is_certain(self, question: str, other: str) -> bool:
        """Nothing is, by cosine alone."""
        return False

    def probabilities(self, comparisons: Sequence[Comparison]) -> Sequence[Sequence[float]]:
        """The cosines themselves, so that of several candidates the nearest is served; no calibrated probability."""
        return [[max(0.0, similarity) for similarity in comparison.similarities] for comparison in comparisons]

    def aside_probabilities(self, stories: Sequence[Told]) -> Sequence[float]:
        """Nobody can tell by cosine."""
        return [0.0 for _ in stories]


class LocalPairJudge:
    """Implements :class:`~cachecore_gateway.core.ports.PairJudge` in one worker thread; callers share its runs."""

    def __init__(self, verifier: Verifier, remembered_count: int = REMEMBERED_COUNT) -> None:
        """``remembered_count``: comparisons that are remembered, and four times as many pairs; 0 for none."""
        self._verifier = verifier
        self._known = Remembered[Comparison, Sequence[PairView]](remembered_count)
        self._vetoes = Remembered[tuple[str, str], str](4 * remembered_count)
        self._batches = Batches[Comparison, Sequence[PairView]]("the pair judge", self._views_of, _LIMITS)

    @classmethod
    def load(cls, encoder: Encoder, remembered_count: int = REMEMBERED_COUNT) -> Self:
        """The judge that goes with an embedding model.

        Raises:
            SettingError: the verifier's files are missing or damaged.
        """
        judge = cls(
            packaged_verifier(encoder, remembered_count=4 * remembered_count) or GateVerifier(), remembered_count
        )
        judge.views("How do I open the first door?", ["How can the first door be opened?"], [0.9])  # loads the lexicon
        return judge

    @property
    def points(self) -> Mapping[Preset, OperatingPoint]:
        """Operating point of each preset."""
        return self._verifier.points

    def wording(self, question: str) -> str:
        """What questions that differ in letters, marks and courtesy alone have in common."""
        return wording_of(question)

    async def compare(self, question: str, others: Sequence[str], similarities: Sequence[float]) -> Sequence[PairView]:
        """One view per other question, in order, up to the first that is certain: no later one could be served instead.

        Raises:
            StoreUnavailable: this was closed, or a guard or the verifier failed: then nothing is served by meaning.
        """
        comparison = Comparison.of(question, others, similarities)
        found = self._known.get(comparison)
        if found is None:
            found = await self._batches.ask(comparison)
            self._known.put(comparison, found)
        return found

    def views(self, question: str, others: Sequence[str], similarities: Sequence[float]) -> Sequence[PairView]:
        """The same, in the calling thread."""
        return self._views_of([Comparison.of(question, others, similarities)])[0]

    async def aclose(self) -> None:
        """Refuse those who wait and whoever comes later."""
        await self._batches.aclose()

    def _views_of(self, comparisons: Sequence[Comparison]) -> list[list[PairView]]:
        vetoes = [list(self._vetoes_of(asked)) for asked in comparisons]
        left_open = [
            asked.only([row for row, veto in enumerate(found) if not veto])
            for asked, found in zip(comparisons, vetoes, strict=True)
        ]
        probabilities = self._verifier.probabilities(left_open)
        views = [list(_views(*both)) for both in zip(vetoes, probabilities, strict=True)]
        look_again(self._verifier, self._veto, comparisons, views)
        return views

    def _vetoes_of(self, asked: Comparison) -> Iterator[str]:
        """In order, up to the first candidate that is certain."""
        for other in asked.others:
            veto = self._veto(asked.question, other)
            yield veto
            if not veto and self._verifier.is_certain(asked.question, other):
                return

    def _veto(self, question: str, other: str) -> str:
        """Name of the guard that vetoes, empty for none."""
        found = self._vetoes.get((question, other))
        if found is None:
            found = first_veto(*map(analyse, compared(question, other)))
            self._vetoes.put((question, other), found)
        return found


def _views(vetoes: Sequence[str], probabilities: Sequence[float]) -> Iterator[PairView]:
    """In the order of the vetoes; the probabilities are of those that have none."""
    rest = iter(probabilities)
    for veto in vetoes:
        yield PairView(veto, 0.0 if veto else next(rest))
