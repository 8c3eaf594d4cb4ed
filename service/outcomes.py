"""Every way a handshake, a generation or a page's attempt can end: the one table.

Logs, spans, metric labels, close codes, the page, `service doctor`, the alerts' runbook and the documentation are
rendered from it. The page gets it as JSON (`python -m service.outcomes`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Fault(StrEnum):
    """Whose doing an ending is: the label `fault` of `ws_handshakes_total`."""

    NONE = "none"
    CLIENT = "client"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an outcome means to its reader.

    `close_code` is the WebSocket close code the server sends, None where it can't or need not send one.
    `http_status` is set where the upgrade never happened and an HTTP response answers instead.
    """

    fault: Fault
    cause: str
    remedy: str
    close_code: int | None = None
    http_status: int | None = None


class Outcome(StrEnum):
    """How a handshake (steps 0 to 8) ended. The value is the metric label and the span's `error.type`."""

    OK = "ok"
    UPGRADE_REQUIRED = "upgrade_required"
    BAD_UPGRADE = "bad_upgrade"
    BAD_REQUEST = "bad_request"
    FORBIDDEN_ORIGIN = "forbidden_origin"
    UNAUTHORIZED = "unauthorized"
    RATE_LIMITED = "rate_limited"
    RECEIVE_TIMEOUT = "receive_timeout"
    BAD_JSON = "bad_json"
    INVALID_PARAMS = "invalid_params"
    MESSAGE_TOO_BIG = "message_too_big"
    CLIENT_CLOSED = "client_closed"
    CLIENT_RESET = "client_reset"
    TOO_MANY_CONNECTIONS = "too_many_connections"
    QUEUE_FULL = "queue_full"
    DB_UNAVAILABLE = "db_unavailable"
    DB_TIMEOUT = "db_timeout"
    DB_SCHEMA = "db_schema"
    QUEUE_UNAVAILABLE = "queue_unavailable"
    SHUTTING_DOWN = "shutting_down"
    INTERNAL = "internal"

    @property
    def explanation(self) -> Explanation:
        return HANDSHAKE[self]


class GenerationOutcome(StrEnum):
    """How a generation ended, once its handshake had succeeded."""

    OK = "ok"
    CANCELLED = "cancelled"
    WORKER_LOST = "worker_lost"
    PROVIDER_AUTH = "provider_auth"
    PROVIDER_QUOTA = "provider_quota"
    PROVIDER_MODEL = "provider_model"
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    PROVIDER_TIMEOUT = "provider_timeout"
    PROVIDER_STALLED = "provider_stalled"
    PROVIDER_BAD_STREAM = "provider_bad_stream"
    INPUT_UNREADABLE = "input_unreadable"
    GENERATOR_ERROR = "generator_error"

    @property
    def explanation(self) -> Explanation:
        return GENERATION[self]


class PageOutcome(StrEnum):
    """What only the page can see: a browser is never told why a WebSocket failed (close code 1006)."""

    UNREACHABLE = "unreachable"
    OFFLINE = "offline"
    BLOCKED = "blocked"
    STALLED = "stalled"
    LOST = "lost"

    @property
    def explanation(self) -> Explanation:
        return PAGE[self]


_NONE, _CLIENT, _SERVER = Fault.NONE, Fault.CLIENT, Fault.SERVER

HANDSHAKE: Mapping[Outcome, Explanation] = MappingProxyType(
    {
        Outcome.OK: Explanation(_NONE, "All ten steps were taken.", "Nothing to do.", close_code=1000),
        Outcome.UPGRADE_REQUIRED: Explanation(
            _CLIENT,
            "The request was plain HTTP, not a WebSocket handshake.",
            "Connect with a WebSocket client, and let every proxy in between pass on the Upgrade and Connection headers.",
            http_status=426,
        ),
        Outcome.BAD_UPGRADE: Explanation(
            _CLIENT,
            "The WebSocket handshake was malformed: wrong version, key or HTTP version.",
            "Send HTTP/1.1 with Sec-WebSocket-Version: 13 and a Sec-WebSocket-Key of 16 bytes in base64.",
            http_status=400,
        ),
        Outcome.BAD_REQUEST: Explanation(
            _CLIENT,
            "The bytes that arrived were not an HTTP/1.1 request.",
            "Use ws:// rather than wss:// on this port, HTTP/1.1 rather than HTTP/2, and headers under 8 KiB.",
            http_status=400,
        ),
        Outcome.FORBIDDEN_ORIGIN: Explanation(
            _CLIENT,
            "The page that opened the connection comes from an origin that is not allowed.",
            "Open the page from this service, or add its origin to ALLOWED_ORIGINS.",
            close_code=4403,
        ),
        Outcome.UNAUTHORIZED: Explanation(
            _CLIENT,
            "The access token is missing or wrong.",
            "Send the value of AUTH_TOKEN as a bearer token or as the cookie wirelight_token.",
            close_code=4401,
        ),
        Outcome.RATE_LIMITED: Explanation(
            _CLIENT,
            "This address opens connections faster than it may.",
            "Wait a few seconds and try again, or raise HANDSHAKES_PER_SECOND or MAX_CONNECTIONS_PER_ADDRESS.",
            close_code=4429,
        ),
        Outcome.RECEIVE_TIMEOUT: Explanation(
            _CLIENT,
            "The connection opened, but its first message did not arrive in time.",
            "Send the parameters as soon as the socket is open, or raise RECEIVE_TIMEOUT_S for slow uploads.",
            close_code=4408,
        ),
        Outcome.BAD_JSON: Explanation(
            _CLIENT,
            "The first message was not a JSON object.",
            "Send one text frame that holds a JSON object with the parameters.",
            close_code=4400,
        ),
        Outcome.INVALID_PARAMS: Explanation(
            _CLIENT,
            "A parameter is missing or has a wrong value.",
            "Correct the fields that are named and send the request again.",
            close_code=4422,
        ),
        Outcome.MESSAGE_TOO_BIG: Explanation(
            _CLIENT,
            "The message was larger than this service accepts.",
            "Use fewer or smaller images, upload them to /api/media first, or raise MAX_MESSAGE_BYTES.",
            close_code=1009,
        ),
        Outcome.CLIENT_CLOSED: Explanation(
            _CLIENT,
            "The client closed the connection before the handshake was complete.",
            "Nothing on the server failed; look at what made the page close or reload.",
        ),
        Outcome.CLIENT_RESET: Explanation(
            _CLIENT,
            "The connection broke off without a close frame before the handshake was complete.",
            "Look at the network between client and server: proxies with short time limits, sleep, a changed network.",
        ),
        Outcome.TOO_MANY_CONNECTIONS: Explanation(
            _SERVER,
            "The server already holds as many connections as it may.",
            "Try again shortly; operators: add a web node or raise MAX_CONNECTIONS.",
            close_code=1013,
        ),
        Outcome.QUEUE_FULL: Explanation(
            _SERVER,
            "Too many generations are waiting for a worker.",
            "Try again in a minute; operators: add workers or raise MAX_QUEUE.",
            close_code=1013,
        ),
        Outcome.DB_UNAVAILABLE: Explanation(
            _SERVER,
            "The database could not be reached.",
            "Try again shortly; operators: check that Postgres runs and that DATABASE_URL points to it.",
            close_code=4503,
        ),
        Outcome.DB_TIMEOUT: Explanation(
            _SERVER,
            "The database did not answer in time.",
            "Try again shortly; operators: look for locks, slow disks or an exhausted connection pool in Postgres.",
            close_code=4503,
        ),
        Outcome.DB_SCHEMA: Explanation(
            _SERVER,
            "The database lacks the tables or columns that this version needs.",
            "Operators: run `service migrate` against this DATABASE_URL.",
            close_code=4503,
        ),
        Outcome.QUEUE_UNAVAILABLE: Explanation(
            _SERVER,
            "The job queue could not be reached.",
            "Try again shortly; operators: check that NATS runs with JetStream and that NATS_URL points to it.",
            close_code=4504,
        ),
        Outcome.SHUTTING_DOWN: Explanation(
            _SERVER,
            "The server is restarting.",
            "Reconnect in a few seconds: a generation that was accepted goes on and can be resumed.",
            close_code=1001,
        ),
        Outcome.INTERNAL: Explanation(
            _SERVER,
            "The server hit an unexpected error.",
            "Try again; operators: search the log for the trace id, the traceback stands there.",
            close_code=1011,
        ),
    }
)

# The peer's own page shows the close reason for 4332 and "cancelled" for 4333, so both keep that meaning here.
GENERATION: Mapping[GenerationOutcome, Explanation] = MappingProxyType(
    {
        GenerationOutcome.OK: Explanation(_NONE, "The code is complete.", "Nothing to do.", close_code=1000),
        GenerationOutcome.CANCELLED: Explanation(
            _CLIENT,
            "The generation was cancelled.",
            "What had arrived is kept; generate again for a whole result.",
            close_code=4333,
        ),
        GenerationOutcome.WORKER_LOST: Explanation(
            _SERVER,
            "Every worker that took this generation stopped before finishing it.",
            "Generate again; operators: look at the workers' logs for crashes or memory limits.",
            close_code=4332,
        ),
        GenerationOutcome.PROVIDER_AUTH: Explanation(
            _SERVER,
            "The model provider refused the API key.",
            "Check the key for that provider, in the settings or in the environment.",
            close_code=4332,
        ),
        GenerationOutcome.PROVIDER_QUOTA: Explanation(
            _SERVER,
            "The model provider refused for rate or quota reasons.",
            "Wait a minute, or check the plan and billing of the provider account.",
            close_code=4332,
        ),
        GenerationOutcome.PROVIDER_MODEL: Explanation(
            _SERVER,
            "The model provider does not know this model or does not accept this input for it.",
            "Choose another model, or correct MODEL.",
            close_code=4332,
        ),
        GenerationOutcome.PROVIDER_UNAVAILABLE: Explanation(
            _SERVER,
            "The model provider could not be reached, is overloaded or has failed.",
            "Try again in a minute; if it repeats, check the provider's status, the network to it and OPENAI_BASE_URL.",
            close_code=4332,
        ),
        GenerationOutcome.PROVIDER_TIMEOUT: Explanation(
            _SERVER,
            "The model provider did not send a first token in time.",
            "Try again; if it repeats, check the provider's status and the network to it.",
            close_code=4332,
        ),
        GenerationOutcome.PROVIDER_STALLED: Explanation(
            _SERVER,
            "The model provider stopped sending in the middle of the answer.",
            "What had arrived is kept; generate again for a whole result.",
            close_code=4332,
        ),
        GenerationOutcome.PROVIDER_BAD_STREAM: Explanation(
            _SERVER,
            "The model provider sent something that is not a valid answer.",
            "Check that the base URL points to a compatible API; otherwise try again.",
            close_code=4332,
        ),
        GenerationOutcome.INPUT_UNREADABLE: Explanation(
            _CLIENT,
            "The screenshot could not be read.",
            "Use a PNG, JPEG or WebP screenshot within the size limits that the page names.",
            close_code=4332,
        ),
        GenerationOutcome.GENERATOR_ERROR: Explanation(
            _SERVER,
            "The generator hit an unexpected error.",
            "Try again; operators: search the log for the trace id, the traceback stands there.",
            close_code=4332,
        ),
    }
)

PAGE: Mapping[PageOutcome, Explanation] = MappingProxyType(
    {
        PageOutcome.UNREACHABLE: Explanation(
            _SERVER,
            "Nothing answers at the server's address.",
            "Start the service with `python3 dev.py run`, or correct the address in frontend/.env.local.",
        ),
        PageOutcome.OFFLINE: Explanation(
            _CLIENT,
            "This device is offline.",
            "Reconnect to the network, then try again.",
        ),
        PageOutcome.BLOCKED: Explanation(
            _CLIENT,
            "The server answers over HTTP, but the WebSocket did not get through.",
            "A proxy, VPN or extension in between drops WebSockets: let it pass Upgrade on /generate-code.",
        ),
        PageOutcome.STALLED: Explanation(
            _SERVER,
            "The connection is open, but no keep-alive tick has arrived for a while.",
            "Wait or reconnect: the generation goes on and is resumed where it stopped.",
        ),
        PageOutcome.LOST: Explanation(
            _SERVER,
            "The connection broke off while the code was arriving.",
            "Reconnect: the generation goes on and is resumed where it stopped.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One parameter that is wrong: its dotted path as on the wire (`prompt.images.0`) and what to do about it."""

    field: str
    problem: str


@dataclass(eq=False)
class Refusal(Exception):
    """A handshake that can't go on. Raised anywhere below the handler, translated in one place.

    `detail` is safe to show to the client: it names the exact cause, never an internal address, query or secret.
    """

    outcome: Outcome
    detail: str = ""
    fields: tuple[FieldProblem, ...] = field(default=())

    def __str__(self) -> str:
        return self.detail or self.outcome.explanation.cause


@dataclass(eq=False)
class GenerationFailure(Exception):
    """A generation that can't go on; `detail` is safe to show to the person who asked for it."""

    outcome: GenerationOutcome
    detail: str = ""

    def __str__(self) -> str:
        return self.detail or self.outcome.explanation.cause


def as_json() -> dict[str, dict[str, dict[str, object]]]:
    """The tables as the page reads them, by family and outcome, in camelCase."""

    def row(explanation: Explanation) -> dict[str, object]:
        return {
            "fault": explanation.fault.value,
            "cause": explanation.cause,
            "remedy": explanation.remedy,
            "closeCode": explanation.close_code,
            "httpStatus": explanation.http_status,
        }

    return {
        "handshake": {outcome.value: row(outcome.explanation) for outcome in Outcome},
        "generation": {outcome.value: row(outcome.explanation) for outcome in GenerationOutcome},
        "page": {outcome.value: row(outcome.explanation) for outcome in PageOutcome},
    }


if __name__ == "__main__":
    json.dump(as_json(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
