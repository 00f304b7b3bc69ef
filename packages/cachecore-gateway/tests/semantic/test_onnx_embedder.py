"""The packaged model behind the embedder: what its vectors are like and what it refuses."""

from __future__ import annotations

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from cachecore_gateway.core.errors import SettingError, StoreUnavailable
from cachecore_gateway.semantic.model_files import packaged_model
from cachecore_gateway.semantic.onnx_embedder import OnnxEmbedder, TextTooLong

TEXTS = [
    "How do I reset my password?",
    "I forgot my password, how can I get a new one?",
    "What is the capital of Portugal?",
    "list the files in a directory, newest first",
    "",
    "naïve café, 東京, 🚀",
    "word " * 200,
]


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder(packaged_model())


def test_vectors_are_float32_unit_rows_in_input_order(embedder: OnnxEmbedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert vector @ embedder.embed([text])[0] > 0.9999


def test_no_texts_give_no_rows(embedder: OnnxEmbedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


def test_meaning_orders_similarity(embedder: OnnxEmbedder) -> None:
    reset, forgot, capital = embedder.embed(TEXTS[:3])
    assert reset @ forgot > 0.7
    assert reset @ capital < 0.3


def test_letter_case_does_not_matter_to_an_uncased_model(embedder: OnnxEmbedder) -> None:
    lower, upper = embedder.embed(["reset my password", "RESET MY PASSWORD"])
    np.testing.assert_array_equal(lower, upper)


def test_a_vector_does_not_depend_on_the_rest_of_its_batch(embedder: OnnxEmbedder) -> None:
    alone = embedder.embed([TEXTS[0]])[0]
    companions = ["3.14159 " * 10, "THE", "@@@@ #### $$$$", "a much longer companion that needs padding of the rest"]
    together = embedder.embed([TEXTS[0], *companions])[0]
    np.testing.assert_allclose(together, alone, atol=1e-3)


def test_states_do_not_depend_on_whether_the_text_was_embedded_before(embedder: OnnxEmbedder) -> None:
    embedder.embed([*TEXTS, "a much longer companion that needs padding of all the rest"])
    kept = [embedder.states(text) for text in TEXTS]
    fresh = OnnxEmbedder(packaged_model())
    for text, found in zip(TEXTS, kept, strict=True):
        assert found is not None
        assert found.shape == (embedder.count_tokens(text), 384)
        again = fresh.states(text)
        assert again is not None
        np.testing.assert_allclose(found, again, atol=0.02)


def test_a_text_past_the_window_has_no_states(embedder: OnnxEmbedder) -> None:
    assert embedder.states("word " * 400) is None


def test_more_texts_than_a_batch_keep_their_order(embedder: OnnxEmbedder) -> None:
    texts = [f"question number {n} " + "and so on " * (n % 7) for n in range(70)]
    vectors = embedder.embed(texts)
    for row in (0, 31, 32, 69):
        assert int(np.argmax(vectors @ embedder.embed([texts[row]])[0])) == row


def test_tokens_are_counted_with_both_special_tokens(embedder: OnnxEmbedder) -> None:
    assert embedder.count_tokens("") == 2
    assert embedder.count_tokens("reset my password") == 5
    assert embedder.count_tokens("word " * 1000) == 1002


def test_a_text_that_fills_the_window_is_embedded(embedder: OnnxEmbedder) -> None:
    text = "word " * (embedder.max_tokens - 2)
    assert embedder.count_tokens(text) == embedder.max_tokens
    assert embedder.embed([text]).shape == (1, 384)


def test_a_text_one_token_past_the_window_is_refused_not_cut(embedder: OnnxEmbedder) -> None:
    with pytest.raises(TextTooLong, match="257 tokens"):
        embedder.embed(["fine", "word " * (embedder.max_tokens - 1)])


def test_the_refusal_lets_callers_go_on_without_the_tier() -> None:
    assert issubclass(TextTooLong, StoreUnavailable)


def test_threads_get_the_same_vectors_as_one_caller(embedder: OnnxEmbedder) -> None:
    expected = embedder.embed(TEXTS[:4])
    start = threading.Barrier(8)

    def embed(_: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        start.wait(5)
        return embedder.embed(TEXTS[:4])

    with ThreadPoolExecutor(8) as pool:
        for vectors in pool.map(embed, range(8), timeout=5):
            np.testing.assert_array_equal(vectors, expected)


def test_a_file_that_is_no_graph_is_a_setting_error() -> None:
    with pytest.raises(SettingError, match=r"model\.onnx"):
        OnnxEmbedder(dataclasses.replace(packaged_model(), model=b"no graph"))


def test_a_file_that_is_no_tokenizer_is_a_setting_error() -> None:
    with pytest.raises(SettingError, match=r"tokenizer\.json"):
        OnnxEmbedder(dataclasses.replace(packaged_model(), tokenizer=b"{}"))


def test_a_card_with_the_wrong_dimensions_is_a_setting_error() -> None:
    with pytest.raises(SettingError, match="384 dimensions"):
        OnnxEmbedder(dataclasses.replace(packaged_model(), dimensions=768))
