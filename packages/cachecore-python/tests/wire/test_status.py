from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import httpx
import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore import CacheStatus

UNKNOWN = CacheStatus("UNKNOWN", 0.0, 0)


@pytest.mark.parametrize("status", ["HIT_L1", "HIT_L1_STALE", "HIT_L2", "MISS", "BYPASS"])
def test_each_status_is_read(status: str) -> None:
    read = CacheStatus.from_headers({"X-Cache": status, "X-Cache-Similarity": "0.9312", "X-Cache-Age": "17"})
    assert (read.status, read.similarity, read.age_seconds) == (status, 0.9312, 17)
    assert read.is_hit == status.startswith("HIT")


@pytest.mark.parametrize("spelling", [str.lower, str.upper, str.title, str.swapcase])
@pytest.mark.parametrize("mapping", [dict, httpx.Headers, httpx2.Headers])
def test_names_are_read_in_any_letter_case_from_any_mapping(spelling: Any, mapping: Any) -> None:
    headers = mapping(
        {spelling("X-Cache"): "HIT_L1", spelling("X-Cache-Similarity"): "1.00", spelling("X-CACHE-AGE"): "3"}
    )
    assert CacheStatus.from_headers(headers) == CacheStatus("HIT_L1", 1.0, 3)


def test_bytes_and_numbers_are_read_too() -> None:
    odd: Any = {b"x-cache": b"HIT_L2", "x-cache-similarity": 0.95, "x-cache-age": 4}
    assert CacheStatus.from_headers(odd) == CacheStatus("HIT_L2", 0.95, 4)


def test_missing_headers_are_unknown() -> None:
    assert CacheStatus.from_headers({}) == UNKNOWN


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Cache": "hit from cloudfront"},
        {"X-Cache": "HIT_L1, MISS"},
        {"X-Cache-Similarity": "1.01"},
        {"X-Cache-Similarity": "-0.5"},
        {"X-Cache-Similarity": "nan"},
        {"X-Cache-Similarity": "inf"},
        {"X-Cache-Similarity": "0_1"},
        {"X-Cache-Similarity": "٠.٥"},
        {"X-Cache-Age": "-1"},
        {"X-Cache-Age": "1.5"},
        {"X-Cache-Age": "9" * 5000},
        {"X-Cache-Age": "soon"},
    ],
)
def test_out_of_range_is_as_missing(headers: Mapping[str, str]) -> None:
    assert CacheStatus.from_headers(headers) == UNKNOWN


@given(st.dictionaries(st.sampled_from(["x-cache", "X-Cache-Similarity", "x-CACHE-age"]), st.text()))
def test_any_values_give_a_status_in_range(headers: dict[str, str]) -> None:
    status = CacheStatus.from_headers(headers)
    assert status.status in {"HIT_L1", "HIT_L1_STALE", "HIT_L2", "MISS", "BYPASS", "UNKNOWN"}
    assert 0.0 <= status.similarity <= 1.0
    assert 0 <= status.age_seconds < 10**10


@given(st.floats(0, 1), st.integers(0, 10**9))
def test_what_a_gateway_sends_is_read_back(similarity: float, age: int) -> None:
    sent = {"X-Cache": "HIT_L2", "X-Cache-Similarity": f"{similarity:.4f}", "X-Cache-Age": str(age)}
    assert CacheStatus.from_headers(sent) == CacheStatus("HIT_L2", float(f"{similarity:.4f}"), age)


def test_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        UNKNOWN.status = "MISS"  # type: ignore[misc]
