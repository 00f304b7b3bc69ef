"""The blocks that users open on a client or on a transport made by hand."""

from __future__ import annotations

from collections.abc import Iterable

from cachecore.context import Block, Scope, Watch
from cachecore.wire import CacheStatus, DepDeclaration


class Scoped:
    """Something whose requests can be given a context and watched. Concerns this object's requests only."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def request_context(self, deps: Iterable[DepDeclaration] | None = None, bypass: bool = False) -> Block[None]:
        """``with x.request_context(deps=[Dep("table:products")]):`` tags every request made inside.

        ``bypass=True`` has the gateway forward them, neither looking up nor storing. Nested blocks add up: deps are
        joined, an outer bypass stays. Tasks inherit what was open when they started and never see each other's.
        Raises ``TypeError`` for deps that are no ``Dep`` and a bypass that is no bool.
        """
        return self._scope.request_context(deps, bypass)

    def watch(self) -> Block[Watch]:
        """``with x.watch() as seen:`` collects the status of every call made inside, child tasks included.

        ``seen.last`` is the newest `CacheStatus`, ``seen.calls`` holds them all; both stay readable after the block.
        """
        return self._scope.watch()

    @property
    def last_status(self) -> CacheStatus:
        """How the last call that this task (or thread) awaited itself was answered; UNKNOWN before the first.

        Frameworks that make calls in tasks of their own are invisible here; use ``watch`` for those.
        """
        return self._scope.last_status
