"""The verifier as an ONNX graph: upper layers over the lower states of two texts, logit from the head.

One row of input is the states of `[CLS] a [SEP]` and of `[CLS] b [SEP]`, one after the other, as the embedding model
gives them; `token_type_ids` is 1 on the second text. Precision as in `encoder_graph`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto

sys.path.insert(0, str(Path(__file__).parents[2] / "packages" / "cachecore-minilm" / "build"))
from encoder_graph import EncoderGraph, EncoderShape, Precision, Weights

SHORTEST = 1e-12


class JointGraph(EncoderGraph):
    """The encoder's upper layers over given states."""

    def states(self) -> str:
        """Last hidden state (texts * tokens, width) of all layers."""
        w, shape = self.writer, self._shape
        self._prepare("token_type_ids")
        self._types = w.node("Cast", "token_type_ids", to=TensorProto.FLOAT)
        summed = w.node("Add", "states", w.node("Gather", self._tensor("segment"), "token_type_ids"))
        rows = w.node("Reshape", summed, w.integers(-1, shape.width))
        self._set_zero_points(rows)
        for index in range(shape.lower, shape.layers):
            rows = self._layer(rows, f"encoder.layer.{index}.", first_token_only=False)
        return rows

    def head(self, rows: str) -> None:
        """Write the output `logit` (texts,)."""
        w = self.writer
        hidden = self.unfold(rows)
        on_right = w.node("Mul", self._mask, self._types)
        right, left = self._mean(hidden, on_right), self._mean(hidden, w.node("Sub", self._mask, on_right))
        first = w.node("Gather", hidden, w.tensor("first", np.array(0, np.int64)), axis=1)
        seen = w.node("Concat", w.node("Abs", w.node("Sub", left, right)), w.node("Mul", left, right), first, axis=1)
        weight = w.tensor("classifier.weight", np.ascontiguousarray(self._weights["classifier.weight"].T))
        logit = w.node("Add", w.node("MatMul", seen, weight), self._tensor("classifier.bias"))
        w.node("Squeeze", logit, w.integers(1), output="logit")

    def _mean(self, hidden: str, weights: str) -> str:
        """Mean vector of the weighted tokens with root mean square one, (texts, width)."""
        w = self.writer
        weighted = w.node("Mul", hidden, w.node("Unsqueeze", weights, w.integers(2)))
        total = w.node("ReduceSum", weighted, w.integers(1), keepdims=0)
        unit = w.node("LpNormalization", total, axis=1, p=2)
        return w.node("Mul", unit, w.number(self._shape.width**0.5))


def merged(
    published: Weights, trained: Weights, lower: int
) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    """The published weights with the trained upper layers, segments and head in their place."""
    weights = {name: value for name, value in published.items() if value.dtype == np.float32}
    for name, value in trained.items():
        if name.startswith("layer."):
            _, number, rest = name.split(".", 2)
            weights[f"encoder.layer.{lower + int(number)}.{rest}"] = value
        else:
            weights[name] = value
    return weights


def joint_classifier(weights: Weights, lower: int, layers: int, precision: Precision) -> onnx.ModelProto:
    """The finished graph with output `logit` (texts,)."""
    shape = EncoderShape(layers=layers, lower=lower)
    graph = JointGraph(weights, shape, precision)
    graph.head(graph.states())
    return graph.writer.model("verifier", {"logit": ["texts"]}, {"states": ["texts", "tokens", shape.width]})
