"""Hits by meaning: latency beside the bare work of embedding and verifying, and throughput."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from statistics import median

import numpy as np

from cachecore_gateway.core.controls import Preset
from cachecore_gateway.semantic.compare import LocalPairJudge
from cachecore_gateway.semantic.model_files import packaged_model
from cachecore_gateway.semantic.onnx_embedder import OnnxEmbedder

from ..connection import Connection, request_of
from ..figures import Figure, Limit
from ..world import Target, World, body_of
from ..wrk import load

__all__ = ["l2"]

_NEIGHBOURS = 6
_THINGS = ("password", "delivery address", "newsletter", "invoice", "gift card", "phone number", "warranty", "order")
_DEEDS = ("change my", "find my", "cancel my", "print my", "share my", "renew my", "lock my", "move my", "hide my")
STORED = [f"How do I {deed} {thing} in the web shop?" for deed in _DEEDS for thing in _THINGS]
ASKED = [f"Please, how do I {deed} {thing} in the web shop" for deed in _DEEDS for thing in _THINGS]


class _Bare:
    """Embedding and verifying without anything around it."""

    def __init__(self) -> None:
        self._model = OnnxEmbedder(packaged_model())
        self._judge = LocalPairJudge.load(self._model)
        self._gate = self._judge.points[Preset.BALANCED].gate
        self._rows = self._model.embed(STORED)

    def seconds(self, question: str) -> float:
        """Time for one question."""
        began = time.perf_counter()
        similarities = self._rows @ self._model.embed([question])[0]
        nearest = [int(row) for row in np.argsort(-similarities)[:_NEIGHBOURS] if similarities[row] >= self._gate]
        self._judge.views(question, [STORED[row] for row in nearest], [float(similarities[row]) for row in nearest])
        return time.perf_counter() - began


def l2(world: World) -> Iterator[Figure]:
    """One connection in turn with the bare work; then 32 connections."""
    target = world.target(world.gateway)
    asked = _prepared(target)
    bare, ours, alone = _Bare(), [], []
    with Connection(target.port) as connection:
        for _ in range(world.rounds):
            found = [(connection.ask(request_of(target, body_of(text))).seconds, bare.seconds(text)) for text in asked]
            ours.append(1e3 * median(pair[0] for pair in found))
            alone.append(1e3 * median(pair[1] for pair in found))
    yield Figure("l2", "hit by meaning, p50", "ms", tuple(ours), Limit(6.0, least=False))
    yield Figure("l2", "bare embed + verify, p50", "ms", tuple(alone))
    ratios = tuple(one / other for one, other in zip(ours, alone, strict=True))
    yield Figure("l2", "hit ÷ bare embed + verify", "×", ratios, Limit(1.3, least=False))
    yield _throughput(world, target, asked)


def _throughput(world: World, target: Target, asked: Sequence[str]) -> Figure:
    bodies = [body_of(text) for text in asked]
    load(target, bodies, world.directory, 1.0, 32)
    rates = [load(target, bodies, world.directory, world.seconds, 32).per_second for _ in range(world.rounds)]
    note = f"{len(asked)} questions"
    return Figure("l2", "hits by meaning, 32 connections", "/s", tuple(rates), Limit(500.0, least=True), note)


def _prepared(target: Target) -> list[str]:
    """Stores the questions; those reworded ones that hit by meaning.

    Raises:
        RuntimeError: hardly any does.
    """
    with Connection(target.port) as connection:
        for text in STORED:
            connection.ask(request_of(target, body_of(text)))
        only_cached = {"Cache-Control": "only-if-cached"}
        replies = [(text, connection.ask(request_of(target, body_of(text), **only_cached))) for text in ASKED]
    asked = [text for text, reply in replies if reply.tier == "HIT_L2"]
    if len(asked) < 10:
        raise RuntimeError(f"only {len(asked)} of {len(ASKED)} reworded questions hit by meaning")
    return asked
