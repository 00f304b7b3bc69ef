"""What saved tokens would have cost, at the prices in the configuration."""

from __future__ import annotations

from collections.abc import Mapping

from cachecore_gateway.core.entry import Usage

from .settings import Price

__all__ = ["PriceTable"]

_REMEMBERED = 1024
_MILLION = 1_000_000.0


class PriceTable:
    """Prices by model: the exact name, else the longest configured beginning (``gpt-4o*``), else none."""

    def __init__(self, prices: Mapping[str, Price]) -> None:
        self._exact = {name: price for name, price in prices.items() if not name.endswith("*")}
        starts = [(name[:-1], price) for name, price in prices.items() if name.endswith("*")]
        self._starts = sorted(starts, key=lambda pair: len(pair[0]), reverse=True)
        self._found: dict[str, Price | None] = {}

    def usd(self, model: str, usage: Usage) -> float | None:
        """US dollars for ``usage``; ``None`` when the model has no price."""
        price = self._found[model] if model in self._found else self._find(model)
        if price is None:
            return None
        return (usage.input_tokens * price.input_usd + usage.output_tokens * price.output_usd) / _MILLION

    def _find(self, model: str) -> Price | None:
        price = self._exact.get(model)
        if price is None:
            price = next((price for start, price in self._starts if model.startswith(start)), None)
        if len(self._found) >= _REMEMBERED:
            self._found.clear()
        self._found[model] = price
        return price
