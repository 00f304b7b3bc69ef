"""The laboratory of ``cachecore evaluate``: the shipped models over a store in a temporary directory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from cachecore_gateway.app import SystemClock, open_semantics
from cachecore_gateway.core.controls import Preset
from cachecore_gateway.engine import EngineSettings, Intake, Parts
from cachecore_gateway.evaluation import CosineOnly, Laboratory, NoUpstream, Policy, Witness
from cachecore_gateway.protocols import ChatCompletions
from cachecore_gateway.semantic.settings import SemanticSettings
from cachecore_gateway.stores.embedded import EmbeddedStores
from cachecore_gateway.stores.settings import EmbeddedSettings

__all__ = ["COSINES", "Bench", "open_bench"]

COSINES = tuple(round(0.80 + 0.01 * step, 2) for step in range(20))
"""Thresholds of the policies that go by the cosine alone, 0.80 to 0.99."""
PROBABILITIES = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Values of ``l2.probability`` that are tried beside the presets."""
_PATIENCE_SECONDS = 30.0
"""An evaluation measures decisions, also on a busy machine."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Makes laboratories that share models and store; every engine that was made is ended with the bench."""

    _parts: Parts
    _intake: Intake
    _witness: Witness
    _stack: AsyncExitStack

    def with_preset(self, preset: Preset) -> Laboratory:
        """The gateway's own rule at one of its presets."""
        return self._laboratory(_preset(self._parts, preset))

    def with_probability(self, probability: float) -> Laboratory:
        """The gateway's own rule with the operator's ``l2.probability``."""
        return self._laboratory(_preset(self._parts, Preset.BALANCED, probability))

    def with_cosine(self, threshold: float) -> Laboratory:
        """The cosine alone."""
        return self._laboratory(replace(self._parts, judge=CosineOnly(threshold)))

    def policies(self) -> list[Policy]:
        """The presets, then the grids of the rule's probability and of the cosine alone."""
        return [
            *(Policy(preset.value, self.with_preset(preset)) for preset in (Preset.STRICT, Preset.BALANCED)),
            *(Policy(f"probability {value:.2f}", self.with_probability(value)) for value in PROBABILITIES),
            *(Policy(f"cosine {value:.2f}", self.with_cosine(value)) for value in COSINES),
        ]

    def _laboratory(self, parts: Parts) -> Laboratory:
        laboratory = Laboratory(parts, self._intake, ChatCompletions(), self._witness)
        self._stack.push_async_callback(laboratory.aclose)
        return laboratory


@asynccontextmanager
async def open_bench(semantic: SemanticSettings | None = None) -> AsyncIterator[Bench]:
    """Load the models (a second or so), open an empty store, and let go of both at the end.

    Raises:
        SettingError: the model's files are missing or damaged.
    """
    settings = replace(semantic or SemanticSettings(), embedding_deadline_seconds=_PATIENCE_SECONDS)
    clock, witness = SystemClock(), Witness()
    async with AsyncExitStack() as stack:
        directory = Path(stack.enter_context(TemporaryDirectory(prefix="cachecore-evaluate-")))
        stores = await EmbeddedStores.open(EmbeddedSettings(directory=directory / "store"), clock)
        stack.push_async_callback(stores.aclose)
        parts_of = await open_semantics(settings, stack, remembered_count=0)  # processor time is that of a first time
        adapter = ChatCompletions()
        parts = Parts(
            stores, NoUpstream(), {adapter.name: adapter}, witness, clock, EngineSettings(), parts_of.embedder,
            parts_of.judge,
        )  # fmt: skip
        yield Bench(parts, Intake(parts_of.segmenter), witness, stack)


def _preset(parts: Parts, preset: Preset, probability: float | None = None) -> Parts:
    meaning = replace(
        parts.settings.meaning, preset=preset, probability=probability, deadline_seconds=_PATIENCE_SECONDS
    )
    return replace(parts, settings=replace(parts.settings, meaning=meaning))
