"""Two questions read together by a small int8 transformer: one logit a pair, 0 where both outcomes are as likely."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ...core.errors import SettingError

__all__ = ["JointReader"]

LONGEST_PAIR = 192
"""Tokens of both questions together; longer pairs have no logit."""

Integers = NDArray[np.int64]


class JointReader:
    """A loaded graph of the inputs of a BERT encoder and the output ``logit``; safe to call from many threads."""

    def __init__(self, model: bytes, tokenizer: bytes) -> None:
        """Load graph and tokenizer; each run uses one thread.

        Raises:
            SettingError: they are not a usable graph and tokenizer.
        """
        self._session = _session(model)
        try:
            self._tokenizer = Tokenizer.from_buffer(tokenizer)
        except Exception as error:  # the library raises bare Exception
            raise SettingError(f"verifier: the tokenizer cannot be read: {error}") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def logits(self, pairs: Sequence[tuple[str, str]]) -> list[float | None]:
        """One logit per pair of questions, in order; ``None`` where the pair is too long to be read."""
        read = [(self._tokens(left), self._tokens(right)) for left, right in pairs]
        fitting = [row for row, (left, right) in enumerate(read) if len(left) + len(right) <= LONGEST_PAIR]
        found: list[float | None] = [None] * len(pairs)
        if fitting:
            values = self._session.run(["logit"], _inputs([read[row] for row in fitting]))[0]
            for row, value in zip(fitting, values, strict=True):
                found[row] = float(value)
        return found

    def _tokens(self, text: str) -> list[int]:
        """``[CLS] text [SEP]``."""
        ids: list[int] = self._tokenizer.encode(text).ids
        return ids


def _inputs(pairs: Sequence[tuple[list[int], list[int]]]) -> dict[str, Integers]:
    ids = np.zeros((len(pairs), max(len(left) + len(right) for left, right in pairs)), np.int64)
    mask, types = np.zeros_like(ids), np.zeros_like(ids)
    for row, (left, right) in enumerate(pairs):
        end = len(left) + len(right)
        ids[row, :end], mask[row, :end], types[row, len(left) : end] = left + right, 1, 1
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}


def _session(model: bytes) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no other base
        raise SettingError(f"verifier: onnxruntime cannot load the model: {error}") from error
