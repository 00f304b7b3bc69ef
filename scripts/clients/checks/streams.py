"""What the stream checks share: the recordings' names, and what must be equal between provider, miss and hit."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STREAMS = Path(__file__).parents[3] / "packages" / "cachecore-gateway" / "tests" / "protocols" / "streams"
sys.path.append(str(STREAMS))

from sequences import (  # noqa: E402 - beside the recordings, which are in no package
    INTERLEAVED,
    NOT_STORED,
    chat_sequence,
    message_sequence,
    response_sequence,
)

__all__ = [
    "DIRECT",
    "GATEWAY",
    "TOKEN",
    "Json",
    "Reading",
    "chat_sequence",
    "expect",
    "expect_equal",
    "expect_plain",
    "expect_same",
    "interleaved",
    "message_sequence",
    "names",
    "response_sequence",
    "stored",
]

DIRECT, GATEWAY, TOKEN = (os.environ[name] for name in ("UPSTREAM_URL", "CACHECORE_URL", "CACHECORE_TOKEN"))
_SDK_ONLY = ("parsed", "parsed_arguments", "parsed_output")
_FROM_FIRST_CHUNK = ("native_finish_reason", "obfuscation")
"""The SDK's accumulator keeps the first value of members that it does not know: here null, which the last chunk
corrects, and with older versions random padding, which is not replayed."""

Json = dict[str, Any]
Sequence = Callable[[list[Json]], Any]


@dataclass(frozen=True)
class Reading:
    """One stream as an SDK gave it: events as they came, and the accumulated object where it makes one."""

    status: str | None
    events: list[Json]
    final: Json | None = None


def names(shape: str) -> list[str]:
    """The recordings of a protocol."""
    return sorted(path.stem for path in (STREAMS / shape).glob("*.sse"))


def interleaved(shape: str, name: str) -> bool:
    """Do its parts come by turns?"""
    return f"{shape}/{name}" in INTERLEAVED


def stored(shape: str, name: str) -> bool:
    """Is it an answer that the gateway keeps?"""
    return f"{shape}/{name}" not in NOT_STORED


def expect_equal(what: str, readings: list[Reading], sequence: Sequence, *, kept: bool) -> None:
    """Provider, miss and hit: the miss is the provider's stream event by event, the hit up to chunking."""
    direct, miss, hit = readings
    statuses = [reading.status for reading in readings]
    assert statuses == [None, "MISS", "HIT_L1" if kept else "MISS"], (what, statuses)
    assert len(direct.events) > 3, what
    expect(f"{what}: miss", miss.events, direct.events)
    expect_same(f"{what}: hit", hit, direct, sequence)


def expect_same(what: str, reading: Reading, direct: Reading, sequence: Sequence) -> None:
    """Up to chunking, the same events and the same object at the end."""
    expect(f"{what}: events", sequence(reading.events), sequence(direct.events))
    if direct.final is not None:
        expect(f"{what}: object", accumulated(reading.final), accumulated(direct.final))


def expect_plain(what: str, plain: Json, direct: Reading) -> None:
    """A plain answer is what the SDK accumulates from the provider's stream, but for what the SDK adds."""
    expect(f"{what}: plain", _essence(accumulated(plain)), _essence(accumulated(direct.final)))


def expect(what: str, found: Any, wanted: Any) -> None:
    """Equality that says where it fails."""
    if found != wanted:
        raise AssertionError(f"{what}: {_difference(found, wanted)}")


def accumulated(value: Any, name: str = "") -> Any:
    """Without the accumulator's own mistakes: some providers repeat constant members, it joins them as if texts."""
    if isinstance(value, dict):
        return {key: accumulated(member, key) for key, member in value.items() if key not in _FROM_FIRST_CHUNK}
    if isinstance(value, list):
        return [accumulated(member) for member in value]
    if name in ("role", "format") and isinstance(value, str):
        return re.sub(r"^(.+?)\1+$", r"\1", value)
    return value


def _essence(value: Any) -> Any:
    """Without nulls, parsed texts and the ``index`` of a tool call, which only streams have."""
    if isinstance(value, list):
        return [_essence(member) for member in value]
    if not isinstance(value, dict):
        return value
    extra = (*_SDK_ONLY, "index") if "function" in value else _SDK_ONLY
    return {name: _essence(member) for name, member in value.items() if name not in extra and member is not None}


def _difference(found: Any, wanted: Any, path: str = "") -> str:
    if isinstance(found, dict) and isinstance(wanted, dict):
        for name in [*found, *wanted]:
            if name not in found or name not in wanted:
                return f"{path}.{name} only in the {'first' if name in found else 'second'}"
            if found[name] != wanted[name]:
                return _difference(found[name], wanted[name], f"{path}.{name}")
    if isinstance(found, list | tuple) and isinstance(wanted, list | tuple):
        for place, (one, other) in enumerate(zip(found, wanted, strict=False)):
            if one != other:
                return _difference(one, other, f"{path}[{place}]")
        return f"{path} has {len(found)} members, not {len(wanted)}"
    return f"{path}: {str(found)[:300]} is not {str(wanted)[:300]}"
