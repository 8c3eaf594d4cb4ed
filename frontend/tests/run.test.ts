import { describe, expect, it } from "vitest";
import type { ConnectionEvent } from "../src/events";
import { failureOf } from "../src/failure";
import { parseFrame } from "../src/frames";
import { recordedRun } from "../src/store/recorded";
import { reduceRun } from "../src/store/reduce";
import { IDLE, type Run } from "../src/store/run";
import { GOLDEN } from "./golden";

const CONNECTING: ConnectionEvent = {
  type: "connecting",
  ids: { connectionId: "c-7d2f9a1b40c3", traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" },
  url: "ws://127.0.0.1:7001/generate-code",
  reconnect: 0,
};
const frameOf = (name: keyof typeof GOLDEN): ConnectionEvent => {
  const frame = parseFrame(JSON.stringify(GOLDEN[name]));
  if (frame === null) throw new Error(name);
  return { type: "frame", frame, code: "", changed: frame.type === "chunk" };
};
const after = (...events: ConnectionEvent[]): Run =>
  events.reduce((run, event, index) => reduceRun(run, event, 1_000 + 10 * (index + 1)), { ...IDLE, startedAt: 1_000 });
const states = (run: Run): string => run.steps.map((step) => step.state).join(" ");

describe("the connection panel", () => {
  it("lights the steps as they happen", () => {
    expect(states(after(CONNECTING))).toMatch(/^running( waiting){9}$/);
    expect(states(after(CONNECTING, { type: "open" }))).toMatch(/^done done running( waiting){7}$/);
    const accepted = after(CONNECTING, { type: "open" }, frameOf("statusAccepted"));
    expect(states(accepted)).toBe("done done done done done done running waiting waiting waiting");
    expect(accepted.steps[2]?.ms).toBe(3.1);
    const queued = after(CONNECTING, { type: "open" }, frameOf("statusAccepted"), frameOf("statusQueued"));
    expect(states(queued)).toMatch(/^(done ){9}running$/);
    expect(queued.queuePosition).toBe(3);
  });

  it("measures from the click", () => {
    const run = after(CONNECTING, { type: "open" }, frameOf("statusAccepted"), frameOf("chunk"));
    expect(run.marks).toEqual({ connectMs: 20, firstStatusMs: 30, firstChunkMs: 40 });
  });

  it("counts ticks and dates the last one", () => {
    const run = after(CONNECTING, { type: "open" }, frameOf("keepalive"), frameOf("keepalive"));
    expect(run).toMatchObject({ ticks: 2, lastTickAt: 1_040 });
  });

  it("collects stages and remarks, and forgets them with another attempt", () => {
    const events = [CONNECTING, frameOf("statusGenerating"), frameOf("statusStage"), frameOf("statusRemark")];
    expect(after(...events)).toMatchObject({ stages: [{ name: "text" }], remarks: [{ kind: "unused_words" }] });
    const frame = { ...GOLDEN.statusGenerating, attempt: 2, steps: [], type: "status" as const };
    const again = after(...events, { type: "frame", frame, code: "", changed: false });
    expect(again).toMatchObject({ attempt: 2, stages: [], remarks: [] });
  });

  it("shows where a handshake stopped, and that the rest was not reached", () => {
    const failure = failureOf("invalid_params", { step: 3, steps: [{ step: 3, outcome: "invalid_params", ms: 0.2 }] });
    const run = after(CONNECTING, { type: "open" }, { type: "failed", failure, code: "", resumable: false });
    expect(states(run)).toBe("done done done failed" + " unreached".repeat(6));
  });

  it("reached nothing when the server is away", () => {
    const failed: ConnectionEvent = { type: "failed", failure: failureOf("unreachable"), code: "", resumable: false };
    expect(states(after(CONNECTING, failed))).toBe(Array(10).fill("unreached").join(" "));
  });

  it("knows that a resumed connection saves and enqueues nothing", () => {
    const run = after(
      { ...CONNECTING, reconnect: 1 },
      { type: "open" },
      { type: "frame", changed: false, code: "", frame: { type: "status", value: "", variantIndex: 0, phase: "generating",
        steps: [{ step: 0, outcome: "ok", ms: 0.1 }, { step: 1, outcome: "ok", ms: 0.1 }, { step: 2, outcome: "ok", ms: 1 },
          { step: 3, outcome: "ok", ms: 1 }] } },
    );
    expect(states(run)).toBe("done done done done" + " skipped".repeat(5) + " running");
  });

  it("shows a stored failure with its cause", () => {
    const run = recordedRun({
      connectionId: "c-1", traceId: "t", generationId: null, outcome: "receive_timeout", lastStep: 2, ticks: 0,
      steps: [0, 1].map((step) => ({ step, outcome: "ok", ms: 1 })).concat([{ step: 2, outcome: "receive_timeout", ms: 10_000 }]),
      why: { detail: "nothing arrived within 10 s", closeCode: 4408 },
    });
    expect(states(run)).toBe("done done failed" + " unreached".repeat(7));
    expect(run.failure).toMatchObject({ outcome: "receive_timeout", step: 2, detail: "nothing arrived within 10 s" });
  });

  it("shows a stored handshake as it was", () => {
    const run = recordedRun({
      connectionId: "c-1", traceId: "t", generationId: "g", outcome: "ok", lastStep: 8, ticks: 12, why: {},
      steps: Array.from({ length: 9 }, (_, step) => ({ step, outcome: "ok", ms: 1 })),
    });
    expect(states(run)).toBe(Array(10).fill("done").join(" "));
  });
});

describe("a generation that fails after its handshake", () => {
  it("leaves all ten lights on: the connection did its part", () => {
    const failure = failureOf("provider_auth", { step: 9 });
    const events = [CONNECTING, { type: "open" } as const, frameOf("statusAccepted"), frameOf("statusQueued")];
    const run = after(...events, { type: "failed", failure, code: "", resumable: false });
    expect(states(run)).toBe(Array(10).fill("done").join(" "));
  });
});
