"""The stack's loopback ports: the well-known ones, any of them replaced, or all free ones for tests."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Ports:
    """One TCP port each, on 127.0.0.1."""

    service: int = 7001
    worker: int = 7002
    prometheus: int = 9090
    otlp_grpc: int = 4317
    otlp_http: int = 4318
    collector_health: int = 13133
    collector_metrics: int = 8888
    span_metrics: int = 8889
    jaeger: int = 16686
    jaeger_grpc: int = 16685
    jaeger_otlp_grpc: int = 14317
    jaeger_otlp_http: int = 14318
    jaeger_health: int = 14133
    jaeger_metrics: int = 14888

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls))

    @classmethod
    def free(cls) -> Self:
        """Ports that nobody holds now, all different: they are held together until the last one is chosen."""
        with ExitStack() as held:
            chosen = {}
            for name in cls.names():
                probe = held.enter_context(socket.socket())
                probe.bind(("127.0.0.1", 0))
                chosen[name] = probe.getsockname()[1]
        return cls(**chosen)

    def changed(self, ports: Mapping[str, int]) -> Self:
        """Raises ValueError for a name that is none of these."""
        unknown = sorted(set(ports) - set(self.names()))
        if unknown:
            raise ValueError(f"no port is called {unknown[0]}; there are: {', '.join(self.names())}")
        return replace(self, **ports)

    def taken(self) -> list[str]:
        """The names of the ports that somebody else already listens on."""
        held = []
        for name in self.names():
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", getattr(self, name)))
                except OSError:
                    held.append(name)
        return held
