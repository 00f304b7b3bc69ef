"""Settings of counters, logs and traces; parsed by ``config``, validated and honoured here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from math import isfinite
from pathlib import Path

from cachecore_gateway.core.errors import SettingError

__all__ = ["LogFormat", "LogLevel", "Price", "TelemetrySettings"]


class LogFormat(Enum):
    """How a log line looks."""

    JSON = "json"
    TEXT = "text"


class LogLevel(Enum):
    """Least serious line that is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Price:
    """What a provider charges for a model, in US dollars per million tokens."""

    input_usd: float
    """Per million input tokens, >= 0."""
    output_usd: float
    """Per million output tokens, >= 0."""

    def __post_init__(self) -> None:
        for name in ("input_usd", "output_usd"):
            value = getattr(self, name)
            if not (isfinite(value) and value >= 0):
                raise SettingError(f"A price's {name} is {value}; set US dollars per million tokens, 0 or more.")


@dataclass(frozen=True, slots=True)
class TelemetrySettings:
    """What is counted, logged and traced."""

    log_level: LogLevel = LogLevel.INFO
    """Least serious line that is written: ``debug``, ``info``, ``warning`` or ``error``."""
    log_format: LogFormat = LogFormat.JSON
    """``json``: one object a line; ``text`` for reading at a terminal."""
    log_requests: bool = False
    """Write one line per answered request. It never holds prompts, answers or tokens."""
    near_miss_count: int = 100
    """Last near misses of the semantic tier kept per worker for ``stats`` and the dashboard, 1 to 10,000."""
    counters_directory: Path | None = None
    """Where the workers of one gateway share their counters; ``None``: a private one for each start."""
    otlp_endpoint: str = ""
    """Base URL of an OpenTelemetry collector (OTLP over HTTP), like ``http://localhost:4318``; empty: no traces."""
    prices: Mapping[str, Price] = field(default_factory=dict)
    """Prices by model name, for the money that hits save; a name that ends in ``*`` stands for all that begin so.
    Nothing is claimed for a model without a price."""

    def __post_init__(self) -> None:
        if not 1 <= self.near_miss_count <= 10_000:
            raise SettingError(f"telemetry.near_miss_count is {self.near_miss_count}; set it to 1 to 10000.")
        if self.otlp_endpoint and not self.otlp_endpoint.startswith(("http://", "https://")):
            raise SettingError("telemetry.otlp_endpoint must be a URL, like http://localhost:4318, or empty.")
