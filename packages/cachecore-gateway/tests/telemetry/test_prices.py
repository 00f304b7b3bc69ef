"""Prices of models."""

from __future__ import annotations

import pytest

from cachecore_gateway.core.entry import Usage
from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.telemetry import Price, TelemetrySettings
from cachecore_gateway.telemetry.prices import PriceTable

TABLE = PriceTable({"gpt-4o": Price(2.5, 10.0), "gpt-4o*": Price(5.0, 15.0), "gpt-4o-mini*": Price(0.15, 0.6)})
MILLION = Usage(1_000_000, 1_000_000)


@pytest.mark.parametrize(
    ("model", "usd"),
    [("gpt-4o", 12.5), ("gpt-4o-2024-08-06", 20.0), ("gpt-4o-mini-2024-07-18", 0.75), ("o3", None), ("", None)],
)
def test_the_exact_name_wins_then_the_longest_beginning(model: str, usd: float | None) -> None:
    assert TABLE.usd(model, MILLION) == usd
    assert TABLE.usd(model, MILLION) == usd


def test_very_many_models_are_not_all_remembered() -> None:
    for number in range(5000):
        assert TABLE.usd(f"m{number}", MILLION) is None
    assert len(TABLE._found) <= 1024


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_a_price_is_a_number_of_dollars(value: float) -> None:
    with pytest.raises(SettingError, match="input_usd"):
        Price(value, 1.0)


def test_settings_outside_their_range_are_refused() -> None:
    with pytest.raises(SettingError, match="near_miss_count"):
        TelemetrySettings(near_miss_count=0)
    with pytest.raises(SettingError, match="otlp_endpoint"):
        TelemetrySettings(otlp_endpoint="localhost:4318")
