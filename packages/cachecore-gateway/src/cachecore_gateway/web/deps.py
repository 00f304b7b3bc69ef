"""The dependency header, from the wire format to the core's deps; recent values are remembered."""

from __future__ import annotations

from functools import lru_cache

from cachecore.wire import decode_deps
from cachecore_gateway.core.dependencies import Dep
from cachecore_gateway.core.errors import InvalidDeps

from .settings import WebSettings

__all__ = ["MAX_DEP_ID_CHARACTERS", "read_deps"]

MAX_DEP_ID_CHARACTERS = 512


def read_deps(value: str | None, settings: WebSettings) -> tuple[Dep, ...]:
    """The declared deps, in order; none where the header is absent (``None``).

    Raises:
        InvalidDeps: empty, malformed, too many, too long, or one id with two hashes.
    """
    if value is None:
        return ()
    if not value:
        raise _invalid("is empty; leave it out where an answer depends on nothing")
    if len(value) > settings.max_deps_header_bytes:
        raise _invalid(f"larger than {settings.max_deps_header_bytes} bytes; declare coarser dependencies")
    deps = _decoded(value)
    if len(deps) > settings.max_dep_count:
        raise _invalid(f"names {len(deps)} dependencies; at most {settings.max_dep_count} are allowed")
    return deps


@lru_cache(maxsize=4096)
def _decoded(value: str) -> tuple[Dep, ...]:
    try:
        deps = tuple(dict.fromkeys(Dep(dep.dep_id, dep.expected_hash) for dep in decode_deps(value)))
    except ValueError as error:
        raise _invalid(f"cannot be read: {str(error)[:200]}") from error
    if len({dep.dep_id for dep in deps}) != len(deps):
        raise _invalid("names one dep_id with two hashes; an answer can depend on one version only")
    if any(len(dep.dep_id) > MAX_DEP_ID_CHARACTERS or len(dep.hash) > MAX_DEP_ID_CHARACTERS for dep in deps):
        raise _invalid(f"holds an id or hash of more than {MAX_DEP_ID_CHARACTERS} characters")
    return deps


def _invalid(what: str) -> InvalidDeps:
    return InvalidDeps(f"The header X-Cachecore-Deps {what}.", param="x-cachecore-deps")
