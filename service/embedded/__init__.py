"""Postgres and NATS on this machine: started, watched and stopped by the service, with data of their own."""

from service.embedded.nats import EmbeddedNats
from service.embedded.postgres import EmbeddedPostgres
from service.embedded.process import EmbeddedError

__all__ = ["EmbeddedError", "EmbeddedNats", "EmbeddedPostgres"]
