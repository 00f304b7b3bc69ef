"""The wire format between client and gateway: pure, standard library only, used by both sides."""

from cachecore.wire.dependency import Dep, DepDeclaration, decode_deps, encode_deps
from cachecore.wire.headers import AGE, BYPASS, CACHE, DEPS, ENTRY, SIMILARITY, TOKEN
from cachecore.wire.invalidation import INVALIDATE_PATH, InvalidateResult, Invalidation, check_answer
from cachecore.wire.status import UNKNOWN, CacheStatus, StatusName
from cachecore.wire.token import checked_token, expiry_of

__all__ = [
    "AGE",
    "BYPASS",
    "CACHE",
    "DEPS",
    "ENTRY",
    "INVALIDATE_PATH",
    "SIMILARITY",
    "TOKEN",
    "UNKNOWN",
    "CacheStatus",
    "Dep",
    "DepDeclaration",
    "InvalidateResult",
    "Invalidation",
    "StatusName",
    "check_answer",
    "checked_token",
    "decode_deps",
    "encode_deps",
    "expiry_of",
]
