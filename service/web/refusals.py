"""The one place where a refusal becomes bytes: an HTTP answer before the upgrade, an error frame and a close after it."""

from __future__ import annotations

from aiohttp import WSCloseCode, web

from service import protocol
from service.outcomes import Outcome, Refusal
from service.protocol import Ids
from service.telemetry.handshake import outcome_of
from service.telemetry.timeline import brief
from service.web.connection import Connection

SAY_TIMEOUT_S = 2.0  # an explanation is not worth a longer wait for a client that does not read


async def refuse(connection: Connection, error: BaseException) -> web.StreamResponse:
    """Explain and close. Never raises, and never an HTTP exception once the stream is a WebSocket's."""
    outcome = outcome_of(error)
    detail, fields = (error.detail, error.fields) if isinstance(error, Refusal) else ("", ())
    shake = connection.handshake
    ws = connection.ws
    if ws is None:
        return http_answer(outcome, detail, connection.ids)
    last = shake.ending.last_step.number if shake.ending and not shake.kept_alive else 9
    frame = protocol.error(outcome, connection.ids, detail, fields, last, brief(shake.records))
    code = outcome.explanation.close_code
    initiator = "client" if code is None or (ws.closed and outcome is not Outcome.MESSAGE_TOO_BIG) else "server"
    if code is not None and not ws.closed:
        await ws.say(frame, SAY_TIMEOUT_S)
        await ws.close(code=code, message=protocol.close_reason(outcome, detail))
    if shake.kept_alive is None:
        shake.closed(code or ws.close_code or WSCloseCode.ABNORMAL_CLOSURE, initiator)
    return ws


def http_answer(outcome: Outcome, detail: str, ids: Ids) -> web.Response:
    """For whoever can read it: a person with curl, a proxy's log, `service doctor`."""
    why = outcome.explanation
    body = {
        "error": {
            "outcome": outcome.value,
            "fault": why.fault.value,
            "cause": why.cause,
            "remedy": why.remedy,
            "detail": detail,
            "message": f"{why.cause} {detail}".strip(),
            **ids.fields(),
        }
    }
    status = why.http_status or 503
    headers = {"Sec-WebSocket-Version": "13", "Connection": "close"}
    if status == 426:
        headers |= {"Upgrade": "websocket", "Connection": "Upgrade, close"}
    response = web.json_response(body, status=status, headers=headers)
    response.force_close()
    return response
