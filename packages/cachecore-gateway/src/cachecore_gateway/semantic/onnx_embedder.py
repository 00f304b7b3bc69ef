"""Text to vector with onnxruntime: any BERT-like ONNX encoder, the packaged MiniLM by default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ..core.errors import SettingError, StoreUnavailable
from .model_files import ModelFiles, Pooling
from .sessions import loaded
from .text_states import States, TextStates

__all__ = ["Float32", "OnnxEmbedder", "TextTooLong"]

Float32 = NDArray[np.float32]
Integers = NDArray[np.int64]

BATCH_ROWS = 32
BATCH_TOKENS = 4096
"""Most padded tokens of one run; bounds the attention's memory to some tens of megabytes."""

SENTENCE_OUTPUT = "sentence_embedding"
STATES_OUTPUT = "lower_states"
SHORTEST_LENGTH = 1e-12

_ONLY_WHAT_IS_ASKED = onnxruntime.RunOptions()
_ONLY_WHAT_IS_ASKED.only_execute_path_to_fetches = True


class TextTooLong(StoreUnavailable):
    """The text does not fit the model's window. It is never cut: the caller goes on without the semantic tier."""

    code = "text_too_long"


class OnnxEmbedder:
    """A loaded model. Safe to call from many threads.

    Where the graph gives the states after its lower layers, those of recent texts are kept for the verifier.
    """

    def __init__(self, files: ModelFiles, threads: int = 1) -> None:
        """Load `files`; each run uses `threads` threads.

        Raises:
            SettingError: the files are not a usable encoder and tokenizer.
        """
        self._files = replace(files, model=b"", tokenizer=b"")
        self._session = _session(files.model, threads)
        self._tokenizer = _tokenizer(files.tokenizer)
        self._input_names = frozenset(value.name for value in self._session.get_inputs())
        names = [str(value.name) for value in self._session.get_outputs()]
        self._output_name = SENTENCE_OUTPUT if SENTENCE_OUTPUT in names else names[0]
        self._kept = TextStates() if STATES_OUTPUT in names else None
        self._check_dimensions()

    @property
    def model_id(self) -> str:
        """SHA-256 of the model file, 64 hex."""
        return self._files.model_id

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._files.dimensions

    @property
    def max_tokens(self) -> int:
        """Longest text in tokens, `[CLS]` and `[SEP]` included."""
        return self._files.max_tokens

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` as the model sees it, `[CLS]` and `[SEP]` included."""
        return len(self._tokenizer.encode(text).ids)

    def embed(self, texts: Sequence[str]) -> Float32:
        """Vectors of `texts` in their order: (n, dimensions) float32, unit rows.

        A text's vector is the same alone and in a batch, but for the last bits of float32.

        Raises:
            TextTooLong: a text passes `max_tokens`; nothing was embedded.
        """
        tokens = [self._tokenize(text) for text in texts]
        vectors = np.empty((len(tokens), self.dimensions), np.float32)
        for rows in _batches([len(ids) for ids in tokens]):
            vectors[rows], states = self._run([tokens[row] for row in rows])
            self._keep([texts[row] for row in rows], [len(tokens[row]) for row in rows], states)
        return vectors

    def states(self, text: str) -> States | None:
        """What the lower layers make of `text`: (tokens, width) float16, from memory where it was embedded lately.

        `None` where the text passes `max_tokens`.

        Raises:
            SettingError: the model does not give its lower states.
        """
        if self._kept is None:
            raise SettingError(f"embedding model: the graph has no output {STATES_OUTPUT}")
        found = self._kept.get(text)
        if found is None:
            ids = self._tokenizer.encode(text).ids
            if len(ids) > self.max_tokens:
                return None
            feed = self._feed(*_padded([ids]))
            found = self._session.run([STATES_OUTPUT], feed, _ONLY_WHAT_IS_ASKED)[0][0].astype(np.float16)
            self._kept.put(text, found)
        return found

    def _keep(self, texts: Sequence[str], lengths: Sequence[int], states: Float32 | None) -> None:
        if self._kept is not None and states is not None:
            for text, length, rows in zip(texts, lengths, states, strict=True):
                self._kept.put(text, rows[:length].astype(np.float16))

    def _tokenize(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text).ids
        if len(ids) > self.max_tokens:
            raise TextTooLong(f"the text has {len(ids)} tokens, the embedding model reads {self.max_tokens}")
        return ids

    def _run(self, tokens: Sequence[Sequence[int]]) -> tuple[Float32, Float32 | None]:
        """Unit rows, and the lower states (texts, tokens, width) where the graph gives them."""
        ids, mask = _padded(tokens)
        asked = [self._output_name] if self._kept is None else [self._output_name, STATES_OUTPUT]
        output, *states = self._session.run(asked, self._feed(ids, mask))
        pooled: Float32 = output if output.ndim == 2 else _pooled(output, mask, self._files.pooling)
        return _unit_rows(pooled), states[0] if states else None

    def _feed(self, ids: Integers, mask: Integers) -> dict[str, Integers]:
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return {name: value for name, value in inputs.items() if name in self._input_names}

    def _check_dimensions(self) -> None:
        found = self._run([self._tokenize("")])[0].shape[1]
        if found != self.dimensions:
            raise SettingError(f"embedding model: vectors have {found} dimensions, model.json says {self.dimensions}")


def _session(model: bytes, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return loaded(model, options)
    except Exception as error:  # onnxruntime's errors share no other base
        raise SettingError(f"embedding model: onnxruntime cannot load model.onnx: {error}") from error


def _tokenizer(content: bytes) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_buffer(content)
    except Exception as error:  # the library raises bare Exception
        raise SettingError(f"embedding model: tokenizer.json cannot be read: {error}") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows grouped by similar length, shortest first, each group within BATCH_ROWS and BATCH_TOKENS."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) == BATCH_ROWS or (len(batch) + 1) * lengths[row] > BATCH_TOKENS):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _padded(tokens: Sequence[Sequence[int]]) -> tuple[Integers, Integers]:
    ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
    mask = np.zeros_like(ids)
    for row, values in enumerate(tokens):
        ids[row, : len(values)] = values
        mask[row, : len(values)] = 1
    return ids, mask


def _pooled(hidden: Float32, mask: Integers, pooling: Pooling) -> Float32:
    weights = mask.astype(np.float32)
    if pooling is Pooling.CLS:
        weights[:, 1:] = 0.0
    total: Float32 = np.einsum("nt,ntd->nd", weights, hidden)
    return total


def _unit_rows(rows: Float32) -> Float32:
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), SHORTEST_LENGTH)
    unit: Float32 = np.asarray(rows / lengths, np.float32)
    return unit
