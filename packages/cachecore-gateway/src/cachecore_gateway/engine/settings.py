"""Settings of the engine; parsed and validated by ``config``, honoured here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.core.freshness import DEFAULT_LIFETIME, Lifetime
from cachecore_gateway.protocols.settings import ProtocolSettings
from cachecore_gateway.protocols.volatile import parsed_paths

__all__ = ["EngineSettings", "JudgeSettings", "MeaningSettings", "TenantSettings"]


@dataclass(frozen=True, slots=True)
class MeaningSettings:
    """How the semantic tier runs."""

    preset: Preset = Preset.BALANCED
    """Operating point for requests that ask for none; ``off`` switches the tier off."""
    similarity_threshold: float | None = None
    """Extra cosine floor (−1…1) over the model's own gate; ``None``: the model's gate alone."""
    probability: float | None = None
    """Probability (0.3 to 1) from which ``balanced`` serves, in place of the calibrated one; ``strict`` keeps its own
    where that is higher. ``cachecore evaluate replay`` says which one serves your own traffic rightly."""
    candidate_count: int = 6
    """Neighbours looked at per request, >= 1."""
    deadline_seconds: float = 1.0
    """Longest time the semantic tier may take before the request goes on without it; after three such
    requests in a row the tier is left alone for five seconds."""
    shadow: bool = False
    """Look up and record, but never serve. ``POST /admin/l2`` switches while the gateway runs."""
    max_false_hit_rate: float = 0.01
    """Share of wrong hits (0 to 1) that is tolerated: the tier goes to shadow by itself when the evidence says at 95 %
    that more are wrong. 1 switches that off."""
    min_trial_count: int = 10
    """Comparisons, or hits where reports are judged, that the evidence must rest on before the tier goes to shadow."""
    recheck_share: float = 0.0
    """Share of the hits served (0 to 1) that are put to the provider again in the background and compared."""
    recheck_per_hour: int = 60
    """Most re-checks in an hour, over all workers."""
    same_answer_similarity: float = 0.85
    """Cosine (0 to 1) from which two differently worded answers count as the same one, where no judge is asked."""

    def __post_init__(self) -> None:
        for name in ("max_false_hit_rate", "recheck_share", "same_answer_similarity"):
            _check_share(f"l2.{name}", getattr(self, name))


@dataclass(frozen=True, slots=True)
class JudgeSettings:
    """A model of the operator's choice that is asked, off the path of requests, whether near misses were the same."""

    base_url: str = ""
    """Of an API like OpenAI's, ``https://host/v1``; empty: no judge."""
    model: str = ""
    """Name of the model."""
    api_key: str = field(default="", repr=False)
    """Key of that API; empty: none is sent."""
    per_hour: int = 120
    """Most questions to the judge in an hour, over all workers."""
    concurrency: int = 2
    """Questions to the judge at once, 1 to 64."""
    timeout_seconds: float = 20.0
    """Longest wait for a verdict, > 0."""
    min_similarity: float = 0.7
    """Lowest cosine (0 to 1) of a near miss that is worth a question."""
    queue_count: int = 256
    """Near misses that may wait, over all workers, 16 or more; further ones are left out."""

    def __post_init__(self) -> None:
        if bool(self.base_url) != bool(self.model):
            raise SettingError("judge.base_url and judge.model belong together; set both, or neither for no judge.")
        if self.base_url and not self.base_url.startswith(("http://", "https://")):
            raise SettingError("judge.base_url must look like https://host/v1.")
        if not 1 <= self.concurrency <= 64:
            raise SettingError(f"judge.concurrency is {self.concurrency}; set it to 1 to 64.")
        if not self.timeout_seconds > 0:
            raise SettingError("judge.timeout_seconds must be more than 0.")
        if self.queue_count < 16:
            raise SettingError(f"judge.queue_count is {self.queue_count}; set it to 16 or more.")
        _check_share("judge.min_similarity", self.min_similarity)


@dataclass(frozen=True, slots=True)
class TenantSettings:
    """What one tenant has of its own; whatever it does not name, it has like the others.

    Raises:
        SettingError: an ignore path is malformed or would make different questions equal.
    """

    ignore_paths: tuple[str, ...] = ()
    """Places in the body that are ignored in this tenant's requests, beside ``cache.ignore_paths``."""
    l2: Preset = Preset.BALANCED
    """Preset that raises the bar for this tenant's semantic hits: ``strict`` or ``off``; never lowers it."""

    def __post_init__(self) -> None:
        parsed_paths(self.ignore_paths)

    def protocols(self, common: ProtocolSettings) -> ProtocolSettings:
        """How this tenant's requests are read, given what holds for all."""
        return replace(common, ignore_paths=(*common.ignore_paths, *self.ignore_paths))


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How requests are served."""

    lifetime: Lifetime = field(default_factory=lambda: DEFAULT_LIFETIME)
    meaning: MeaningSettings = field(default_factory=MeaningSettings)
    judge: JudgeSettings = field(default_factory=JudgeSettings)
    tenants: Mapping[str, TenantSettings] = field(default_factory=dict)
    """Tables ``[tenants.NAME]``: what single tenants have of their own. ``l2`` (``strict`` or ``off``) raises the bar
    for that tenant's semantic hits, never lowers it; ``ignore_paths`` are places in the body that are ignored in that
    tenant's requests, beside ``cache.ignore_paths``."""
    max_answer_bytes: int = 64 * 1024 * 1024
    """Largest plain answer that is passed on, and largest stream that is stored."""
    finish_abandoned: bool = False
    """Finish an upstream call for the cache when every caller has gone away; else it is cancelled."""
    flight_queue_bytes: int = 4 * 1024 * 1024
    """Stream bytes held for slow or late followers before the leader waits for the slowest."""
    refresh_count: int = 32
    """Background refreshes that may run at once; more are skipped until a later hit."""


def _check_share(name: str, value: float) -> None:
    if not 0.0 <= value <= 1.0:
        raise SettingError(f"{name} is {value}; set it to 0 to 1.")
