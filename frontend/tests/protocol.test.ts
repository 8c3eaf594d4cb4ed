import { describe, expect, it } from "vitest";
import { parseFrame } from "../src/frames";
import type { ServerFrame } from "../src/protocol";
import { GOLDEN } from "./golden";

const parsed = (name: keyof typeof GOLDEN): ServerFrame => {
  const frame = parseFrame(JSON.stringify(GOLDEN[name]));
  if (frame === null) throw new Error(`${name} was not understood`);
  return frame;
};

describe("frames of the server", () => {
  it.each(Object.keys(GOLDEN) as (keyof typeof GOLDEN)[])("understands %s", (name) => {
    expect(parsed(name).type).toBe(GOLDEN[name].type);
  });

  it("keeps every field of a chunk", () => {
    expect(parsed("chunk")).toEqual(GOLDEN.chunk);
  });

  it("reads the steps and ids of a status", () => {
    expect(parsed("statusAccepted")).toMatchObject({
      traceId: GOLDEN.statusAccepted.traceId,
      generationId: GOLDEN.statusAccepted.generationId,
      connectionId: GOLDEN.statusAccepted.connectionId,
      steps: GOLDEN.statusAccepted.steps,
    });
  });

  it("reads a remark with its message and items", () => {
    expect(parsed("statusRemark")).toMatchObject({
      remark: { kind: "unused_words", message: GOLDEN.statusRemark.value, items: ["drag", "Trello"] },
    });
  });

  it("reads which fields a refusal names", () => {
    expect(parsed("errorHandshake")).toMatchObject({
      outcome: "invalid_params",
      step: 3,
      fields: [{ field: "prompt.text", problem: "write what the page should be" }],
    });
  });

  it("names a frame of a newer server instead of failing", () => {
    expect(parseFrame('{"type":"confetti","value":1}')).toEqual({ type: "unknown", name: "confetti" });
  });

  it.each(["", "not JSON", "[]", "null", '"text"', '{"value":1}'])("refuses %j", (data) => {
    expect(parseFrame(data)).toBeNull();
  });

  it("survives fields of wrong types", () => {
    const frame = parseFrame('{"type":"status","value":7,"steps":"none","queuePosition":"3","remark":[]}');
    expect(frame).toEqual({ type: "status", value: "", variantIndex: 0, phase: "", steps: [] });
  });
});
