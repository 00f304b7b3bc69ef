"""Entries and frames as bytes: a JSON head with the small values, then the body as it is. Never pickled.

Record: 16 bytes BLAKE2b over the rest, 1 byte version, 4 bytes length of the head, head, body. The head holds the key
and the tenant, so a record that ended up under another key is recognised.
"""

from __future__ import annotations

import json
import struct
from hashlib import blake2b
from typing import Any, TypeAlias

from cachecore_gateway.core.dependencies import Tag
from cachecore_gateway.core.entry import Answer, Entry, Meaning, Usage
from cachecore_gateway.core.flight import Chunk, Frame, Head, Landed, Landing
from cachecore_gateway.core.freshness import Window

__all__ = ["decode_entry", "decode_frame", "encode_entry", "encode_frame"]

_VERSION = 1
_DIGEST_BYTES = 16
_LENGTHS = struct.Struct("<BI")

_Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]
_HEAD, _CHUNK, _LANDED = b"H", b"C", b"L"


def encode_entry(entry: Entry) -> bytes:
    """``entry`` as one record."""
    window, answer, meaning = entry.window, entry.answer, entry.meaning
    head = [
        [entry.key, entry.entry_id, entry.tenant_id, entry.namespace, entry.protocol, entry.model, entry.epoch],
        [window.created_at, window.fresh_until, window.stale_until, window.dead_at],
        [[tag.dep_id, tag.hash, tag.generation] for tag in entry.tags],
        _texts(answer.headers),
        [answer.usage.input_tokens, answer.usage.output_tokens],
        None if meaning is None else [meaning.scope, meaning.question, meaning.model_id],
    ]
    return _sealed(_with_head(head, answer.body))


def decode_entry(record: object, key: str) -> Entry | None:
    """The entry in ``record``, or ``None`` if it is torn, altered, of another version or of another key."""
    if not isinstance(record, bytes):  # damage can change the type of a column
        return None
    if blake2b(record[_DIGEST_BYTES:], digest_size=_DIGEST_BYTES).digest() != record[:_DIGEST_BYTES]:
        return None
    try:
        head, body = _split(record[_DIGEST_BYTES:])
        entry = _entry_of(head, body)
    except (ValueError, TypeError, IndexError, struct.error):
        return None
    return entry if entry.key == key else None


def encode_frame(frame: Frame) -> bytes:
    """``frame`` as bytes, without its length."""
    if isinstance(frame, Chunk):
        return _CHUNK + frame.data
    if isinstance(frame, Head):
        return _HEAD + json.dumps([frame.status, _texts(frame.headers), frame.stream]).encode()
    answer = frame.answer
    told = None if answer is None else [_texts(answer.headers), answer.usage.input_tokens, answer.usage.output_tokens]
    texts = [frame.entry_id, frame.status, frame.message, frame.code, frame.uncacheable_reason]
    return _LANDED + _with_head([frame.landing.value, texts, told], b"" if answer is None else answer.body)


def decode_frame(data: bytes) -> Frame:
    """The frame in ``data``.

    Raises:
        ValueError: it is none.
    """
    kind, rest = data[:1], data[1:]
    if kind == _CHUNK:
        return Chunk(rest)
    try:
        if kind == _HEAD:
            status, headers, stream = json.loads(rest)
            return Head(status, _octets(headers), stream)
        if kind == _LANDED:
            return _landed_of(rest)
    except (TypeError, IndexError, struct.error) as error:
        raise ValueError("malformed frame") from error
    raise ValueError("unknown frame")


def _landed_of(rest: bytes) -> Landed:
    (landing, texts, told), body = _split(rest)
    entry_id, status, message, code, reason = texts
    answer = None if told is None else Answer(body, _octets(told[0]), Usage(told[1], told[2]))
    return Landed(Landing(landing), answer, entry_id, status, message, code, reason)


def _entry_of(head: list[Any], body: bytes) -> Entry:
    names, window, tags, headers, usage, meaning = head
    key, entry_id, tenant_id, namespace, protocol, model, epoch = names
    return Entry(
        key=key,
        entry_id=entry_id,
        tenant_id=tenant_id,
        namespace=namespace,
        protocol=protocol,
        model=model,
        window=Window(*window),
        tags=tuple(Tag(*tag) for tag in tags),
        epoch=epoch,
        answer=Answer(body, _octets(headers), Usage(*usage)),
        meaning=None if meaning is None else Meaning(*meaning),
    )


def _with_head(head: object, body: bytes) -> bytes:
    encoded = json.dumps(head, separators=(",", ":")).encode()
    return _LENGTHS.pack(_VERSION, len(encoded)) + encoded + body


def _split(data: bytes) -> tuple[list[Any], bytes]:
    version, length = _LENGTHS.unpack_from(data)
    if version != _VERSION:
        raise ValueError("unknown version")
    body_at = _LENGTHS.size + length
    return json.loads(data[_LENGTHS.size : body_at]), data[body_at:]


def _sealed(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST_BYTES).digest() + data


def _texts(headers: _Headers) -> list[list[str]]:
    return [[name.decode("latin-1"), value.decode("latin-1")] for name, value in headers]


def _octets(headers: list[list[str]]) -> _Headers:
    return tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers)
