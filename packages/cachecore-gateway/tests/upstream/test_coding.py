"""Content codings are undone within the limit, however the bytes are cut."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.errors import UpstreamUnusable
from cachecore_gateway.upstream.coding import Decoder, decoder_for

LIMIT = 1 << 20


def decoded(packed: bytes, size: int = 1 << 16, limit: int = LIMIT) -> bytes:
    decoder, parts = Decoder(limit), list[bytes]()
    for start in range(0, len(packed), size):
        parts += decoder.feed(packed[start : start + size])
    decoder.finish()
    return b"".join(parts)


@given(st.binary(max_size=2000), st.integers(1, 50), st.booleans())
def test_any_body_comes_out_as_it_went_in(body: bytes, size: int, as_zlib: bool) -> None:
    packed = zlib.compress(body) if as_zlib else gzip.compress(body)
    assert decoded(packed, size) == body


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_cut_gzip_body_is_never_taken_for_whole(body: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(body)
    cut = data.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(UpstreamUnusable) as caught:
        decoded(packed[:cut])
    assert caught.value.error_code == "bad_coding"


def test_several_members_and_padding_are_read() -> None:
    assert decoded(gzip.compress(b"one ") + gzip.compress(b"two") + b"\x00" * 8) == b"one two"


def test_something_after_the_end_is_refused() -> None:
    with pytest.raises(UpstreamUnusable):
        decoded(gzip.compress(b"one") + b"tail")


def test_a_body_at_the_limit_passes_and_one_byte_more_does_not() -> None:
    assert len(decoded(gzip.compress(b"x" * LIMIT))) == LIMIT
    with pytest.raises(UpstreamUnusable, match="max_decoded_bytes") as caught:
        decoded(gzip.compress(b"x" * (LIMIT + 1)))
    assert caught.value.error_code == "too_large"


def test_a_bomb_is_unpacked_piece_by_piece_up_to_the_limit() -> None:
    seen: list[int] = []
    pieces = Decoder(LIMIT).feed(gzip.compress(b"x" * (50 * LIMIT)))
    with pytest.raises(UpstreamUnusable):
        seen.extend(len(piece) for piece in pieces)
    assert max(seen) <= 256 * 1024
    assert sum(seen) <= LIMIT


def test_an_empty_body_needs_no_unpacking() -> None:
    assert decoded(b"") == b""


@pytest.mark.parametrize("codings", [[], [""], ["identity"], ["Identity, identity"]])
def test_plain_bodies_need_no_decoder(codings: list[str]) -> None:
    assert decoder_for(codings, LIMIT) is None


@pytest.mark.parametrize("codings", [["gzip"], ["X-GZIP"], ["deflate"], ["identity", "gzip"]])
def test_gzip_and_deflate_are_undone(codings: list[str]) -> None:
    assert decoder_for(codings, LIMIT) is not None


@pytest.mark.parametrize("codings", [["br"], ["zstd"], ["gzip, gzip"], ["gzip", "br"]])
def test_other_codings_are_refused(codings: list[str]) -> None:
    with pytest.raises(UpstreamUnusable) as caught:
        decoder_for(codings, LIMIT)
    assert caught.value.error_code == "unknown_coding"
