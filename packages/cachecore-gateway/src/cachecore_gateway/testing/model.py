"""The built-in model of `cachecore demo`: a demonstration, not a language model.

It answers a question with the passage of a short built-in text that fits best, word for word, and says so when it
knows nothing. It needs no key and no network, always gives the same answer to the same question, and takes as long as
a small hosted model does, so that answers from the cache are visibly faster.
"""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Sequence
from dataclasses import replace

from .answers import SHAPES, Answer, Question
from .answers.schema import example
from .knowledge import KNOWLEDGE, Passage
from .request import Request
from .retrieval import PassageIndex
from .threaded import ThreadedUpstreamDouble
from .upstream import UpstreamDouble

DEMO_MODEL_NAME = "cachecore-demo-model"
"""What `/v1/models` lists. Requests may name any model; the answer is this one's."""

NOTHING_KNOWN = (
    "I am the demonstration model of CacheCore. I know only a short text about the shop Lanternfield and "
    "about CacheCore, "
    "and it says nothing about that."
)

_LEAST_CONFIDENCE = 0.45
_SHORTEST_SECONDS = 0.3
_LONGEST_SECONDS = 0.6


class DemoModel:
    """Answers from passages. `pace` scales the time that answers take: 1 is 300 to 600 ms each, 0 is none."""

    def __init__(self, passages: Sequence[Passage] = KNOWLEDGE, *, pace: float = 1.0) -> None:
        self._pace = pace
        self._lock = threading.Lock()
        self._passages = {passage.topic: passage for passage in passages}
        self._index = PassageIndex(passages)

    def answer_to(self, question: str) -> str:
        """The text of the best passage, or `NOTHING_KNOWN`."""
        found = self._index.best(question)
        if found is None or found.confidence < _LEAST_CONFIDENCE:
            return NOTHING_KNOWN
        return found.passage.text

    def update(self, topic: str, text: str) -> None:
        """Changes a fact, so that answers from before are outdated. Raises KeyError for a topic that is not there."""
        with self._lock:
            if topic not in self._passages:
                raise KeyError(f"no topic {topic!r}; there are: {', '.join(self._passages)}")
            self._passages[topic] = replace(self._passages[topic], text=text)
            self._index = PassageIndex(tuple(self._passages.values()))

    def __call__(self, request: Request) -> Answer | None:
        """The script of the server: an answer for the paths that generate text, else the server's default."""
        shape = SHAPES.get(request.path)
        if shape is None or request.method != "POST":
            return None
        try:
            question = shape.question(request)
        except ValueError:
            return None
        said = self.answer_to(question.last_text)
        return Answer(_as_asked(question, said), duration_seconds=self._pace * seconds_for(said))


def seconds_for(text: str) -> float:
    """The time that an answer takes at pace 1: 0.3 to 0.6 s, longer for longer texts, always the same for one text."""
    by_length = min(1.0, len(text.split()) / 40)
    jitter = zlib.crc32(text.encode()) % 100 / 100
    return _SHORTEST_SECONDS + (_LONGEST_SECONDS - _SHORTEST_SECONDS) * (0.8 * by_length + 0.2 * jitter)


def demo_model_server(model: DemoModel | None = None, *, port: int = 0) -> UpstreamDouble:
    """The server with the demonstration model, for code with an event loop."""
    return UpstreamDouble(model or DemoModel(), model_names=(DEMO_MODEL_NAME,), port=port)


def demo_model_server_in_thread(model: DemoModel | None = None, *, port: int = 0) -> ThreadedUpstreamDouble:
    """The server with the demonstration model, in a thread of its own."""
    return UpstreamDouble.in_thread(model or DemoModel(), model_names=(DEMO_MODEL_NAME,), port=port)


def _as_asked(question: Question, said: str) -> str:
    if question.schema:
        return json.dumps(example(question.schema, said))
    return json.dumps({"answer": said}) if question.wants_json else said
