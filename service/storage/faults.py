"""What a database error means to a handshake: the one translation from asyncpg's exceptions to outcomes."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from service.outcomes import Outcome, Refusal

_SCHEMA = (
    asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError, asyncpg.InvalidSchemaNameError,
    asyncpg.UndefinedFunctionError, asyncpg.InvalidCatalogNameError,
)  # fmt: skip
_TIMEOUT = (TimeoutError, asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError, asyncpg.TooManyConnectionsError)
# InterfaceError: the pool or the connection is closing, or closed under us. InternalClientError: a stopping server's
# last word came while nothing was asked, and its end of the connection has not come yet (asyncpg issue 1069).
_UNAVAILABLE = (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.OperatorInterventionError,
                asyncpg.InternalClientError, asyncpg.InvalidAuthorizationSpecificationError, ssl.SSLError)  # fmt: skip


def outcome_of(error: Exception) -> Outcome | None:
    """The outcome a database error stands for; None for one that is a defect of ours."""
    if isinstance(error, _SCHEMA):
        return Outcome.DB_SCHEMA
    if isinstance(error, _TIMEOUT):
        return Outcome.DB_TIMEOUT
    return Outcome.DB_UNAVAILABLE if isinstance(error, _UNAVAILABLE) else None


@asynccontextmanager
async def translated(limit_s: float) -> AsyncIterator[None]:
    """Around database work: at most `limit_s` seconds, and a `Refusal` with the original error as its cause."""
    try:
        async with asyncio.timeout(limit_s):
            yield
    except Exception as error:
        outcome = outcome_of(error)
        if outcome is None:
            raise
        detail = f"no answer within {limit_s:g} s" if isinstance(error, TimeoutError) else ""
        raise Refusal(outcome, detail) from error
