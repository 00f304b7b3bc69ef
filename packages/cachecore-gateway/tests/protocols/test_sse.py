"""Server-sent events, cut anywhere and dressed in every way that the format allows."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.protocols.sse import Event, EventParser, encoded_event

from .strategies import Json, checked, cut, cuts, unknown

events = st.lists(st.tuples(unknown, st.sampled_from(["", "message_start", "x.y"])), max_size=5)


def parsed(pieces: list[bytes]) -> list[Event]:
    parser = EventParser()
    return [event for piece in pieces for event in parser.feed(piece)]


@checked
@given(events, cuts, st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_what_was_encoded_is_parsed_wherever_it_is_cut(
    given_events: list[tuple[Json, str]], places: list[int], line_end: bytes
) -> None:
    stream = b"".join(encoded_event(value, name) for value, name in given_events).replace(b"\n", line_end)
    found = parsed(cut(stream, places))
    assert [(json.loads(event.data), event.name) for event in found] == given_events


@checked
@given(st.binary(max_size=60), cuts)
def test_cuts_never_change_what_any_bytes_mean(data: bytes, places: list[int]) -> None:
    data = data.replace(b"\x01", b"\n").replace(b"\x02", b"\r").replace(b"\x03", b"data:")
    assert parsed(cut(data, places)) == parsed([data])


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"data: a\ndata: b\n\n", [Event(b"a\nb")]),
        (b"data:a\n\n", [Event(b"a")]),
        (b"data:  a\n\n", [Event(b" a")]),
        (b"data\n\n", [Event(b"")]),
        (b": comment\n\ndata: a\n\n", [Event(b"a")]),
        (b"event: e\n\ndata: a\n\n", [Event(b"a")]),
        (b"event: e\nid: 7\nretry: 10\ndata: a\n\n", [Event(b"a", "e")]),
        (b"\xef\xbb\xbfdata: a\n\n", [Event(b"a")]),
        (b"data: a\r\n\r\ndata: b\r\r", [Event(b"a"), Event(b"b")]),
        (b"data: a\n", []),
    ],
)
def test_the_format_is_read_as_the_standard_says(stream: bytes, expected: list[Event]) -> None:
    assert parsed([stream]) == expected
    assert parsed([bytes([byte]) for byte in stream]) == expected


@pytest.mark.parametrize("rest", [b"da", b"data: x", b"data: x\n", b"event: e\n", b"\xef\xbb"])
def test_a_stream_that_breaks_off_is_inside_an_event(rest: bytes) -> None:
    parser = EventParser()
    assert not parser.inside_event
    parser.feed(rest)
    assert parser.inside_event


def test_flush_gives_the_event_that_lacks_only_its_end() -> None:
    parser = EventParser()
    assert parser.feed(b"data: a\n\ndata: b") == [Event(b"a")]
    assert parser.flush() == [Event(b"b")]
    assert not parser.inside_event
    assert parser.flush() == []


def test_lone_surrogates_are_escaped() -> None:
    assert encoded_event({"a": "\ud83d"}) == b'data: {"a":"\\ud83d"}\n\n'


def test_a_large_event_in_small_pieces_takes_linear_time() -> None:
    """Each byte is scanned once: a line of 2 MB in 64-byte pieces, which quadratic scanning would not finish."""
    line = b"data: " + b"x" * 2_000_000 + b"\n\n"
    pieces = [line[start : start + 64] for start in range(0, len(line), 64)]
    assert [len(event.data) for event in parsed(pieces)] == [2_000_000]
