"""The cross-encoder in torch: `[CLS] a [SEP] b [SEP]` → one logit, parameters named as in the published checkpoint."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

WIDTH, INNER, HEADS, WORDS, POSITIONS = 384, 1536, 12, 30522, 512
EPSILON = 1e-12

Weights = Mapping[str, NDArray[np.float32]]


class SelfAttention(nn.Module):
    """Multi-head attention; `keep` is (pairs, 1, 1, tokens), true where a token is real."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))

    def forward(self, hidden: Tensor, keep: Tensor) -> Tensor:
        query, key, value = (self._by_head(part(hidden)) for part in (self.query, self.key, self.value))
        scores = (query @ key.transpose(-1, -2)) * (WIDTH // HEADS) ** -0.5
        shares = scores.masked_fill(~keep, -1e4).softmax(-1).to(value.dtype)
        mixed = (
            shares @ value
        )  # on a CPU a third faster for short texts than torch's fused attention, backward above all
        return mixed.transpose(1, 2).reshape(hidden.shape)

    def _by_head(self, projected: Tensor) -> Tensor:
        pairs, tokens, _ = projected.shape
        return projected.view(pairs, tokens, HEADS, WIDTH // HEADS).transpose(1, 2)


class Residual(nn.Module):
    """Dense, dropout, add, LayerNorm."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.dense = nn.Linear(width, WIDTH)
        self.LayerNorm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self._dropout = nn.Dropout(dropout)

    def forward(self, change: Tensor, hidden: Tensor) -> Tensor:
        out: Tensor = self.LayerNorm(self._dropout(self.dense(change)) + hidden)
        return out


class Layer(nn.Module):
    """One encoder layer."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.attention = nn.ModuleDict({"self": SelfAttention(), "output": Residual(WIDTH, dropout)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(WIDTH, INNER)})
        self.output = Residual(INNER, dropout)

    def forward(self, hidden: Tensor, keep: Tensor) -> Tensor:
        hidden = self.attention["output"](self.attention["self"](hidden, keep), hidden)
        widened = functional.gelu(self.intermediate["dense"](hidden))
        out: Tensor = self.output(widened, hidden)
        return out


class Encoder(nn.Module):
    """The layers, under the checkpoint's name for them."""

    def __init__(self, layers: int, dropout: float) -> None:
        super().__init__()
        self.layer = nn.ModuleList(Layer(dropout) for _ in range(layers))


class PairModel(nn.Module):
    """The first `layers` layers of the encoder and a linear head on the first token."""

    def __init__(self, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.embeddings = nn.ModuleDict(
            {
                "word_embeddings": nn.Embedding(WORDS, WIDTH),
                "position_embeddings": nn.Embedding(POSITIONS, WIDTH),
                "token_type_embeddings": nn.Embedding(2, WIDTH),
                "LayerNorm": nn.LayerNorm(WIDTH, eps=EPSILON),
            }
        )
        self.encoder = Encoder(layers, dropout)
        self.classifier = nn.Linear(WIDTH, 1)
        self._dropout = nn.Dropout(dropout)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """Logits (pairs,) of int64 inputs (pairs, tokens)."""
        hidden, keep = self._embed(ids, types), mask.bool()[:, None, None, :]
        for layer in self.encoder.layer:
            hidden = layer(hidden, keep)
        logit: Tensor = self.classifier(self._dropout(hidden[:, 0])).squeeze(1)
        return logit

    def _embed(self, ids: Tensor, types: Tensor) -> Tensor:
        parts = self.embeddings
        positions = torch.arange(ids.shape[1], device=ids.device)
        words: Tensor = parts["word_embeddings"](ids)
        summed = words + parts["token_type_embeddings"](types) + parts["position_embeddings"](positions)
        out: Tensor = self._dropout(parts["LayerNorm"](summed))
        return out


def from_weights(weights: Weights, layers: int) -> PairModel:
    """A model that starts from the checkpoint `weights`; a head that it lacks starts near zero."""
    model = PairModel(layers)
    nn.init.normal_(model.classifier.weight, std=0.02)
    nn.init.zeros_(model.classifier.bias)
    own = model.state_dict()
    own.update({name: torch.from_numpy(np.array(weights[name])) for name in own if name in weights})
    model.load_state_dict(own)
    return model


def to_weights(model: PairModel) -> dict[str, NDArray[np.float32]]:
    """The parameters as numpy arrays, ready for the ONNX writer."""
    return {name: value.detach().numpy().astype(np.float32) for name, value in model.state_dict().items()}
