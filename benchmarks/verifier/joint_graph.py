"""The verifier as an ONNX graph: lower layers over each text alone, upper layers over both, logit from the head.

One row of input is `[CLS] a [SEP] [CLS] b [SEP]`; `token_type_ids` is 1 on the second text. Inside the lower layers a
token sees its own text only and positions start anew with the second text, so they compute what the embedding model
computes. Precision as in `encoder_graph`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto

sys.path.insert(0, str(Path(__file__).parents[2] / "packages" / "cachecore-minilm" / "build"))
from encoder_graph import MASKED, EncoderGraph, EncoderShape, Precision, Weights

SHORTEST = 1e-12


class JointGraph(EncoderGraph):
    """Adds the division by text to the encoder's graph."""

    def states(self, lower: int, layers: int) -> str:
        """Last hidden state (texts * tokens, width) of all layers."""
        self._prepare()
        w = self.writer
        self._types = w.node("Cast", "token_type_ids", to=TensorProto.FLOAT)
        joint_bias = self._attention_bias
        self._attention_bias = w.node("Add", joint_bias, self._apart())
        rows = self._layer_norm(self._embeddings(), "embeddings.LayerNorm")
        self._set_zero_points(rows)
        for index in range(lower):
            rows = self._layer(rows, f"encoder.layer.{index}.", first_token_only=False)
        self._attention_bias = joint_bias
        rows = w.node("Add", rows, w.node("Reshape", self._segments(), w.integers(-1, self._shape.width)))
        for index in range(lower, layers):
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

    def _apart(self) -> str:
        """A bias (texts, 1, tokens, tokens) that hides the other text's tokens."""
        w = self.writer
        down = w.node("Unsqueeze", self._types, w.integers(1, 3))
        across = w.node("Unsqueeze", self._types, w.integers(1, 2))
        return w.node("Mul", w.node("Abs", w.node("Sub", down, across)), w.number(-MASKED))

    def _embeddings(self) -> str:
        w = self.writer
        length = w.node("Gather", self._extent, w.integers(1))
        start, step = (w.tensor(f"i64_scalar_{n}", np.array(n, np.int64)) for n in (0, 1))
        places = w.node("Range", start, w.node("Squeeze", length), step)
        own = w.node("Mul", "attention_mask", w.node("Sub", w.integers(1), "token_type_ids"))
        first_length = w.node("ReduceSum", own, w.integers(1), keepdims=1)
        positions = w.node("Sub", places, w.node("Mul", "token_type_ids", first_length))
        vectors = w.node("Gather", self._tensor("embeddings.position_embeddings.weight"), positions)
        type_vector = w.tensor("type", np.asarray(self._weights["embeddings.token_type_embeddings.weight"][0]))
        summed = w.node("Add", w.node("Add", self._words(), type_vector), vectors)
        return w.node("Reshape", summed, w.integers(-1, self._shape.width))

    def _segments(self) -> str:
        return self.writer.node("Gather", self._tensor("segment"), "token_type_ids")

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
    graph = JointGraph(weights, EncoderShape(layers=layers), precision)
    graph.head(graph.states(lower, layers))
    return graph.writer.model("verifier", {"logit": ["texts"]})
