"""Hits by meaning: latency beside the bare work of embedding and verifying, and throughput.

The gateway remembers what it made of a text and of two texts, and under which wording an entry was stored. So three
sorts of questions are measured apart: in other words and never seen, in the words of a stored question but other
letters and marks, and such as come again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice, product
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

__all__ = ["ASKED", "STORED", "in_other_letters", "in_other_words", "l2"]

_NEIGHBOURS = 6
_THINGS = ("password", "delivery address", "newsletter", "invoice", "gift card", "phone number", "warranty", "order")
_DEEDS = ("change my", "find my", "cancel my", "print my", "share my", "renew my", "lock my", "move my", "hide my")
STORED = [f"How do I {deed} {thing} in the web shop?" for deed in _DEEDS for thing in _THINGS]
ASKED = [f"What is the way to {deed} {thing} in the web shop?" for deed in _DEEDS for thing in _THINGS]

_ENDINGS = ("", "?", "??", "!", " ?", "?!")
_RUN_COUNT = 4000
"""Questions of one run of load, more than are answered in it."""


class _Bare:
    """Embedding and verifying without anything around it."""

    def __init__(self) -> None:
        self._model = OnnxEmbedder(packaged_model())
        self._judge = LocalPairJudge.load(self._model, remembered_count=0)
        self._gate = self._judge.points[Preset.BALANCED].gate
        self._strict = self._judge.points[Preset.STRICT].probability
        self._rows = self._model.embed(STORED)

    def seconds(self, question: str) -> float:
        """Time for one question."""
        began = time.perf_counter()
        similarities = self._rows @ self._model.embed([question])[0]
        nearest = [int(row) for row in np.argsort(-similarities)[:_NEIGHBOURS] if similarities[row] >= self._gate]
        for rows in (nearest[:1], nearest[1:]):  # as the gateway does: the others where the nearest is not sure
            views = self._judge.views(
                question, [STORED[row] for row in rows], [float(similarities[row]) for row in rows]
            )
            if views and views[0].probability >= self._strict:
                break
        return time.perf_counter() - began


def in_other_letters() -> Iterator[str]:
    """The stored questions in other letters and marks, 27,648 that differ: words in capitals or not, twelve endings."""
    endings = (*_ENDINGS, *(f"{ending} Thanks!" for ending in _ENDINGS))
    for ending, (how, do, my, within, the) in product(endings, _capitals("how", "do", "my", "in", "the")):
        for deed, thing in product(_DEEDS, _THINGS):
            yield f"{how} {do} i {deed.removesuffix('my')}{my} {thing} {within} {the} web shop{ending}"


def in_other_words() -> Iterator[str]:
    """The questions in other words, 27,648 that differ in letters and marks besides."""
    for ending, (what, is_, way, to, my, the) in product(_ENDINGS, _capitals("what", "is", "way", "to", "my", "the")):
        for deed, thing in product(_DEEDS, _THINGS):
            yield f"{what} {is_} the {way} {to} {deed.removesuffix('my')}{my} {thing} in {the} web shop{ending}"


def _capitals(*words: str) -> Iterator[tuple[str, ...]]:
    return product(*((word, word.upper()) for word in words))


def l2(world: World) -> Iterator[Figure]:
    """One connection in turn with the bare work; then 32 connections."""
    target = world.target(world.gateway, **{"Cache-Control": "only-if-cached"})
    asked = _prepared(world.target(world.gateway))
    words, letters = in_other_words(), in_other_letters()
    bare, ours, alone, alike, again = _Bare(), [], [], [], []
    with Connection(target.port) as connection:
        for _ in range(world.rounds):
            texts = list(islice(words, len(asked)))
            found = [(_hit_seconds(connection, target, text), bare.seconds(text)) for text in texts]
            ours.append(1e3 * median(pair[0] for pair in found))
            alone.append(1e3 * median(pair[1] for pair in found))
            alike.append(1e3 * median(_hit_seconds(connection, target, text) for text in islice(letters, len(asked))))
            again.append(1e3 * median(_hit_seconds(connection, target, text) for text in asked))
    yield Figure("l2", "hit by meaning, p50", "ms", tuple(ours), Limit(6.0, least=False), "other words, never seen")
    yield Figure("l2", "bare embed + verify, p50", "ms", tuple(alone), note="the same questions")
    ratios = tuple(one / other for one, other in zip(ours, alone, strict=True))
    yield Figure("l2", "hit ÷ bare embed + verify", "×", ratios, Limit(1.3, least=False))
    yield Figure("l2", "hit by meaning, p50, other letters", "ms", tuple(alike), note="same words, never seen")
    yield Figure("l2", "hit by meaning, p50, asked again", "ms", tuple(again), note="other words")
    yield from _throughput(world, target, asked, words, letters)


def _hit_seconds(connection: Connection, target: Target, text: str) -> float:
    reply = connection.ask(request_of(target, body_of(text)))
    if reply.tier != "HIT_L2":
        raise RuntimeError(f"no hit by meaning: {text}")
    return reply.seconds


def _throughput(
    world: World, target: Target, asked: Sequence[str], words: Iterator[str], letters: Iterator[str]
) -> Iterator[Figure]:
    load(target, [body_of(text) for text in asked], world.directory, 1.0, 32)
    sorts = (
        ("other words, never seen", words),
        ("same words in other letters, never seen", letters),
        (f"{len(asked)} questions that come again", cycle(asked)),
    )
    for note, texts in sorts:
        runs = [[body_of(text) for text in islice(texts, _RUN_COUNT)] for _ in range(world.rounds)]
        loads = [load(target, run, world.directory, world.seconds, 32) for run in runs]
        rates = tuple(one.per_second for one in loads)
        yield Figure("l2", "hits by meaning, 32 connections", "/s", rates, Limit(500.0, least=True), note)
        costs = tuple(one.cpu_us for one in loads)
        yield Figure("l2", "processor time of one", "µs", costs, note=note)


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
