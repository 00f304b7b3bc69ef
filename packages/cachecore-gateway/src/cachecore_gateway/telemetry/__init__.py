"""Counters, log lines and traces. Start at ``telemetry.Telemetry``; every metric is declared in ``metrics``."""

from .log_lines import configure_logging, dep_label
from .metrics import METRICS, Metric
from .report import Report
from .settings import LogFormat, LogLevel, Price, TelemetrySettings
from .telemetry import Telemetry

__all__ = [
    "METRICS",
    "LogFormat",
    "LogLevel",
    "Metric",
    "Price",
    "Report",
    "Telemetry",
    "TelemetrySettings",
    "configure_logging",
    "dep_label",
]
