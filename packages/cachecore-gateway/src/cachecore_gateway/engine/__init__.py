"""The engine drives: it awaits the ports and decides nothing. Start at ``engine.Engine.serve``."""

from .batch import BatchDeparture, Batches
from .eager import within
from .engine import Engine
from .evidence import EvidenceDesk
from .fetch import Departure
from .forward import Forwarder
from .intake import Arrival, Intake
from .invalidation import Order, invalidate
from .items import Batch
from .outcome import Body, Outcome
from .parts import Parts
from .refusal import OnlyIfCached
from .settings import EngineSettings, JudgeSettings, MeaningSettings, TenantSettings

__all__ = [
    "Arrival",
    "Batch",
    "BatchDeparture",
    "Batches",
    "Body",
    "Departure",
    "Engine",
    "EngineSettings",
    "EvidenceDesk",
    "Forwarder",
    "Intake",
    "JudgeSettings",
    "MeaningSettings",
    "OnlyIfCached",
    "Order",
    "Outcome",
    "Parts",
    "TenantSettings",
    "invalidate",
    "within",
]
