"""A thin writer over ONNX's protobuf: named initialisers, numbered nodes, nothing that depends on time or place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Array = NDArray[np.generic]

OPSET = 20
IR_VERSION = 9


class GraphWriter:
    """Collects nodes and initialisers in the order of writing, so that equal calls give equal bytes."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._initialisers: dict[str, onnx.TensorProto] = {}

    def tensor(self, name: str, values: Array) -> str:
        """Store `values` once under `name` and return the name."""
        if name not in self._initialisers:
            self._initialisers[name] = numpy_helper.from_array(np.asarray(values, order="C"), name)
        return name

    def integers(self, *values: int) -> str:
        """A one-dimensional int64 constant."""
        return self.tensor("i64_" + "_".join(map(str, values)), np.array(values, np.int64))

    def number(self, value: float) -> str:
        """A float32 scalar constant."""
        return self.tensor(f"f32_{value!r}", np.array(value, np.float32))

    def node(self, kind: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:
        """Append a node with one output and return the output's name."""
        return self._append(kind, inputs, [output or f"v{len(self._nodes)}"], attributes)[0]

    def split(self, value: str, parts: int, axis: int) -> list[str]:
        """Cut `value` into `parts` equal parts along `axis`."""
        names = [f"v{len(self._nodes)}_{part}" for part in range(parts)]
        return self._append("Split", (value,), names, {"axis": axis, "num_outputs": parts})

    def model(
        self, name: str, outputs: dict[str, list[str | int]], inputs: dict[str, list[str | int]] | None = None
    ) -> onnx.ModelProto:
        """The finished model over the int64 inputs of a BERT encoder, each (texts, tokens), or float32 `inputs` first.

        With `inputs` the word ids are left out.
        """
        names = ("attention_mask", "token_type_ids") if inputs else ("input_ids", "attention_mask", "token_type_ids")
        graph = helper.make_graph(
            self._nodes,
            name,
            [
                *(helper.make_tensor_value_info(i, TensorProto.FLOAT, shape) for i, shape in (inputs or {}).items()),
                *(helper.make_tensor_value_info(i, TensorProto.INT64, ["texts", "tokens"]) for i in names),
            ],
            [helper.make_tensor_value_info(o, TensorProto.FLOAT, shape) for o, shape in outputs.items()],
            list(self._initialisers.values()),
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
        onnx.checker.check_model(model, full_check=True)
        return model

    def _append(self, kind: str, inputs: Sequence[str], outputs: list[str], attributes: dict[str, Any]) -> list[str]:
        name = f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), outputs, name=name, **attributes))
        return outputs
