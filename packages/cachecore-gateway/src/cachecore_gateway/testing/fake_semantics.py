"""Embedder and pair judge under the control of a test, and a bench of engines that use them."""

from __future__ import annotations

import math
import struct
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.meaning import OperatingPoint, PairView
from cachecore_gateway.core.ports import JudgeModel, Segments, Stores, Vector
from cachecore_gateway.engine import Engine, EngineSettings, JudgeSettings, MeaningSettings

from .engine_bench import EngineBench, engine_bench

__all__ = ["FakeEmbedder", "FakePairJudge", "MarkedTurn", "SemanticBench", "semantic_bench"]


@dataclass
class FakeEmbedder:
    """Every text points the same way, but those in ``angles`` (radians away from it)."""

    angles: dict[str, float] = field(default_factory=dict)
    longest_letters: int = 10_000
    model_id: str = "fake-model"
    dimensions: int = 2
    embedded: list[str] = field(default_factory=list)

    async def embed(self, text: str) -> Vector:
        self.embedded.append(text)
        if len(text) > self.longest_letters:
            raise StoreUnavailable("the text does not fit the model's window")
        angle = self.angles.get(text, 0.0)
        return struct.pack("<2f", math.cos(angle), math.sin(angle))


@dataclass
class FakePairJudge:
    """Every pair is one question in two wordings (probability 1), but those in ``views``, whichever way round."""

    views: dict[frozenset[str], PairView] = field(default_factory=dict)
    wordings: dict[str, str] = field(default_factory=dict)
    compared: list[frozenset[str]] = field(default_factory=list)
    points: Mapping[Preset, OperatingPoint] = field(
        default_factory=lambda: {Preset.BALANCED: OperatingPoint(0.8, 0.9), Preset.STRICT: OperatingPoint(0.95, 0.99)}
    )

    def say(self, one: str, two: str, view: PairView) -> None:
        self.views[frozenset((one, two))] = view

    def wording(self, question: str) -> str:
        return self.wordings.get(question, "")

    async def compare(self, question: str, others: Sequence[str], similarities: Sequence[float]) -> Sequence[PairView]:
        pairs = [frozenset((question, other)) for other in others]
        self.compared += pairs
        return [self.views.get(pair, PairView("", 1.0)) for pair in pairs]


class MarkedTurn:
    """Segmenter: every turn is one question, and one that has the word "my" needs declared deps."""

    def split(self, text: str, instructions: str = "", earlier: Sequence[str] = ()) -> Segments:
        return Segments((), text, needs_deps="private-data" if "my" in text.split() else "")


@dataclass
class SemanticBench:
    """A bench whose engine has a semantic tier."""

    bench: EngineBench
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    pairs: FakePairJudge = field(default_factory=FakePairJudge)
    engines: list[Engine] = field(default_factory=list)

    def worker(
        self,
        meaning: MeaningSettings | None = None,
        *,
        judge_model: JudgeModel | None = None,
        judge: JudgeSettings | None = None,
        settings: EngineSettings | None = None,
        stores: Stores | None = None,
    ) -> EngineBench:
        """One more engine over the same world, like one more process; it is closed with the bench."""
        chosen = settings or self.bench.parts.settings
        chosen = replace(chosen, meaning=meaning or chosen.meaning, judge=judge or chosen.judge)
        parts = replace(
            self.bench.parts,
            settings=chosen,
            embedder=self.embedder,
            judge=self.pairs,
            judge_model=judge_model,
            stores=stores or self.bench.stores,
        )
        made = EngineBench(self.bench.up, parts, self.bench.stores, self.bench.clock, self.bench.seen)
        self.engines.append(made.engine)
        return made


@asynccontextmanager
async def semantic_bench() -> AsyncIterator[SemanticBench]:
    """A bench; every engine made from it is closed with it."""
    async with engine_bench() as bench:
        made = SemanticBench(bench)
        try:
            yield made
        finally:
            for engine in made.engines:
                await engine.aclose()
