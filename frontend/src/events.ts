/** What a connection tells of itself. */
import type { Failure } from "./failure";
import type { AttemptIds } from "./ids";
import type { CancelledFrame, ServerFrame, StepResult } from "./protocol";

export type ConnectionEvent =
  | { type: "connecting"; ids: AttemptIds; url: string; reconnect: number }
  | { type: "open" }
  /** What the server has recorded of a handshake that is not through yet. */
  | { type: "steps"; steps: StepResult[] }
  | { type: "frame"; frame: ServerFrame; code: string; changed: boolean }
  | { type: "stalled" }
  | { type: "alive" }
  | { type: "reconnecting"; reconnect: number; inMs: number; why: Failure }
  | { type: "cancelling" }
  | { type: "done"; code: string; sha256: string }
  | { type: "cancelled"; code: string; frame: CancelledFrame | null }
  | { type: "failed"; failure: Failure; code: string; resumable: boolean };
