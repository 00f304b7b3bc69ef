"""The verifier's last step: a sum of small decision trees over a pair's features, as a probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from ...core.errors import SettingError

__all__ = ["FinalStage", "Tree"]

LEAF = -1


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes in parallel columns; node 0 is the root. Go left where the feature is at most the threshold."""

    feature: tuple[int, ...]
    """``LEAF`` on a leaf."""
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]
    """What a leaf adds to the log odds."""

    def add(self, vector: Sequence[float]) -> float:
        """The value of the leaf where ``vector`` ends."""
        node = 0
        while self.feature[node] != LEAF:
            goes_left = vector[self.feature[node]] <= self.threshold[node]
            node = self.left[node] if goes_left else self.right[node]
        return self.value[node]


@dataclass(frozen=True, slots=True)
class FinalStage:
    """Gradient-boosted trees (Friedman 2001): bias and trees sum to the log odds that one answer is right for both."""

    bias: float
    trees: tuple[Tree, ...]

    def probability(self, vector: Sequence[float]) -> float:
        """Chance in 0…1 for one feature vector."""
        odds = self.bias + sum(tree.add(vector) for tree in self.trees)
        return 1.0 / (1.0 + exp(-max(-50.0, min(50.0, odds))))

    @classmethod
    def parse(cls, data: Mapping[str, object], feature_count: int) -> FinalStage:
        """From the JSON object that the training script writes.

        Raises:
            SettingError: it is not such an object, or a node points out of its tree or of the vector.
        """
        try:
            trees = tuple(_tree(tree) for tree in data["trees"])  # type: ignore[attr-defined]
            stage = cls(float(data["bias"]), trees)  # type: ignore[arg-type]
        except (KeyError, TypeError, ValueError) as error:
            raise SettingError(f"verifier: the final stage cannot be read: {error!r}") from error
        for tree in stage.trees:
            _check(tree, feature_count)
        return stage


def _tree(data: Mapping[str, Sequence[float]]) -> Tree:
    feature, left, right = (tuple(map(int, data[name])) for name in ("feature", "left", "right"))
    return Tree(feature, tuple(map(float, data["threshold"])), left, right, tuple(map(float, data["value"])))


def _check(tree: Tree, feature_count: int) -> None:
    """Every inner node must name a feature and two later nodes: then every walk ends on a leaf."""
    size = len(tree.feature)
    if not size or any(len(column) != size for column in (tree.threshold, tree.left, tree.right, tree.value)):
        raise SettingError("verifier: a tree of the final stage has columns of unequal length")
    for node, feature in enumerate(tree.feature):
        inside = node < tree.left[node] < size and node < tree.right[node] < size
        if feature != LEAF and not (0 <= feature < feature_count and inside):
            raise SettingError(f"verifier: node {node} of a tree of the final stage points nowhere")
