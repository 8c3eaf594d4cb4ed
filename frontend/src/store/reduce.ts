/** The connection panel as a pure function of what happened. */
import type { ConnectionEvent } from "../events";
import type { ServerFrame, StatusFrame } from "../protocol";
import { advance, failSteps, finish, keepAlive, merge, waiting } from "./lights";
import type { Run } from "./run";

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
    case "steps":
      return { ...run, steps: merge(run.steps, event.steps) };
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
      return { ...run, phase: "done", steps: finish(run.steps), completeMs: sinceClick, queuePosition: null, reconnectWhy: null };
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
