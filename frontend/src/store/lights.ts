/** The ten lights of the connection panel: what is known of each step. */
import type { Failure } from "../failure";
import { isOfGeneration } from "../outcomes";
import type { StepResult } from "../protocol";
import { KEEP_ALIVE_STEP, STEPS } from "../steps";

/** `skipped`: a resumed connection does not save or enqueue again. */
export type StepState = "waiting" | "running" | "done" | "failed" | "unreached" | "skipped";

export interface StepView {
  number: number;
  state: StepState;
  /** Server milliseconds. */
  ms: number | null;
}

export const waiting = (): StepView[] => STEPS.map((row) => ({ number: row.number, state: "waiting", ms: null }));

/** Everything before `running` is done, `running` runs. */
export function advance(steps: readonly StepView[], running: number): StepView[] {
  return steps.map((step) => {
    if (step.number < running && step.state !== "done") return { ...step, state: "done" };
    return step.number === running ? { ...step, state: "running" } : step;
  });
}

/** The outcome that the server's record gives the step which is not over. */
const RUNNING = "running";

/** Takes over the server's results; the step after the last one done is the one that runs now. */
export function merge(steps: readonly StepView[], results: readonly StepResult[]): StepView[] {
  if (results.length === 0) return [...steps];
  const byNumber = new Map(results.map((one) => [one.step, one]));
  const last = Math.max(...byNumber.keys());
  const failed = results.some((one) => one.outcome !== "ok" && one.outcome !== RUNNING);
  return steps.map((step) => {
    const result = byNumber.get(step.number);
    if (result?.outcome === RUNNING) return { ...step, state: "running" };
    if (result) return { ...step, ms: result.ms, state: result.outcome === "ok" ? "done" : "failed" };
    if (step.number < last && step.ms === null && step.state !== "done") return { ...step, state: failed ? "done" : "skipped" };
    if (step.number === last + 1 && !failed && byNumber.get(last)?.outcome !== RUNNING) return { ...step, state: "running" };
    return step;
  });
}

export function keepAlive(steps: readonly StepView[]): readonly StepView[] {
  if (steps[KEEP_ALIVE_STEP]?.state === "running") return steps;
  return steps.map((step) => {
    if (step.number === KEEP_ALIVE_STEP) return { ...step, state: "running" };
    return step.state === "done" ? step : { ...step, state: step.ms === null ? "skipped" : "done" };
  });
}

/** After a good end: the last step is done, and what was never reported was not needed. */
export function finish(steps: readonly StepView[]): StepView[] {
  return steps.map((step) => (step.state === "running" ? { ...step, state: "done" } : step));
}

export function failSteps(steps: readonly StepView[], failure: Failure): StepView[] {
  if (isOfGeneration(failure.outcome)) return finish(steps);
  const arrived = !["unreachable", "offline", "blocked"].includes(failure.outcome);
  const lastDone = Math.max(-1, ...steps.filter((one) => one.state === "done").map((one) => one.number));
  const stopped = failure.step ?? (arrived ? Math.min(KEEP_ALIVE_STEP, lastDone + 1) : -1);
  return steps.map((step) => {
    if (!arrived) return step.state === "done" && step.ms !== null ? step : { ...step, state: "unreached" };
    if (step.number === stopped) return { ...step, state: "failed" };
    if (step.number > stopped) return { ...step, state: "unreached" };
    return step.state === "skipped" ? step : { ...step, state: "done" };
  });
}
