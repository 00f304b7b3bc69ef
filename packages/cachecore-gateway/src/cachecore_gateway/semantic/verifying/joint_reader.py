"""Two questions read together by a small int8 transformer: one logit a pair, 0 where both outcomes are as likely."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ...core.errors import SettingError
from ..remembered import Remembered
from ..sessions import loaded
from ..text_states import States

__all__ = ["JointReader"]

LONGEST_PAIR = 192
"""Tokens of both questions together; longer pairs have no logit."""

RUN_COUNT = 16
"""Most pairs of one run."""
MOST_PADDING = 0.25
"""Padding that a run may have for each token of its own: a run costs as much by itself as some 15 tokens."""

Float32 = NDArray[np.float32]
Integers = NDArray[np.int64]
Pair: TypeAlias = tuple[str, str]


class JointReader:
    """A loaded graph over the lower states of two texts with the output ``logit``; safe to call from many threads."""

    def __init__(self, model: bytes, states_of: Callable[[str], States | None], remembered_count: int = 0) -> None:
        """Load the graph; each run uses one thread. ``states_of`` gives what the encoder's lower layers make of
        a text, ``None`` where it is too long for them. The last ``remembered_count`` logits are kept by pair.

        Raises:
            SettingError: it is not a usable graph.
        """
        self._session = _session(model)
        self._states_of = states_of
        self._known = Remembered[Pair, float](remembered_count)

    def logits(self, pairs: Sequence[Pair]) -> list[float | None]:
        """One logit per pair of questions, in order; ``None`` where the pair is too long to be read.

        Pairs of like length are read in one run. A pair's logit is the same alone and among others, but for rounding.
        """
        found = {pair: self._known.get(pair) for pair in pairs}
        states = {pair: both for pair, value in found.items() if value is None and (both := self._states(*pair))}
        lengths = {pair: len(left) + len(right) for pair, (left, right) in states.items()}
        for run in _runs(lengths):
            values = self._session.run(["logit"], _inputs([states[pair] for pair in run]))[0]
            for pair, value in zip(run, values.tolist(), strict=True):
                found[pair] = value
                self._known.put(pair, value)
        return [found[pair] for pair in pairs]

    def _states(self, left: str, right: str) -> tuple[States, States] | None:
        """The states of both, ``None`` where there are too many."""
        one, other = self._states_of(left), self._states_of(right)
        if one is None or other is None or len(one) + len(other) > LONGEST_PAIR:
            return None
        return one, other


def _runs(lengths: Mapping[Pair, int]) -> Iterator[list[Pair]]:
    """Pairs by length, shortest first, in runs without much padding."""
    run: list[Pair] = []
    token_count = 0
    for pair, length in sorted(lengths.items(), key=lambda item: item[1]):
        padded_count = (len(run) + 1) * length
        if run and (len(run) == RUN_COUNT or padded_count > (1 + MOST_PADDING) * (token_count + length)):
            yield run
            run, token_count = [], 0
        run.append(pair)
        token_count += length
    if run:
        yield run


def _inputs(pairs: Sequence[tuple[States, States]]) -> dict[str, Float32 | Integers]:
    longest = max(len(left) + len(right) for left, right in pairs)
    states = np.zeros((len(pairs), longest, pairs[0][0].shape[1]), np.float32)
    mask = np.zeros((len(pairs), longest), np.int64)
    types = np.zeros_like(mask)
    for row, (left, right) in enumerate(pairs):
        middle, end = len(left), len(left) + len(right)
        states[row, :middle], states[row, middle:end] = left, right
        mask[row, :end], types[row, middle:end] = 1, 1
    return {"states": states, "attention_mask": mask, "token_type_ids": types}


def _session(model: bytes) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return loaded(model, options)
    except Exception as error:  # onnxruntime's errors share no other base
        raise SettingError(f"verifier: onnxruntime cannot load the model: {error}") from error
