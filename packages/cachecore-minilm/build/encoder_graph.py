"""A BERT encoder as an ONNX graph, written from its weights without tracing, in float32 or int8.

Theory of the int8 form. Weights are symmetric int8, one scale per output channel, within ±64 rather than ±127:
on processors without VNNI the 8-bit product instruction adds two products in 16 bits, and 2 * 255 * 64 < 32,768
never saturates, so the integer part is exact on every processor. Activations are quantised while running, one scale
per token: a text's vector then does not depend on the other texts of its batch (one scale per tensor, which the usual
tools produce, makes it depend on them, and measured worse: see `measured.json`). Word vectors are int8, a scale a word.
Everything else (attention, LayerNorm, GELU, biases, positions) stays float32.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import onnx
from graph_writer import GraphWriter
from numpy.typing import NDArray
from onnx import TensorProto, numpy_helper

Float = NDArray[np.float32]
Weights = Mapping[str, Float]
Precision = Literal["float32", "int8"]

WEIGHT_LIMIT = 64
WORD_LIMIT = 127
ACTIVATION_LIMIT = 127
ZERO_POINT = 128
MASKED = 10_000.0


@dataclass(frozen=True)
class EncoderShape:
    """Sizes of the encoder; `layers` may be fewer than the weights hold, the first ones are then used."""

    layers: int = 6
    lower: int = 3
    """Layers whose output is given as `lower_states`, too."""
    heads: int = 12
    width: int = 384
    epsilon: float = 1e-12

    @property
    def head_width(self) -> int:
        return self.width // self.heads


def quantise(values: Float, axis: int, limit: int) -> tuple[NDArray[np.int8], Float]:
    """Symmetric int8 within ±limit with one float32 scale per slice across `axis` (kept as a length-1 axis)."""
    scale = np.maximum(np.abs(values).max(axis=axis, keepdims=True), np.float32(1e-12)) / np.float32(limit)
    return np.rint(values / scale).astype(np.int8), scale.astype(np.float32)


class EncoderGraph:
    """Writes the encoder's nodes; rows are tokens: inside, every activation is (texts * tokens, width)."""

    def __init__(self, weights: Weights, shape: EncoderShape, precision: Precision) -> None:
        self.writer = GraphWriter()
        self.lower_rows = ""
        """State (texts * tokens, width) after the lower layers, once written."""
        self._weights = weights
        self._shape = shape
        self._precision = precision

    def encode(self, first_token_only: bool = False) -> str:
        """Write the whole encoder and return its last hidden state, (texts * tokens, width).

        With `first_token_only` the last layer works for the first token of each text alone: (texts, width).
        """
        self._prepare()
        rows = self._layer_norm(self._embeddings(), "embeddings.LayerNorm")
        self._set_zero_points(rows)
        for index in range(self._shape.layers):
            last = index == self._shape.layers - 1
            rows = self._layer(rows, f"encoder.layer.{index}.", first_token_only and last)
            if index == self._shape.lower - 1:
                self.lower_rows = rows
        return rows

    def linear(self, rows: str, weight: Float, bias: Float, name: str) -> str:
        """rows @ weight.T + bias, in the graph's precision; `weight` is (out, in)."""
        product = self._product(rows, np.ascontiguousarray(weight.T), name)
        return self.writer.node("Add", product, self.writer.tensor(name + ".bias", bias))

    def unfold(self, rows: str, output: str | None = None) -> str:
        """(texts * tokens, width) → (texts, tokens, width)."""
        shape = self.writer.node("Concat", self._extent, self.writer.integers(self._shape.width), axis=0)
        return self.writer.node("Reshape", rows, shape, output=output)

    def masked_sum(self, hidden: str) -> str:
        """Sum of the unmasked token vectors of (texts, tokens, width), as (texts, width)."""
        weights = self.writer.node("Unsqueeze", self._mask, self.writer.integers(2))
        weighted = self.writer.node("Mul", hidden, weights)
        return self.writer.node("ReduceSum", weighted, self.writer.integers(1), keepdims=0)

    def _prepare(self, shaped: str = "input_ids") -> None:
        """Write what every layer needs; `shaped` is an input of (texts, tokens)."""
        w, shape = self.writer, self._shape
        self._extent = w.node("Shape", shaped)
        self._by_head = w.node("Concat", self._extent, w.integers(shape.heads, shape.head_width), axis=0)
        self._mask = w.node("Cast", "attention_mask", to=TensorProto.FLOAT)
        bias = w.node("Mul", w.node("Sub", self._mask, w.number(1.0)), w.number(MASKED))
        self._attention_bias = w.node("Unsqueeze", bias, w.integers(1, 2))

    def _embeddings(self) -> str:
        w = self.writer
        length = w.node("Gather", self._extent, w.integers(1))
        positions = w.node("Slice", self._tensor("embeddings.position_embeddings.weight"), w.integers(0), length)
        types = w.node("Gather", self._tensor("embeddings.token_type_embeddings.weight"), "token_type_ids")
        summed = w.node("Add", w.node("Add", self._words(), types), positions)
        return w.node("Reshape", summed, w.integers(-1, self._shape.width))

    def _words(self) -> str:
        w, name = self.writer, "embeddings.word_embeddings.weight"
        if self._precision == "float32":
            return w.node("Gather", self._tensor(name), "input_ids")
        values, scale = quantise(self._weights[name], 1, WORD_LIMIT)
        vectors = w.node("Cast", w.node("Gather", w.tensor(name, values), "input_ids"), to=TensorProto.FLOAT)
        return w.node("Mul", vectors, w.node("Gather", w.tensor(name + ".scale", scale), "input_ids"))

    def _layer(self, rows: str, prefix: str, first_token_only: bool) -> str:
        mixed = self._attention(rows, prefix, first_token_only)
        if first_token_only:
            rows = self._first_tokens(rows)
            self._set_zero_points(rows)
        attended = self._dense(mixed, prefix + "attention.output.dense")
        rows = self._residual(attended, rows, prefix + "attention.output.LayerNorm")
        widened = self.writer.node("Gelu", self._dense(rows, prefix + "intermediate.dense"))
        return self._residual(self._dense(widened, prefix + "output.dense"), rows, prefix + "output.LayerNorm")

    def _set_zero_points(self, rows: str) -> None:
        """One zero point for each of `rows`, for every product from here on."""
        count = self.writer.node("Shape", rows, end=1)
        value = numpy_helper.from_array(np.array([ZERO_POINT], np.uint8))
        self._zero_points = self.writer.node("ConstantOfShape", count, value=value)

    def _first_tokens(self, rows: str) -> str:
        """(texts * tokens, width) → (texts, width)."""
        return self.writer.node("Gather", self.unfold(rows), self.writer.tensor("first", np.array(0, np.int64)), axis=1)

    def _attention(self, rows: str, prefix: str, first_token_only: bool) -> str:
        w = self.writer
        projected = self.linear(rows, *self._query_key_value(prefix), prefix + "attention.self")
        query, key, value = (w.node("Reshape", part, self._by_head) for part in w.split(projected, 3, axis=1))
        query = w.node("Transpose", query, perm=[0, 2, 1, 3])
        if first_token_only:
            query = w.node("Slice", query, w.integers(0), w.integers(1), w.integers(2))
        value = w.node("Transpose", value, perm=[0, 2, 1, 3])
        key = w.node("Transpose", key, perm=[0, 2, 3, 1])
        scores = w.node("Add", w.node("MatMul", query, key), self._attention_bias)
        mixed = w.node("MatMul", w.node("Softmax", scores, axis=-1), value)
        merged = w.node("Transpose", mixed, perm=[0, 2, 1, 3])
        return w.node("Reshape", merged, w.integers(-1, self._shape.width))

    def _query_key_value(self, prefix: str) -> tuple[Float, Float]:
        """The three projections as one, the 1/sqrt(head width) of the attention folded into the query's."""
        factors = (self._shape.head_width**-0.5, 1.0, 1.0)
        names = [f"{prefix}attention.self.{part}" for part in ("query", "key", "value")]
        weight = [self._weights[n + ".weight"] * np.float32(f) for n, f in zip(names, factors, strict=True)]
        bias = [self._weights[n + ".bias"] * np.float32(f) for n, f in zip(names, factors, strict=True)]
        return np.concatenate(weight), np.concatenate(bias)

    def _dense(self, rows: str, name: str) -> str:
        return self.linear(rows, self._weights[name + ".weight"], self._weights[name + ".bias"], name)

    def _residual(self, change: str, rows: str, norm: str) -> str:
        return self._layer_norm(self.writer.node("Add", change, rows), norm)

    def _layer_norm(self, rows: str, name: str) -> str:
        gain, offset = self._tensor(name + ".weight"), self._tensor(name + ".bias")
        return self.writer.node("LayerNormalization", rows, gain, offset, axis=-1, epsilon=self._shape.epsilon)

    def _product(self, rows: str, weight: Float, name: str) -> str:
        w = self.writer
        if self._precision == "float32":
            return w.node("MatMul", rows, w.tensor(name + ".weight", weight))
        values, scale = quantise(weight, 0, WEIGHT_LIMIT)
        row_scale, quantised = self._quantised_rows(rows)
        zero_point = w.tensor("zero_point", np.array(ZERO_POINT, np.uint8))
        counted = w.node("MatMulInteger", quantised, w.tensor(name + ".weight", values), zero_point)
        scaled = w.node("Mul", w.node("Cast", counted, to=TensorProto.FLOAT), row_scale)
        return w.node("Mul", scaled, w.tensor(name + ".scale", scale[0]))

    def _quantised_rows(self, rows: str) -> tuple[str, str]:
        w = self.writer
        largest = w.node("ReduceMax", w.node("Abs", rows), w.integers(-1), keepdims=0)
        scale = w.node("Mul", largest, w.number(1.0 / ACTIVATION_LIMIT))
        quantised = w.node("QuantizeLinear", rows, scale, self._zero_points, axis=0)
        return w.node("Unsqueeze", scale, w.integers(1)), quantised

    def _tensor(self, name: str) -> str:
        return self.writer.tensor(name, self._weights[name])


def sentence_encoder(weights: Weights, shape: EncoderShape, precision: Precision) -> onnx.ModelProto:
    """Encoder with outputs `lower_states`, `last_hidden_state` (texts, tokens, width), `sentence_embedding` (texts, width).

    The sentence vector is the mean of the unmasked token vectors, scaled to length one. The lower states are what the
    verifier's joint layers go on from.
    """
    encoder = EncoderGraph(weights, shape, precision)
    hidden = encoder.unfold(encoder.encode(), output="last_hidden_state")
    encoder.unfold(encoder.lower_rows, output="lower_states")
    total = encoder.masked_sum(hidden)
    encoder.writer.node("LpNormalization", total, axis=1, p=2, output="sentence_embedding")
    outputs: dict[str, list[str | int]] = {
        "lower_states": ["texts", "tokens", shape.width],
        "last_hidden_state": ["texts", "tokens", shape.width],
        "sentence_embedding": ["texts", shape.width],
    }
    return encoder.writer.model("minilm", outputs)


def pair_classifier(weights: Weights, shape: EncoderShape, precision: Precision) -> onnx.ModelProto:
    """Encoder of `[CLS] a [SEP] b [SEP]` with output `logit` (pairs,), from weights `classifier.weight` (1, width).

    The first token's vector decides; the classifier itself stays float32.
    """
    encoder = EncoderGraph(weights, shape, precision)
    w = encoder.writer
    first = encoder.encode(first_token_only=True)
    weight = np.ascontiguousarray(weights["classifier.weight"].T)
    logit = w.node("MatMul", first, w.tensor("classifier.weight", weight))
    logit = w.node("Add", logit, w.tensor("classifier.bias", weights["classifier.bias"]))
    w.node("Squeeze", logit, w.integers(1), output="logit")
    return w.model("pair", {"logit": ["pairs"]})
