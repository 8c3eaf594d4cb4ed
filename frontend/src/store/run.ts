/** What the connection panel shows of one generation, as a pure function of what happened. */
import type { ConnectionEvent } from "../connection";
import { type Failure, failureOf } from "../failure";
import { isOfGeneration } from "../outcomes";
import type { Remark, ServerFrame, StatusFrame, StepResult } from "../protocol";
import { KEEP_ALIVE_STEP, STEPS } from "../steps";

export type RunPhase =
  | "idle"
  | "uploading"
  | "connecting"
  | "handshaking"
  | "queued"
  | "generating"
  | "stalled"
  | "reconnecting"
  | "cancelling"
  | "done"
  | "cancelled"
  | "failed"
  | "recorded";

/** `skipped`: a resumed connection does not save or enqueue again. */
export type StepState = "waiting" | "running" | "done" | "failed" | "unreached" | "skipped";

export interface StepView {
  number: number;
  state: StepState;
  /** Server milliseconds. */
  ms: number | null;
}

export interface Stage {
  name: string;
  message: string;
  atMs: number;
}

/** Milliseconds since the click. */
export interface Marks {
  connectMs?: number;
  firstStatusMs?: number;
  firstChunkMs?: number;
  firstPreviewMs?: number;
}

export interface Run {
  phase: RunPhase;
  steps: readonly StepView[];
  url: string;
  connectionId: string | null;
  traceId: string | null;
  generationId: string | null;
  reconnect: number;
  reconnectWhy: Failure | null;
  startedAt: number;
  ticks: number;
  lastTickAt: number | null;
  lastCodeAt: number | null;
  queuePosition: number | null;
  attempt: number;
  status: string;
  stages: readonly Stage[];
  remarks: readonly Remark[];
  generator: string | null;
  engine: string | null;
  marks: Marks;
  bytes: number;
  failure: Failure | null;
  resumable: boolean;
  note: string;
}

const waiting = (): StepView[] => STEPS.map((row) => ({ number: row.number, state: "waiting", ms: null }));

export const IDLE: Run = {
  phase: "idle",
  steps: waiting(),
  url: "",
  connectionId: null,
  traceId: null,
  generationId: null,
  reconnect: 0,
  reconnectWhy: null,
  startedAt: 0,
  ticks: 0,
  lastTickAt: null,
  lastCodeAt: null,
  queuePosition: null,
  attempt: 1,
  status: "",
  stages: [],
  remarks: [],
  generator: null,
  engine: null,
  marks: {},
  bytes: 0,
  failure: null,
  resumable: false,
  note: "",
};

export const isBusyPhase = (phase: RunPhase): boolean =>
  !["idle", "done", "cancelled", "failed", "recorded"].includes(phase);

export const isBusy = (run: Run): boolean => isBusyPhase(run.phase);

/** `now`: milliseconds of the monotonic clock that `startedAt` was read from. */
export function reduceRun(run: Run, event: ConnectionEvent, now: number): Run {
  const sinceClick = now - run.startedAt;
  switch (event.type) {
    case "connecting":
      return {
        ...run,
        phase: event.reconnect > 0 ? "reconnecting" : "connecting",
        steps: advance(waiting(), 0),
        url: event.url,
        connectionId: event.ids.connectionId,
        traceId: event.ids.traceId,
        reconnect: event.reconnect,
        failure: null,
      };
    case "open":
      return {
        ...run,
        phase: run.phase === "cancelling" ? run.phase : "handshaking",
        steps: advance(run.steps, 2),
        marks: { connectMs: sinceClick, ...run.marks },
      };
    case "frame":
      return onFrame({ ...run, bytes: event.changed ? event.code.length : run.bytes }, event.frame, now);
    case "stalled":
      return run.phase === "cancelling" ? run : { ...run, phase: "stalled" };
    case "alive":
      return run.phase === "stalled" ? { ...run, phase: "generating" } : run;
    case "reconnecting":
      return { ...run, phase: "reconnecting", reconnect: event.reconnect, reconnectWhy: event.why };
    case "cancelling":
      return { ...run, phase: "cancelling" };
    case "done":
      return { ...run, phase: "done", steps: finish(run.steps), queuePosition: null, reconnectWhy: null };
    case "cancelled":
      return {
        ...run,
        phase: "cancelled",
        steps: finish(run.steps),
        note: event.frame?.value ?? "Stopped here; the server did not confirm in time",
      };
    case "failed":
      return {
        ...run,
        phase: "failed",
        failure: event.failure,
        resumable: event.resumable,
        traceId: event.failure.traceId ?? run.traceId,
        steps: failSteps(merge(run.steps, event.failure.steps), event.failure),
      };
    default:
      return event satisfies never;
  }
}

function onFrame(run: Run, frame: ServerFrame, now: number): Run {
  const sinceClick = now - run.startedAt;
  switch (frame.type) {
    case "status":
      return onStatus(run, frame, sinceClick);
    case "chunk":
    case "setCode":
      return {
        ...run,
        phase: run.phase === "cancelling" ? run.phase : "generating",
        lastCodeAt: now,
        marks: { firstChunkMs: sinceClick, ...run.marks },
        attempt: frame.type === "setCode" ? (frame.attempt ?? run.attempt) : run.attempt,
      };
    case "keepalive":
      return { ...run, ticks: run.ticks + 1, lastTickAt: now, steps: keepAlive(run.steps) };
    default:
      return run;
  }
}

function onStatus(run: Run, frame: StatusFrame, sinceClick: number): Run {
  const phase =
    run.phase === "cancelling" ? "cancelling" : frame.phase === "queued" || frame.phase === "generating" ? frame.phase : run.phase;
  const next: Run = {
    ...run,
    phase,
    status: frame.value || run.status,
    steps: merge(run.steps, frame.steps),
    marks: { firstStatusMs: sinceClick, ...run.marks },
    generationId: frame.generationId ?? run.generationId,
    traceId: frame.traceId ?? run.traceId,
    connectionId: frame.connectionId ?? run.connectionId,
    queuePosition: frame.phase === "queued" ? (frame.queuePosition ?? null) : null,
    generator: frame.generator ?? run.generator,
    engine: frame.engine ?? run.engine,
    reconnectWhy: null,
  };
  if (frame.phase === "generating") next.steps = keepAlive(next.steps);
  if (frame.attempt !== undefined && frame.attempt !== run.attempt) {
    return { ...next, attempt: frame.attempt, stages: [], remarks: [] };
  }
  if (frame.remark) return { ...next, remarks: [...run.remarks, frame.remark] };
  if (frame.stage) {
    return { ...next, stages: [...run.stages, { name: frame.stage, message: frame.value, atMs: sinceClick }] };
  }
  return next;
}

/** Everything before `running` is done, `running` runs. */
function advance(steps: readonly StepView[], running: number): StepView[] {
  return steps.map((step) => {
    if (step.number < running && step.state !== "done") return { ...step, state: "done" };
    return step.number === running ? { ...step, state: "running" } : step;
  });
}

/** Takes over the server's results; the step after the last one done is the one that runs now. */
export function merge(steps: readonly StepView[], results: readonly StepResult[]): StepView[] {
  if (results.length === 0) return [...steps];
  const byNumber = new Map(results.map((one) => [one.step, one]));
  const last = Math.max(...byNumber.keys());
  const failed = results.some((one) => one.outcome !== "ok");
  return steps.map((step) => {
    const result = byNumber.get(step.number);
    if (result) return { ...step, ms: result.ms, state: result.outcome === "ok" ? "done" : "failed" };
    if (step.number < last && step.ms === null && step.state !== "done") return { ...step, state: failed ? "done" : "skipped" };
    if (step.number === last + 1 && !failed) return { ...step, state: "running" };
    return step;
  });
}

function keepAlive(steps: readonly StepView[]): readonly StepView[] {
  if (steps[KEEP_ALIVE_STEP]?.state === "running") return steps;
  return steps.map((step) => {
    if (step.number === KEEP_ALIVE_STEP) return { ...step, state: "running" };
    return step.state === "done" ? step : { ...step, state: step.ms === null ? "skipped" : "done" };
  });
}

/** After a good end: the last step is done, and what was never reported was not needed. */
function finish(steps: readonly StepView[]): StepView[] {
  return steps.map((step) => (step.state === "running" ? { ...step, state: "done" } : step));
}

function failSteps(steps: readonly StepView[], failure: Failure): StepView[] {
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
