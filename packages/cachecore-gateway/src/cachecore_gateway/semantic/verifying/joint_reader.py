"""Two questions read together by a small int8 transformer: one logit a pair, 0 where both outcomes are as likely."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ...core.errors import SettingError
from ..sessions import loaded
from ..text_states import States

__all__ = ["JointReader"]

LONGEST_PAIR = 192
"""Tokens of both questions together; longer pairs have no logit."""

Float32 = NDArray[np.float32]
Integers = NDArray[np.int64]


class JointReader:
    """A loaded graph over the lower states of two texts with the output ``logit``; safe to call from many threads."""

    def __init__(self, model: bytes, states_of: Callable[[str], States | None]) -> None:
        """Load the graph; each run uses one thread. ``states_of`` gives what the encoder's lower layers make of
        a text, ``None`` where it is too long for them.

        Raises:
            SettingError: it is not a usable graph.
        """
        self._session = _session(model)
        self._states_of = states_of

    def logits(self, pairs: Sequence[tuple[str, str]]) -> list[float | None]:
        """One logit per pair of questions, in order; ``None`` where the pair is too long to be read."""
        found: list[float | None] = [None] * len(pairs)
        fitting = {row: both for row, pair in enumerate(pairs) if (both := self._read(*pair)) is not None}
        if fitting:
            values = self._session.run(["logit"], _inputs([*fitting.values()]))[0]
            for row, value in zip(fitting, values, strict=True):
                found[row] = float(value)
        return found

    def _read(self, left: str, right: str) -> tuple[States, States] | None:
        """The states of both, ``None`` where there are too many."""
        one, other = self._states_of(left), self._states_of(right)
        if one is None or other is None or len(one) + len(other) > LONGEST_PAIR:
            return None
        return one, other


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
    try:
        return loaded(model, options)
    except Exception as error:  # onnxruntime's errors share no other base
        raise SettingError(f"verifier: onnxruntime cannot load the model: {error}") from error
