"""The ten steps: number, text and span name, in one table. No other file holds the text of a step's tag."""

from __future__ import annotations

import json
import sys
from enum import Enum

ENTERED = "[WS] HANDLER ENTERED - frontend connected to generation route"
WORKER_PROCESSING = "[WORKER] Processing"
TICK = "[WS:9] keep-alive tick"


class Step(Enum):
    """One row of the table: `number`, `name_` of the span without prefix, text at start, text when done (None: silent).

    `{}` in the done text is filled with the fact that the step notes under `fact`.
    """

    HANDLER_START = (0, "handler_start", "Handler start", None, "")
    ACCEPT = (1, "accept", "accept WebSocket", "DONE accept", "")
    RECEIVE_JSON = (2, "receive_json", "receive_json from client", "DONE receive_json", "")
    PARAMS_CHECK = (3, "params_check", "params check", "DONE params check", "")
    CREATE_GENERATION_ID = (
        4, "create_generation_id", "create generation_id", "DONE generation_id={}", "generation_id",
    )  # fmt: skip
    SAVE_GENERATION = (5, "save_generation", "save_generation to DB", "DONE save_generation record={}", "record")
    SEND_STATUS = (6, "send_status", "send status message", "DONE send status", "")
    CREATE_JOB = (7, "create_job", "create GenerationJob", "DONE GenerationJob created", "")
    ENQUEUE = (8, "enqueue_generation", "enqueue_generation", "DONE enqueue_generation job_id={}", "job_id")
    KEEP_ALIVE = (9, "keep_alive", "start keep-alive loop", None, "")

    def __init__(self, number: int, short: str, start: str, done: str | None, fact: str) -> None:
        self.number = number
        self.short = short
        self.span = f"ws.{short}"
        self.tag = f"[WS:{number}]"
        self.start_text = f"{self.tag} {start}"
        self.done_text = f"{self.tag} {done}" if done else None
        self.fact = fact

    @property
    def client_text(self) -> str:
        """The second line of step 0; `{}` is the client's address."""
        return f"{self.tag} Client: {{}}"


def as_json() -> list[dict[str, object]]:
    """The table as the page reads it: number, span, what the step does in words, and its first log line."""
    return [
        {
            "number": step.number,
            "span": step.span,
            "name": step.start_text.removeprefix(f"{step.tag} "),
            "text": step.start_text,
        }
        for step in Step
    ]


if __name__ == "__main__":
    json.dump(as_json(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
