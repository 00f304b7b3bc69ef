"""The lookup: one table that turns what is known of a stored answer into what happens next.

Theory of operation
===================

A request walks through at most four steps; each step's outcome is one of the states below, and the engine's loop is
nothing but "do what the state says, ask this module for the next state":

1. ``LookExact``    fetch the entry under the fingerprint and the current generations.
2. ``LookMeaning``  (only after a miss, only with a comparable question) ask the semantic tier for one accepted entry.
3. ``Fetch``        call upstream, alone or by joining an equal call, and store what is whole and good.
4. ``Serve``        answer from a stored entry; ``refresh`` says whether one background refresh starts.

``Refuse`` ends a request that forbade the upstream call (``only-if-cached``).

What an entry is worth is the product of two independent questions: how old is it (``Freshness``) and do its
dependencies allow it (``DepState``). ``EXACT_TABLE`` lists all products; there is no other place where they are
combined. The request's own directives (RFC 9111 §5.2.1) can only make an entry *less* useful: they turn what the table
would serve into a miss (``exact_action``).

Two rules hold everywhere:

* correctness fails closed: what cannot be judged (no store answer, other epoch, clock set back) is a miss;
* availability fails open: a miss is always answered by upstream.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeAlias

from .controls import NO_CONTROLS, Controls
from .dependencies import Dep, DepState, Snapshot, dep_state
from .entry import UNTOLD_USAGE, Entry
from .freshness import Freshness, age_seconds, freshness
from .request import Call, wants_usage

__all__ = [
    "EXACT_TABLE",
    "ExactAction",
    "Fetch",
    "LookExact",
    "LookMeaning",
    "Reason",
    "Refuse",
    "Serve",
    "State",
    "Tier",
    "after_exact",
    "after_meaning",
    "begin",
    "exact_action",
    "serves_by_meaning",
    "tells_enough",
]


class Tier(Enum):
    """Where an answer came from; the value is the ``X-Cache`` header."""

    __hash__ = object.__hash__  # members are single objects; Enum's own hash is a Python function

    HIT_L1 = "HIT_L1"
    HIT_L1_STALE = "HIT_L1_STALE"
    HIT_L2 = "HIT_L2"
    MISS = "MISS"
    BYPASS = "BYPASS"


class Reason(Enum):
    """Why a request was not answered from the exact tier, or not from the cache at all; shown in ``Cache-Status``."""

    ABSENT = "absent"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    UNCOVERED = "deps-not-covered"
    TOO_OLD = "older-than-asked"
    NO_CACHE = "request-no-cache"
    NO_STORE = "request-no-store"
    STORE_DOWN = "store-unavailable"
    BYPASS_ASKED = "bypass-asked"
    ANONYMOUS = "no-token"
    NOT_CACHEABLE = "path-not-cached"
    STATEFUL = "changes-provider-state"
    USAGE_UNTOLD = "usage-not-recorded"


class ExactAction(Enum):
    """What the exact tier does with an entry."""

    SERVE = "serve"
    SERVE_STALE = "serve stale, refresh once"
    KEEP_FOR_ERROR = "miss; serve if upstream fails"
    MISS = "miss"


EXACT_TABLE: Mapping[tuple[Freshness, DepState], tuple[ExactAction, Reason | None]] = {
    (Freshness.FRESH, DepState.VALID): (ExactAction.SERVE, None),
    (Freshness.FRESH, DepState.INVALIDATED): (ExactAction.MISS, Reason.INVALIDATED),
    (Freshness.FRESH, DepState.UNCOVERED): (ExactAction.MISS, Reason.UNCOVERED),
    (Freshness.STALE, DepState.VALID): (ExactAction.SERVE_STALE, None),
    (Freshness.STALE, DepState.INVALIDATED): (ExactAction.MISS, Reason.INVALIDATED),
    (Freshness.STALE, DepState.UNCOVERED): (ExactAction.MISS, Reason.UNCOVERED),
    (Freshness.EXPIRED, DepState.VALID): (ExactAction.KEEP_FOR_ERROR, Reason.EXPIRED),
    (Freshness.EXPIRED, DepState.INVALIDATED): (ExactAction.MISS, Reason.INVALIDATED),
    (Freshness.EXPIRED, DepState.UNCOVERED): (ExactAction.MISS, Reason.UNCOVERED),
    (Freshness.DEAD, DepState.VALID): (ExactAction.MISS, Reason.EXPIRED),
    (Freshness.DEAD, DepState.INVALIDATED): (ExactAction.MISS, Reason.EXPIRED),
    (Freshness.DEAD, DepState.UNCOVERED): (ExactAction.MISS, Reason.EXPIRED),
}


@dataclass(frozen=True, slots=True)
class LookExact:
    """Fetch the entry under the fingerprint."""


@dataclass(frozen=True, slots=True)
class LookMeaning:
    """Ask the semantic tier; ``reason`` is why the exact tier did not answer."""

    reason: Reason
    spare: Entry | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """Call upstream. ``spare`` may be served if that fails (stale-if-error)."""

    reason: Reason
    spare: Entry | None = None


class Serve(NamedTuple):
    """Answer from ``entry``. ``similarity`` is a cosine, 1.0 for the exact tier; ``age`` whole seconds."""

    tier: Tier
    entry: Entry
    age: int
    similarity: float = 1.0
    refresh: bool = False


@dataclass(frozen=True, slots=True)
class Refuse:
    """The request forbade the upstream call that it would need."""

    reason: Reason


State: TypeAlias = LookExact | LookMeaning | Fetch | Serve | Refuse


_LOOK_EXACT = LookExact()


def tells_enough(entry: Entry, call: Call) -> bool:
    """Does the stored answer hold the usage that this caller would get from the provider?

    A plain answer always carries usage, a stream when asked for it; an entry that a stream without usage left behind
    serves streams without usage only, until a caller who wants usage has fetched it anew.
    """
    if entry.answer.usage != UNTOLD_USAGE:
        return True
    return call.stream and not wants_usage(call)


def begin(controls: Controls) -> State:
    """First state of a request that may use the cache."""
    if controls.no_cache:
        return _miss(Reason.NO_CACHE, controls)
    return _LOOK_EXACT


def exact_action(
    entry: Entry, deps: tuple[Dep, ...], current: Snapshot, controls: Controls, now: float
) -> tuple[ExactAction, Reason | None]:
    """What the exact tier does with ``entry`` for a request with ``deps`` at ``now``."""
    age_class = freshness(entry.window, now)
    action, reason = EXACT_TABLE[age_class, dep_state(entry.tags, entry.epoch, deps, current)]
    if action in (ExactAction.SERVE, ExactAction.SERVE_STALE) and not _young_enough(entry, controls, now):
        return ExactAction.MISS, Reason.TOO_OLD
    return action, reason


def after_exact(
    entry: Entry | None, deps: tuple[Dep, ...], current: Snapshot | None, controls: Controls, now: float
) -> State:
    """Next state once the exact tier was asked. ``current`` is ``None`` when the store did not answer."""
    if current is None:
        return _miss(Reason.STORE_DOWN, controls)
    if entry is None:
        return LookMeaning(Reason.ABSENT)
    action, reason = exact_action(entry, deps, current, controls, now)
    if action is ExactAction.SERVE:
        return Serve(Tier.HIT_L1, entry, age_seconds(entry.window, now))
    if action is ExactAction.SERVE_STALE:
        return Serve(Tier.HIT_L1_STALE, entry, age_seconds(entry.window, now), refresh=True)
    spare = entry if action is ExactAction.KEEP_FOR_ERROR else None
    return LookMeaning(reason or Reason.ABSENT, spare)


def serves_by_meaning(entry: Entry, deps: tuple[Dep, ...], current: Snapshot, controls: Controls, now: float) -> bool:
    """Is ``entry`` alive enough for the semantic tier: fresh, valid, covering? Stale entries never serve by meaning."""
    action, _ = exact_action(entry, deps, current, controls, now)
    return action is ExactAction.SERVE


def after_meaning(looked: LookMeaning, found: tuple[Entry, float] | None, controls: Controls, now: float) -> State:
    """Next state once the semantic tier accepted an entry (with its cosine) or none."""
    if found is None:
        return _miss(looked.reason, controls, looked.spare)
    entry, similarity = found
    return Serve(Tier.HIT_L2, entry, age_seconds(entry.window, now), similarity)


def _miss(reason: Reason, controls: Controls, spare: Entry | None = None) -> State:
    return Refuse(reason) if controls.only_if_cached else Fetch(reason, spare)


def _young_enough(entry: Entry, controls: Controls, now: float) -> bool:
    if controls is NO_CONTROLS:
        return True
    window = entry.window
    if controls.max_age_seconds is not None and now - window.created_at > controls.max_age_seconds:
        return False
    if controls.min_fresh_seconds and now + controls.min_fresh_seconds > window.fresh_until:
        return False
    return controls.max_stale_seconds is None or now - window.fresh_until <= controls.max_stale_seconds
