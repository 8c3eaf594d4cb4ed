"""The WebSocket `/generate-code`: one connection from top to bottom, in ten steps.

What a step does stands in the modules it calls; here stands only their order and the facts that are told of them.
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from service.telemetry.steps import Step
from service.web.connection import Connection
from service.web.generating import keep_alive
from service.web.intent import check
from service.web.refusals import refuse


async def generate_code(request: web.Request) -> web.StreamResponse:
    """Ends with a close frame whose code and reason name the outcome, or with HTTP 426 or 400 before the upgrade."""
    async with Connection(request) as connection:
        try:
            return await take_steps(connection)
        except asyncio.CancelledError as error:
            await refuse(connection, error)
            raise
        except Exception as error:
            return await refuse(connection, error)


async def take_steps(connection: Connection) -> web.StreamResponse:
    """Raises Refusal, or anything unexpected, at the step that failed: its record, span and log line say which."""
    deps = connection.deps
    with connection.handshake as handshake:  # the SERVER span: ends after step 8, or at the failure
        with handshake.step(Step.HANDLER_START) as note:
            note(client=connection.client)
        with handshake.step(Step.ACCEPT) as note:
            ws = await connection.accept()
            note(origin=connection.request.headers.get("Origin", ""))
        with handshake.step(Step.RECEIVE_JSON) as note:
            data = await connection.receive(ws)
            note(bytes=len(data))
        with handshake.step(Step.PARAMS_CHECK) as note:
            intent = await check(data, deps)
            note(**intent.facts)
        with handshake.step(Step.CREATE_GENERATION_ID) as note:
            note(generation_id=str(intent.id))
        with handshake.step(Step.SAVE_GENERATION) as note:
            note(record=await intent.save(deps, handshake))
        with handshake.step(Step.SEND_STATUS):
            await connection.send_status(ws)
        with handshake.step(Step.CREATE_JOB):
            job = intent.job(handshake)
        with handshake.step(Step.ENQUEUE) as note:
            note(job_id=await connection.enqueue(intent, job))
    await keep_alive(connection, ws, intent)  # step 9, its own span
    return ws
