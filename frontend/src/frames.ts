/** Frames of the server, read with care. Both ends are tested against tests/messages/*.json. */
import type { Ids, Remark, ServerFrame, StepResult } from "./protocol";

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (o: Fields, key: string): string => (typeof o[key] === "string" ? o[key] : "");
const number = (o: Fields, key: string, otherwise = 0): number => {
  const value = o[key];
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
};
const list = (o: Fields, key: string): Fields[] => (Array.isArray(o[key]) ? o[key].filter(isFields) : []);

/** Only the optional keys that are present and of the right type: `exactOptionalPropertyTypes` wants no undefined. */
function present<K extends string>(o: Fields, keys: readonly K[], type: "string"): { [P in K]?: string };
function present<K extends string>(o: Fields, keys: readonly K[], type: "number"): { [P in K]?: number };
function present(o: Fields, keys: readonly string[], type: "string" | "number"): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => typeof o[key] === type).map((key) => [key, o[key]]));
}

const ids = (o: Fields): Ids => present(o, ["generationId", "traceId", "connectionId"], "string");

export function parseSteps(o: Fields): StepResult[] {
  return list(o, "steps").map((one) => ({
    step: number(one, "step", -1),
    outcome: text(one, "outcome"),
    ms: number(one, "ms"),
  }));
}

export function parseRemark(value: unknown, message: string): Remark | undefined {
  if (!isFields(value)) return undefined;
  const items = Array.isArray(value["items"]) ? value["items"].filter((one) => typeof one === "string") : [];
  return { kind: text(value, "kind"), message: text(value, "message") || message, items };
}

/** One text frame of the server. Null when it is no JSON object with a type: the connection is then not ours. */
export function parseFrame(data: string): ServerFrame | null {
  let o: unknown;
  try {
    o = JSON.parse(data);
  } catch {
    return null;
  }
  if (!isFields(o) || typeof o["type"] !== "string") return null;
  const variantIndex = number(o, "variantIndex");
  const seq = number(o, "seq");
  switch (o["type"]) {
    case "variantCount":
      return { type: "variantCount", value: Number(text(o, "value")) || 1 };
    case "status": {
      const remark = parseRemark(o["remark"], text(o, "value"));
      return {
        type: "status",
        value: text(o, "value"),
        variantIndex,
        phase: text(o, "phase"),
        steps: parseSteps(o),
        ...ids(o),
        ...present(o, ["queuePosition", "attempt", "seq"], "number"),
        ...present(o, ["generator", "engine", "stage"], "string"),
        ...(remark && { remark }),
      };
    }
    case "chunk":
      return { type: "chunk", value: text(o, "value"), variantIndex, seq, offset: number(o, "offset") };
    case "setCode":
      return { type: "setCode", value: text(o, "value"), variantIndex, seq, ...present(o, ["attempt"], "number") };
    case "variantComplete":
      return { type: "variantComplete", variantIndex, seq, bytes: number(o, "bytes"), sha256: text(o, "sha256") };
    case "variantError":
      return { type: "variantError", value: text(o, "value"), variantIndex, outcome: text(o, "outcome"), seq };
    case "keepalive":
      return { type: "keepalive", seq, t: number(o, "t") };
    case "cancelled":
      return {
        type: "cancelled",
        value: text(o, "value"),
        bytes: number(o, "bytes"),
        ...present(o, ["elapsedMs", "inputTokens", "outputTokens"], "number"),
      };
    case "error":
      return {
        type: "error",
        value: text(o, "value"),
        outcome: text(o, "outcome"),
        fault: text(o, "fault"),
        cause: text(o, "cause"),
        remedy: text(o, "remedy"),
        detail: text(o, "detail"),
        fields: list(o, "fields").map((one) => ({ field: text(one, "field"), problem: text(one, "problem") })),
        steps: parseSteps(o),
        ...ids(o),
        ...present(o, ["closeCode", "step"], "number"),
      };
    default:
      return { type: "unknown", name: o["type"] };
  }
}
