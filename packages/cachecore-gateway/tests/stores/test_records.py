"""Entries and frames as bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.dependencies import Snapshot, Tag
from cachecore_gateway.core.entry import Answer, Entry, Meaning, Usage
from cachecore_gateway.core.flight import Chunk, Frame, Head, Landed, Landing
from cachecore_gateway.core.freshness import Window
from cachecore_gateway.stores.records import decode_entry, decode_frame, encode_entry, encode_frame

from .records_of import entry_of, key_of

TEXTS = st.text(max_size=20)
COUNTS = st.integers(0, 2**53)
HEADERS = st.lists(st.tuples(st.binary(max_size=8), st.binary(max_size=8)), max_size=3).map(tuple)
ANSWERS = st.builds(Answer, st.binary(max_size=200), HEADERS, st.builds(Usage, COUNTS, COUNTS))
MOMENTS = st.floats(allow_nan=False, allow_infinity=False)
ENTRIES = st.builds(
    Entry,
    key=st.binary(min_size=32, max_size=32).map(bytes.hex),
    entry_id=TEXTS,
    tenant_id=TEXTS,
    namespace=TEXTS,
    protocol=TEXTS,
    model=TEXTS,
    window=st.builds(Window, MOMENTS, MOMENTS, MOMENTS, MOMENTS),
    tags=st.lists(st.builds(Tag, TEXTS, TEXTS, COUNTS), max_size=3).map(tuple),
    epoch=TEXTS,
    answer=ANSWERS,
    meaning=st.none() | st.builds(Meaning, TEXTS, TEXTS, TEXTS),
)
LANDINGS = st.builds(
    Landed, st.sampled_from(Landing), st.none() | ANSWERS, TEXTS, st.integers(0, 599), TEXTS, TEXTS, TEXTS
)
FRAMES: st.SearchStrategy[Frame] = (
    st.builds(Head, st.integers(100, 599), HEADERS, st.booleans())
    | st.builds(Chunk, st.binary(max_size=200))
    | LANDINGS
)


@given(ENTRIES)
def test_any_entry_comes_back_as_it_was(entry: Entry) -> None:
    assert decode_entry(encode_entry(entry), entry.key) == entry


@given(FRAMES)
def test_any_frame_comes_back_as_it_was(frame: Frame) -> None:
    assert decode_frame(encode_frame(frame)) == frame


@given(st.data())
def test_a_record_with_any_bit_flipped_or_cut_off_reads_as_none(data: st.DataObject) -> None:
    entry = entry_of("a", Snapshot("e", {}), "d", scope="s")
    record = bytearray(encode_entry(entry))
    bit = data.draw(st.integers(0, len(record) * 8 - 1))
    record[bit // 8] ^= 1 << bit % 8
    assert decode_entry(bytes(record), entry.key) is None
    cut = data.draw(st.integers(0, len(record) - 1))
    assert decode_entry(encode_entry(entry)[:cut], entry.key) is None


def test_a_record_of_another_key_reads_as_none() -> None:
    assert decode_entry(encode_entry(entry_of("a", Snapshot("e", {}))), key_of("b")) is None


@pytest.mark.parametrize("record", [None, "text", 7, b""])
def test_what_is_no_record_reads_as_none(record: object) -> None:
    assert decode_entry(record, key_of("a")) is None


@pytest.mark.parametrize("data", [b"", b"?x", b"H{", b"H[]", b"L", b"L\x01\xff\xff\xff\xff", b"H[1,2]"])
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode_frame(data)
