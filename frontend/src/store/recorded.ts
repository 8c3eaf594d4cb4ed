/** A handshake as the service stored it, shown like one that just happened. */
import { type Failure, failureOf } from "../failure";
import type { StepResult } from "../protocol";
import { merge, waiting } from "./lights";
import { IDLE, type Run } from "./run";

export interface Recorded {
  connectionId: string;
  traceId: string;
  generationId: string | null;
  outcome: string;
  lastStep: number;
  ticks: number;
  steps: StepResult[];
  /** Why it stopped, in the server's words. */
  why: Partial<Pick<Failure, "cause" | "remedy" | "detail" | "closeCode">>;
}

/** A stored handshake, shown when a past generation is opened. */
export function recordedRun(timeline: Recorded): Run {
  const failed = timeline.outcome !== "ok";
  const steps = merge(waiting(), timeline.steps);
  const last = timeline.lastStep;
  const run: Run = {
    ...IDLE,
    phase: failed ? "failed" : "recorded",
    connectionId: timeline.connectionId,
    traceId: timeline.traceId,
    generationId: timeline.generationId,
    ticks: timeline.ticks,
    failure: failed ? failureOf(timeline.outcome, { ...timeline.why, step: last, source: "asked" }) : null,
  };
  return {
    ...run,
    steps: steps.map((step) => {
      if (failed && step.number > last) return { ...step, state: "unreached" };
      if (step.state !== "running") return step;
      return { ...step, state: failed ? "failed" : timeline.ticks > 0 ? "done" : "unreached" };
    }),
  };
}
