"""OTLP's protobuf encoding of spans and log records, at a fraction of the SDK's cost.

Written from opentelemetry-proto's trace.proto, logs.proto, resource.proto and common.proto: the first byte of each
constant below is a field's number and wire type. A span with events or links goes through the SDK's own encoder, for
two requests end to end are one request with the parts of both.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk._logs import ReadableLogRecord
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope

_fixed64 = struct.Struct("<Q").pack
_double = struct.Struct("<d").pack
_fixed32 = struct.Struct("<I").pack
_KNOWS_REMOTE, _REMOTE = 0x100, 0x200  # SpanFlags: whether the parent is in another process is known; it is
_LEAST, _MOST = -(1 << 63), (1 << 63) - 1  # of a 64-bit integer
_UNSET = b"\x7a\x00"


def encode_traces(spans: Sequence[ReadableSpan]) -> bytes:
    """An ExportTraceServiceRequest with `spans`, grouped by resource and scope."""
    plain: list[ReadableSpan] = []
    rich: list[ReadableSpan] = []
    for span in spans:
        (rich if span.events or span.links or _stateful(span) else plain).append(span)
    request = _request(plain, _span)
    return request + encode_spans(rich).SerializeToString() if rich else request


def encode_logs(records: Sequence[ReadableLogRecord]) -> bytes:
    """An ExportLogsServiceRequest with `records`."""
    return _request(records, _record)


def _stateful(span: ReadableSpan) -> bool:
    return span.context is None or bool(span.context.trace_state)


def _request(items: Iterable[Any], encode: Any) -> bytes:
    """Spans and logs alike: a list of resources (1), each with its scopes (2), each with its items (2)."""
    # By identity: a resource's hash is that of its JSON, taken anew every time.
    groups: dict[tuple[int, int], tuple[Resource, InstrumentationScope | None, list[bytes]]] = {}
    for item in items:
        resource, scope = item.resource, item.instrumentation_scope
        found = groups.get(key := (id(resource), id(scope)))
        if found is None:
            groups[key] = found = (resource, scope, [])
        found[2].append(_part(b"\x12", encode(item)))
    return b"".join(
        _part(
            b"\x0a",
            _part(b"\x0a", _attributes(b"\x0a", resource.attributes))
            + _part(b"\x12", _part(b"\x0a", _scope(scope)) + b"".join(encoded) + _schema(scope))
            + _schema(resource),
        )
        for resource, scope, encoded in groups.values()
    )


def _span(span: ReadableSpan) -> bytes:
    context, parent, status = span.context, span.parent, span.status
    assert context is not None
    pieces = [
        b"\x0a\x10", context.trace_id.to_bytes(16, "big"), b"\x12\x08", context.span_id.to_bytes(8, "big"),
        b"\x22\x08" + parent.span_id.to_bytes(8, "big") if parent else b"", _text(b"\x2a", span.name),
        b"\x30", _SIZES[span.kind.value + 1], b"\x39", _fixed64(span.start_time or 0),
        b"\x41", _fixed64(span.end_time or 0), _attributes(b"\x4a", span.attributes),
    ]  # fmt: skip
    if span.dropped_attributes:
        pieces.append(b"\x50" + _varint(span.dropped_attributes))
    if status.is_unset:
        pieces.append(_UNSET)
    else:
        said = _text(b"\x12", status.description) if status.description else b""
        pieces.append(_part(b"\x7a", said + b"\x18" + _SIZES[status.status_code.value]))
    pieces.append(b"\x85\x01" + _fixed32(_KNOWS_REMOTE | _REMOTE if parent and parent.is_remote else _KNOWS_REMOTE))
    return b"".join(pieces)


def _record(readable: ReadableLogRecord) -> bytes:
    record = readable.log_record
    pieces = [b"\x09", _fixed64(record.timestamp or 0), b"\x59", _fixed64(record.observed_timestamp or 0)]
    if record.severity_number is not None:
        pieces.append(b"\x10" + _varint(record.severity_number.value))
    if record.severity_text:
        pieces.append(_text(b"\x1a", record.severity_text))
    pieces.append(_part(b"\x2a", _value(record.body)))
    pieces.append(_attributes(b"\x32", record.attributes))
    if readable.dropped_attributes:
        pieces.append(b"\x38" + _varint(readable.dropped_attributes))
    if record.trace_flags:
        pieces.append(b"\x45" + _fixed32(int(record.trace_flags)))
    if record.trace_id:
        pieces.append(b"\x4a\x10" + record.trace_id.to_bytes(16, "big"))
    if record.span_id:
        pieces.append(b"\x52\x08" + record.span_id.to_bytes(8, "big"))
    if record.event_name:
        pieces.append(_text(b"\x62", record.event_name))
    return b"".join(pieces)


def _scope(scope: InstrumentationScope | None) -> bytes:
    if scope is None:
        return b""
    version = _text(b"\x12", scope.version) if scope.version else b""
    return _text(b"\x0a", scope.name) + version + _attributes(b"\x1a", scope.attributes)


def _schema(of: Resource | InstrumentationScope | None) -> bytes:
    return _text(b"\x1a", of.schema_url) if of is not None and of.schema_url else b""


def _attributes(tag: bytes, attributes: Mapping[str, Any] | None) -> bytes:
    """Each a KeyValue: key (1), value (2)."""
    if not attributes:
        return b""
    return b"".join([_part(tag, _key(key) + _part(b"\x12", _value(value))) for key, value in attributes.items()])


@lru_cache(maxsize=512)
def _key(key: str) -> bytes:
    return _text(b"\x0a", key)


def _value(value: Any) -> bytes:
    """An AnyValue: string 1, bool 2, int 3, double 4, array 5, map 6, bytes 7; whatever else, as its text."""
    encode = _VALUES.get(type(value))
    return encode(value) if encode else _other(value)


def _other(value: Any) -> bytes:
    match value:
        case str():  # an enum's, say
            return _text(b"\x0a", value)
        case int():
            return _int(value)
        case float():
            return _VALUES[float](value)
        case Mapping():
            return _part(b"\x32", _attributes(b"\x0a", {str(key): one for key, one in value.items()}))
        case Sequence():
            return _part(b"\x2a", b"".join([_part(b"\x0a", _value(one)) for one in value]))
    return _text(b"\x0a", str(value))


def _int(value: int) -> bytes:
    if _LEAST <= value <= _MOST:
        return b"\x18" + _varint(value & 0xFFFF_FFFF_FFFF_FFFF)
    return _text(b"\x0a", str(value))


_VALUES: Mapping[type, Callable[[Any], bytes]] = {
    str: lambda value: _text(b"\x0a", value),
    bool: lambda value: b"\x10\x01" if value else b"\x10\x00",
    int: _int,
    float: lambda value: b"\x21" + _double(value),
    bytes: lambda value: _part(b"\x3a", value),
    type(None): lambda _: b"",
}


def _text(tag: bytes, text: str) -> bytes:
    return _part(tag, text.encode("utf-8", "replace"))  # half a surrogate pair must not cost the batch


def _part(tag: bytes, content: bytes) -> bytes:
    size = len(content)
    return tag + (_SIZES[size] if size < len(_SIZES) else _varint(size)) + content


def _varint(n: int) -> bytes:
    """Seven bits a byte, the least first; all but the last have their high bit set."""
    out = bytearray()
    while n > 0x7F:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


_SIZES = tuple(_varint(n) for n in range(1024))
