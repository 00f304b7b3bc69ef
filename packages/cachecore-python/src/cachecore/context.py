"""What the running task has asked of one client, and what it has seen come back.

One `Scope` belongs to each client. Its state lives in context variables: asyncio tasks and copied contexts inherit what
was set when they started, and nothing set in one is visible in another. New threads start empty, unless their
starter copies the context (``asyncio.to_thread`` and LangChain's executors do).
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar, Token
from dataclasses import dataclass, replace
from types import MappingProxyType, TracebackType
from typing import Generic, TypeVar

from cachecore.wire import UNKNOWN, CacheStatus, DepDeclaration

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One request that went to the gateway and was answered.

    ``path`` has no query. ``entry`` is the id of the served entry (``X-Cache-Entry``), or None.
    """

    status: CacheStatus
    entry: str | None
    http_status: int
    method: str
    path: str


class Watch:
    """The calls answered while a ``watch()`` block was open, in the order in which their answers began.

    Child tasks and copied contexts report here too, so it sees calls that a framework makes in tasks of its own.
    """

    def __init__(self) -> None:
        self._calls: list[CallRecord] = []

    @property
    def calls(self) -> tuple[CallRecord, ...]:
        return tuple(self._calls)

    @property
    def statuses(self) -> tuple[CacheStatus, ...]:
        return tuple(call.status for call in self._calls)

    @property
    def last_call(self) -> CallRecord | None:
        return self._calls[-1] if self._calls else None

    @property
    def last(self) -> CacheStatus:
        """The status of the last call; UNKNOWN while there is none."""
        return self._calls[-1].status if self._calls else UNKNOWN

    def add(self, call: CallRecord) -> None:
        self._calls.append(call)


@dataclass(frozen=True, slots=True)
class Frame:
    """All that the open blocks of one client say, outer ones included."""

    deps: tuple[DepDeclaration, ...] = ()
    bypass: bool = False
    watches: tuple[Watch, ...] = ()

    def joined(self, deps: tuple[DepDeclaration, ...], bypass: bool) -> Frame:
        return replace(self, deps=tuple(dict.fromkeys(self.deps + deps)), bypass=self.bypass or bypass)


_EMPTY = Frame()
_frames: ContextVar[Mapping[Scope, Frame]] = ContextVar("cachecore_frames", default=MappingProxyType({}))
_last: ContextVar[tuple[tuple[weakref.ref[Scope], CacheStatus], ...]] = ContextVar("cachecore_last", default=())


class Block(Generic[ValueT]):
    """A ``with`` block that adds to one scope's frame. Not a decorator: around ``async def`` it would do nothing."""

    def __init__(self, scope: Scope, extend: Callable[[Frame], Frame], value: ValueT) -> None:
        self._scope, self._extend, self._value = scope, extend, value
        self._token: Token[Mapping[Scope, Frame]] | None = None

    def __enter__(self) -> ValueT:
        if self._token is not None:
            raise RuntimeError("this block is open already; make a new one for each with statement")
        self._token = _frames.set({**_frames.get(), self._scope: self._extend(self._scope.frame)})
        return self._value

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        token, self._token = self._token, None
        if token is None:
            return
        try:
            _frames.reset(token)
        except ValueError:
            # Left in another context than entered (a generator closed elsewhere): what was set ended with its context.
            return


class Scope:
    """One client's own corner of the context variables."""

    @property
    def frame(self) -> Frame:
        return _frames.get().get(self, _EMPTY)

    @property
    def last_status(self) -> CacheStatus:
        """Status of the last call that this very task or thread awaited; UNKNOWN before the first."""
        return next((status for scope, status in _last.get() if scope() is self), UNKNOWN)

    def request_context(self, deps: Iterable[DepDeclaration] | None, bypass: bool) -> Block[None]:
        """Raises ``TypeError`` where deps are no dependencies or bypass is no bool."""
        if not isinstance(bypass, bool):
            raise TypeError(f"bypass must be True or False, not {type(bypass).__name__}")
        declared = _checked(deps)
        return Block(self, lambda frame: frame.joined(declared, bypass), None)

    def watch(self) -> Block[Watch]:
        watch = Watch()
        return Block(self, lambda frame: replace(frame, watches=(*frame.watches, watch)), watch)

    def record(self, call: CallRecord) -> None:
        for watch in self.frame.watches:
            watch.add(call)
        others = tuple(pair for pair in _last.get() if pair[0]() not in (None, self))
        _last.set(((weakref.ref(self), call.status), *others))


def _checked(deps: Iterable[DepDeclaration] | None) -> tuple[DepDeclaration, ...]:
    if deps is None:
        return ()
    if isinstance(deps, (str, bytes, DepDeclaration)) or not isinstance(deps, Iterable):
        raise TypeError(f"deps must be a list of Dep, not {type(deps).__name__}: deps=[Dep('table:products')]")
    declared = tuple(deps)
    for dep in declared:
        if not isinstance(dep, DepDeclaration):
            raise TypeError(f"deps must hold Dep objects, not {type(dep).__name__}: Dep('table:products')")
    return declared
