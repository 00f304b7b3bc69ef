"""Compressed bodies: honest ones, and one that unpacks to far more than it weighs."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar

from ..plan import Plan
from ..reply import Reply
from .fault import Stage

_GZIP_WINDOW = 31
"""zlib's window bits for the gzip format."""


def _gzipped(reply: Reply, chunks: tuple[bytes, ...]) -> Reply:
    return replace(reply, headers=(*reply.headers, ("Content-Encoding", "gzip")), chunks=chunks)


@dataclass(frozen=True)
class Gzip:
    """The right answer, gzip-coded whether the client asked for it or not; a stream is flushed after each event."""

    stage: ClassVar[Stage] = Stage.CODING

    def apply(self, plan: Plan) -> Plan:
        packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP_WINDOW)
        packed = [packer.compress(chunk) + packer.flush(zlib.Z_SYNC_FLUSH) for chunk in plan.reply.chunks]
        return replace(plan, reply=_gzipped(plan.reply, (*packed, packer.flush())))


@dataclass(frozen=True)
class BadGzip:
    """A body that says it is gzip and is not."""

    stage: ClassVar[Stage] = Stage.CODING

    def apply(self, plan: Plan) -> Plan:
        return replace(plan, reply=_gzipped(plan.reply, plan.reply.chunks))


@dataclass(frozen=True)
class GzipBomb:
    """A body of one thousandth of its size: valid JSON of `unpacked_bytes`, gzip-coded."""

    unpacked_bytes: int = 256 << 20
    stage: ClassVar[Stage] = Stage.CODING

    def apply(self, plan: Plan) -> Plan:
        return replace(plan, reply=_gzipped(plan.reply, (_bomb(self.unpacked_bytes),)))


@lru_cache(maxsize=4)
def _bomb(unpacked_bytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, _GZIP_WINDOW)
    count, rest = divmod(unpacked_bytes, 1 << 20)
    block = b"x" * (1 << 20)
    packed = [packer.compress(b'{"padding":"'), *(packer.compress(block) for _ in range(count))]
    return b"".join([*packed, packer.compress(b"x" * rest + b'"}'), packer.flush()])
