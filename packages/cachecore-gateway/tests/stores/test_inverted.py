"""How much of a large scope an inverted file looks at, and what it finds there."""

from __future__ import annotations

import numpy as np
import pytest

from cachecore_gateway.stores.embedded.inverted import InvertedPartition, list_count_for, probed_count_for
from cachecore_gateway.stores.embedded.partition import Batch, ExactPartition
from cachecore_gateway.stores.embedded.vectors import Rows

COUNT, ASKED, DIMENSIONS = 4000, 200, 384
LIMIT, EXTRA = 6, 8


def rows_like_questions(count: int) -> Rows:
    """Unit rows of 384 that spread in fewer directions, as a language model's do: neighbours lie at 0.5 to 0.9."""
    chance = np.random.default_rng(1)
    rows = chance.standard_normal((count, 14)) @ chance.standard_normal((14, DIMENSIONS))
    return np.ascontiguousarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def batch_of(rows: Rows) -> Batch:
    return Batch([str(number) for number in range(len(rows))], np.full(len(rows), 1e9), rows)


def test_nearly_all_of_the_six_nearest_are_found_even_where_they_are_far() -> None:
    rows = rows_like_questions(COUNT + ASKED)
    stored, asked = rows[:COUNT], rows[COUNT:]
    exact, built = ExactPartition(DIMENSIONS, COUNT), InvertedPartition(stored, COUNT)
    exact.add(batch_of(stored))
    built.add(batch_of(stored))
    wanted = [{key for key, _ in exact.search(row, LIMIT, 0.5, 0.0)} for row in asked]
    named = [{key for key, _ in built.search(row, LIMIT + EXTRA, 0.5, 0.0)} for row in asked]
    count = sum(map(len, wanted))
    assert count > LIMIT * ASKED / 2
    assert sum(len(keys & found) for keys, found in zip(wanted, named, strict=True)) >= 0.98 * count


@pytest.mark.parametrize("count", [1, 1000, 50_000, 1_000_000])
def test_a_search_looks_into_some_of_the_lists_and_into_a_smaller_share_of_more(count: int) -> None:
    lists, more = list_count_for(count), list_count_for(4 * count)
    assert 1 <= probed_count_for(lists) <= lists / 2
    assert probed_count_for(lists) <= probed_count_for(more)
    assert probed_count_for(lists) / lists >= probed_count_for(more) / more
