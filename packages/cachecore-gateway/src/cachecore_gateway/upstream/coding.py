"""Undoing content codings (RFC 9110 §8.4) within a limit, as the bytes come."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from cachecore_gateway.core.errors import UpstreamUnusable

__all__ = ["Decoder", "decoder_for"]

_PIECE_BYTES = 256 * 1024
_GZIP_OR_ZLIB = 47
"""zlib's window bits for "gzip or zlib, by its head"."""


class Decoder:
    """Unpacks one gzip or zlib body of at most ``limit_bytes`` unpacked."""

    def __init__(self, limit_bytes: int) -> None:
        self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._left_bytes = limit_bytes
        self._limit_bytes = limit_bytes
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Unpacked pieces of ``data``.

        Raises:
            UpstreamUnusable: not gzip, something after its end, or larger than the limit.
        """
        self._begun = self._begun or bool(data)
        while data:
            try:
                piece = self._inflate.decompress(data, min(_PIECE_BYTES, self._left_bytes + 1))
            except zlib.error as error:
                raise _broken() from error
            self._left_bytes -= len(piece)
            if self._left_bytes < 0:
                raise _too_large(self._limit_bytes)
            if piece:
                yield piece
            data = self._rest(data, piece)

    def finish(self) -> None:
        """The body ended.

        Raises:
            UpstreamUnusable: its packed form had not.
        """
        if self._begun and not self._inflate.eof:
            raise _broken()

    def _rest(self, data: bytes, piece: bytes) -> bytes:
        if not self._inflate.eof:
            return self._inflate.unconsumed_tail
        rest = self._inflate.unused_data
        if rest.startswith(b"\x1f\x8b"):  # gzip members may follow each other (RFC 1952 §2.2)
            self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
            return rest
        if rest.strip(b"\x00"):
            raise _broken()
        return b""


def decoder_for(codings: Sequence[str], limit_bytes: int) -> Decoder | None:
    """The decoder for the values of an answer's ``content-encoding``; ``None`` for a body that is not packed.

    Raises:
        UpstreamUnusable: a coding that was not asked for and cannot be undone.
    """
    if not codings:
        return None
    names = [name.strip().lower() for value in codings for name in value.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if not names:
        return None
    if len(names) == 1 and names[0] in ("gzip", "x-gzip", "deflate"):
        return Decoder(limit_bytes)
    raise UpstreamUnusable(
        "The provider's answer is packed in a way that was not asked for; check the proxies before it.",
        code="unknown_coding",
    )


def _broken() -> UpstreamUnusable:
    return UpstreamUnusable("The provider's answer says it is gzip but cannot be unpacked.", code="bad_coding")


def _too_large(limit_bytes: int) -> UpstreamUnusable:
    return UpstreamUnusable(
        f"The provider's packed answer unpacks to more than {limit_bytes} bytes; raise upstream.max_decoded_bytes "
        "to accept it.",
        code="too_large",
    )
