"""What people type, and what is meant."""

from __future__ import annotations

import pytest

from service.doctor.target import parse


@pytest.mark.parametrize(
    ("typed", "websocket", "health"),
    [
        ("ws://127.0.0.1:7001/generate-code", "ws://127.0.0.1:7001/generate-code", "http://127.0.0.1:7001/health"),
        ("http://127.0.0.1:7001", "ws://127.0.0.1:7001/generate-code", "http://127.0.0.1:7001/health"),
        ("http://127.0.0.1:7001/", "ws://127.0.0.1:7001/generate-code", "http://127.0.0.1:7001/health"),
        ("127.0.0.1:8080", "ws://127.0.0.1:8080/generate-code", "http://127.0.0.1:8080/health"),
        ("localhost", "ws://localhost:7001/generate-code", "http://localhost:7001/health"),
        ("https://code.example", "wss://code.example/generate-code", "https://code.example/health"),
        ("wss://code.example:443", "wss://code.example/generate-code", "https://code.example/health"),
        ("ws://[::1]:7001", "ws://[::1]:7001/generate-code", "http://[::1]:7001/health"),
        ("wss://h.example/app/generate-code", "wss://h.example/app/generate-code", "https://h.example/app/health"),
        ("https://h.example/app", "wss://h.example/app/generate-code", "https://h.example/app/health"),
        ("ws://h.example/socket", "ws://h.example/socket", "http://h.example/health"),
        ("ws://h.example", "ws://h.example/generate-code", "http://h.example/health"),
    ],
)
def test_an_address_is_understood(typed: str, websocket: str, health: str) -> None:
    target = parse(typed, 7001)
    assert target.websocket == websocket
    assert target.http("/health") == health
