/** What a socket's end means. Pure, so that whatever a server, a proxy or a network can do to it stands in one place. */
import { type Failure, failureOf } from "./failure";
import { explain, outcomeOfClose } from "./outcomes";

export const CANCEL_CODE = 4333;
const GOING_AWAY = [1001, 1012];
const ABNORMAL = 1006;

export interface Closed {
  code: number;
  reason: string;
  /** The error message that came before the close. */
  told: Failure | null;
  cancelWanted: boolean;
  opened: boolean;
  /** The handshake was through: the generation goes on without us and can be resumed. */
  enqueued: boolean;
  /** There is a generation, and this socket was to resume it. */
  isResuming: boolean;
}

export type Verdict =
  | { then: "cancelled" }
  | { then: "resume"; why: Failure }
  | { then: "fail"; failure: Failure }
  /** A browser tells scripts nothing about 1006: the server is asked over HTTP. */
  | { then: "ask" };

export function verdictOf(closed: Closed): Verdict {
  const { code, reason, told } = closed;
  if (closed.cancelWanted && (code === CANCEL_CODE || !closed.opened)) return { then: "cancelled" };
  const outcome = told?.outcome ?? outcomeOfClose(code, reason);
  const isRestart = outcome === "shutting_down" || GOING_AWAY.includes(code);
  if (closed.enqueued && isRestart) return { then: "resume", why: failureOf("shutting_down", { closeCode: code }) };
  if (told !== null) return { then: "fail", failure: told };
  if (closed.enqueued && explain(outcome ?? "") === undefined) {
    return { then: "resume", why: failureOf("lost", { closeCode: code }) };
  }
  if (outcome !== undefined && code !== ABNORMAL) {
    const detail = reason.startsWith(`${outcome}: `) ? reason.slice(outcome.length + 2) : "";
    const isCause = detail === explain(outcome)?.cause;
    return { then: "fail", failure: failureOf(outcome, { detail: isCause ? "" : detail, source: "close", closeCode: code }) };
  }
  if (closed.isResuming) return { then: "resume", why: failureOf("lost", { closeCode: code }) };
  return { then: "ask" };
}

const RESUMABLE = new Set(["lost", "stalled", "unreachable", "offline", "blocked", "shutting_down"]);

/** The generation may still be going on, and a person may go back to it. */
export const isResumable = (failure: Failure): boolean => RESUMABLE.has(failure.outcome);
