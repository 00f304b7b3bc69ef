"""What data an answer depends on, and when that makes it worthless (SPEC 3.6).

Each invalidation of (tenant, dep id) raises that dep's *generation*. An entry records, per dep, the generation read
when its request **started**, before anything was fetched, and the hash its writer declared. It is *valid* while all
those generations are current, and it *covers* a request when its deps include the request's with equal hashes.

Why this is linear: let ``invalidate`` return at time T. A request that started before T recorded the older generation,
so whatever it stores, whenever it stores it and from whichever process, is never valid again. A request that starts
after T reads the new generation and can neither be served the older entry nor join the older call, because generations
are part of the key under which calls are shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

__all__ = [
    "POLICY_DEP_ID",
    "PREFIX_DEP_ID",
    "Dep",
    "DepState",
    "Generation",
    "Snapshot",
    "Tag",
    "dep_state",
    "effective_deps",
    "tags_of",
    "watched",
]

POLICY_DEP_ID = "cc:policy-version"
"""Dependency that every entry carries; invalidating it empties the tenant's cache."""

PREFIX_DEP_ID = "cc:prefix"
"""Raised before each invalidation by prefix, which finds only the deps of what is stored. No entry carries it; every
call reads it at its start, so that what was fetched meanwhile is neither stored nor shared with who comes later."""


class Dep(NamedTuple):
    """A declared dependency: ``dep_id`` non-empty, ``hash`` the version of the data that the caller saw."""

    dep_id: str
    hash: str = "v1"


Generation = int
"""Count that only grows within one store epoch; 0 for a dep that was never invalidated."""


class Snapshot(NamedTuple):
    """Generations as read at one moment.

    ``epoch`` names the life of the store: a store that may have lost invalidations starts a new one, and snapshots of
    different epochs are never equal.
    """

    epoch: str
    generations: Mapping[str, Generation]

    def of(self, dep_id: str) -> Generation:
        """Generation of ``dep_id``, 0 when it was never invalidated."""
        return self.generations.get(dep_id, 0)


class Tag(NamedTuple):
    """A dependency as an entry records it."""

    dep_id: str
    hash: str
    generation: Generation


class DepState(Enum):
    """What an entry's dependencies allow for one request."""

    __hash__ = object.__hash__  # members are single objects; Enum's own hash is a Python function

    VALID = "valid"
    INVALIDATED = "invalidated"
    UNCOVERED = "uncovered"
    """The request declares a dep that the entry lacks or has with another hash."""


def effective_deps(declared: Iterable[Dep], policy_version: str) -> tuple[Dep, ...]:
    """The declared deps and :data:`POLICY_DEP_ID`, sorted; the caller cannot override the latter."""
    own = {dep for dep in declared if dep.dep_id != POLICY_DEP_ID}
    return tuple(sorted({*own, Dep(POLICY_DEP_ID, policy_version)}))


@lru_cache(maxsize=1024)
def watched(deps: tuple[Dep, ...]) -> tuple[str, ...]:
    """The dep ids whose generations a request reads at its start."""
    return (*(dep.dep_id for dep in deps), PREFIX_DEP_ID)


def tags_of(deps: Iterable[Dep], started: Snapshot) -> tuple[Tag, ...]:
    """What an entry records: each dep with its generation as the request started."""
    return tuple(Tag(dep.dep_id, dep.hash, started.of(dep.dep_id)) for dep in deps)


def dep_state(tags: Iterable[Tag], epoch: str, deps: Iterable[Dep], current: Snapshot) -> DepState:
    """May an entry with ``tags``, recorded in ``epoch``, serve a request with ``deps`` now?

    ``current`` must hold at least the generations of the entry's deps.
    """
    if epoch != current.epoch:
        return DepState.INVALIDATED
    generations = current.generations
    covered: set[tuple[str, str]] = set()
    for dep_id, dep_hash, generation in tags:
        if generations.get(dep_id, 0) != generation:
            return DepState.INVALIDATED
        covered.add((dep_id, dep_hash))
    return DepState.VALID if covered.issuperset(deps) else DepState.UNCOVERED
