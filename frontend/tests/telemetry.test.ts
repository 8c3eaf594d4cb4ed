// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from "vitest";
import { failureOf } from "../src/failure";
import { newAttempt } from "../src/ids";
import { parseFrame } from "../src/frames";
import { Attempt, resultOf } from "../src/telemetry/attempt";
import { toReadable } from "../src/telemetry/otlp";
import { type Delivery, MAX_WAITING, Outbox } from "../src/telemetry/outbox";
import type { SpanRecord } from "../src/telemetry/spans";
import { GOLDEN } from "./golden";

const frame = (name: keyof typeof GOLDEN) => {
  const parsed = parseFrame(JSON.stringify(GOLDEN[name]));
  if (parsed === null) throw new Error(name);
  return { type: "frame", frame: parsed, code: "CODE-CANARY", changed: true } as const;
};

function attempted(): { attempt: Attempt; spans: SpanRecord[]; ids: ReturnType<typeof newAttempt> } {
  let clock = 1_795_000_000_000;
  const spans: SpanRecord[] = [];
  const ids = newAttempt();
  return { attempt: new Attempt(ids, false, (span) => spans.push(span), () => (clock += 10)), spans, ids };
}

beforeEach(() => localStorage.clear());

describe("an attempt's spans", () => {
  it("are a root with the ids that went out in the handshake, and its children", () => {
    const { attempt, spans, ids } = attempted();
    attempt.observe({ type: "open" });
    for (const name of ["statusAccepted", "statusQueued", "keepalive", "chunk", "chunk"] as const) attempt.observe(frame(name));
    attempt.previewShown();
    attempt.previewShown();
    expect(spans.map((span) => span.name)).toEqual(["ws.first_message", "ws.connect", "ws.first_chunk", "ws.first_preview"]);
    const root = spans.find((span) => span.name === "ws.connect");
    expect(root).toMatchObject({ traceId: ids.traceId, spanId: ids.spanId, parentSpanId: null, error: null });
    expect(spans.filter((span) => span !== root).every((span) => span.parentSpanId === ids.spanId)).toBe(true);
    expect(root?.attributes).toMatchObject({ "ws.attempt.result": "connected", "ws.connection.id": ids.connectionId });
    expect(JSON.stringify(spans)).not.toContain("CANARY");
  });

  it("end with the outcome when it failed, once", () => {
    const { attempt, spans } = attempted();
    const failed = { type: "failed", failure: failureOf("unreachable"), code: "", resumable: false } as const;
    attempt.observe(failed);
    attempt.observe(failed);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      name: "ws.connect",
      error: "unreachable",
      attributes: { "error.type": "unreachable", "ws.attempt.result": "unreachable" },
    });
  });

  it("end without a failure when the person leaves, and not a second time", () => {
    const { attempt, spans } = attempted();
    attempt.observe({ type: "open" });
    attempt.left();
    attempt.left();
    attempt.observe({ type: "failed", failure: failureOf("unreachable"), code: "", resumable: false });
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({ name: "ws.connect", error: null, attributes: { "ws.attempt.result": "other" } });
  });

  it.each([
    ["unreachable", "unreachable"],
    ["stalled", "lost"],
    ["invalid_params", "refused"],
    ["db_unavailable", "failed"],
  ])("count %s as %s", (outcome, result) => {
    expect(resultOf(failureOf(outcome))).toBe(result);
  });

  it("become SDK spans with the same ids and the original times", () => {
    const { attempt, spans, ids } = attempted();
    attempt.observe({ type: "failed", failure: failureOf("unreachable"), code: "", resumable: false });
    const [span] = toReadable(spans, 1_795_000_100_000);
    expect(span?.spanContext()).toMatchObject({ traceId: ids.traceId, spanId: ids.spanId });
    expect(span?.startTime).toEqual([1_795_000_000, 10_000_000]);
    expect(span?.endTime).toEqual([1_795_000_000, 20_000_000]);
    expect(span?.attributes).toMatchObject({ "ws.attempt.kept": true });
    expect(span?.status.code).toBe(2);
  });
});

describe("the outbox", () => {
  const record = (spanId: string, end = 2): SpanRecord => ({
    name: "ws.connect", traceId: "t", spanId, parentSpanId: null, start: 1, end, error: null, attributes: {},
  });
  const answering = (...answers: Delivery[]) => {
    const batches: string[][] = [];
    const outbox = new Outbox(async (spans) => {
      batches.push(spans.map((span) => span.spanId));
      return answers.shift() ?? "taken";
    });
    return { outbox, batches };
  };

  it("keeps what could not be delivered, over a reload, and sends it once", async () => {
    const { outbox, batches } = answering("later");
    outbox.add(record("a"));
    outbox.add(record("b"));
    await outbox.flush();
    const reloaded = answering();
    await reloaded.outbox.flush();
    await reloaded.outbox.flush();
    expect(batches).toEqual([["a", "b"]]);
    expect(reloaded.batches).toEqual([["a", "b"]]);
  });

  it("does not lose what comes in while it sends", async () => {
    const { outbox } = answering();
    const busy = new Outbox(async () => {
      outbox.add(record("late"));
      return "taken";
    });
    busy.add(record("a"));
    await busy.flush();
    expect(outbox.waiting).toBe(1);
  });

  it("drops what the service will never take", async () => {
    const { outbox } = answering("refused");
    outbox.add(record("a"));
    await outbox.flush();
    expect(outbox.waiting).toBe(0);
  });

  it("is bounded, keeps the newest, and survives a broken store", async () => {
    const { outbox, batches } = answering();
    for (let index = 0; index < MAX_WAITING + 20; index++) outbox.add(record(String(index), index));
    expect(outbox.waiting).toBe(MAX_WAITING);
    localStorage.setItem("wirelight.span.broken", "{");
    localStorage.setItem("something else", "[]");
    await outbox.flush();
    expect(batches).toHaveLength(1);
    expect([batches[0]?.[0], batches[0]?.length]).toEqual(["20", MAX_WAITING]);
    expect(localStorage.getItem("something else")).toBe("[]");
  });
});
