/** What the service answers over HTTP, checked for what the page relies on. */
import { parseRemark, parseSteps } from "./frames";
import { type Remark, type Stack, STACKS, type Turn } from "./protocol";
import type { Recorded } from "./store/recorded";

export interface GeneratorInfo {
  name: string;
  engine: string;
  inputModes: string[];
  default: boolean;
}

export interface Capabilities {
  version: string;
  generators: GeneratorInfo[];
  stacks: Stack[];
  models: string[];
  limits: { maxImageBytes: number; maxImages: number };
  traceUrlTemplate: string | null;
  browserTelemetry: boolean;
}

export type GenerationStatus = "queued" | "running" | "done" | "failed" | "cancelled";

export interface Summary {
  id: string;
  createdAt: string;
  status: GenerationStatus;
  outcome: string | null;
  generationType: "create" | "update";
  inputMode: "text" | "image";
  stack: Stack;
  generator: string | null;
  engine: string | null;
  prompt: { text: string; images: string[] };
  parentId: string | null;
  traceId: string | null;
  connectionId: string | null;
  codeBytes: number;
  versions: number;
  queueWaitMs: number | null;
  firstChunkMs: number | null;
  durationMs: number | null;
  remarks: Remark[];
}

export interface Detail extends Summary {
  history: Turn[];
  detail: string;
  cause: string;
  remedy: string;
}

export interface Version {
  n: number;
  createdAt: string;
  origin: "generated" | "edited";
  bytes: number;
}

export interface Page {
  generations: Summary[];
  next: string | null;
}

export type Json = Record<string, unknown>;
export const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
export const text = (o: Json, key: string): string => (typeof o[key] === "string" ? o[key] : "");
export const textOrNull = (o: Json, key: string): string | null => (typeof o[key] === "string" ? o[key] : null);
export const num = (o: Json, key: string): number => (typeof o[key] === "number" ? o[key] : 0);
const numOrNull = (o: Json, key: string): number | null => (typeof o[key] === "number" ? o[key] : null);
export const objects = (o: Json, key: string): Json[] => (Array.isArray(o[key]) ? o[key].filter(isJson) : []);
const strings = (o: Json, key: string): string[] =>
  Array.isArray(o[key]) ? o[key].filter((one): one is string => typeof one === "string") : [];
const isStack = (value: string): value is Stack => value in STACKS;

function toPrompt(value: unknown): { text: string; images: string[] } {
  return isJson(value) ? { text: text(value, "text"), images: strings(value, "images") } : { text: "", images: [] };
}

export function toSummary(o: Json): Summary {
  const stack = text(o, "stack");
  return {
    id: text(o, "id"),
    createdAt: text(o, "createdAt"),
    status: text(o, "status") as GenerationStatus,
    outcome: textOrNull(o, "outcome"),
    generationType: o["generationType"] === "update" ? "update" : "create",
    inputMode: o["inputMode"] === "image" ? "image" : "text",
    stack: isStack(stack) ? stack : "html_css",
    generator: textOrNull(o, "generator"),
    engine: textOrNull(o, "engine"),
    prompt: toPrompt(o["prompt"]),
    parentId: textOrNull(o, "parentId"),
    traceId: textOrNull(o, "traceId"),
    connectionId: textOrNull(o, "connectionId"),
    codeBytes: num(o, "codeBytes"),
    versions: num(o, "versions"),
    queueWaitMs: numOrNull(o, "queueWaitMs"),
    firstChunkMs: numOrNull(o, "firstChunkMs"),
    durationMs: numOrNull(o, "durationMs"),
    remarks: objects(o, "remarks").flatMap((one) => parseRemark(one, "") ?? []),
  };
}

export function toDetail(o: Json): Detail {
  const history = objects(o, "history").map((turn): Turn => ({
    role: turn["role"] === "assistant" ? "assistant" : "user",
    ...toPrompt(turn),
  }));
  return { ...toSummary(o), history, detail: text(o, "detail"), cause: text(o, "cause"), remedy: text(o, "remedy") };
}

export const toVersion = (o: Json): Version => ({
  n: num(o, "n"),
  createdAt: text(o, "createdAt"),
  origin: o["origin"] === "edited" ? "edited" : "generated",
  bytes: num(o, "bytes"),
});

export function toCapabilities(o: Json): Capabilities {
  const limits = isJson(o["limits"]) ? o["limits"] : {};
  return {
    version: text(o, "version"),
    generators: objects(o, "generators").map((one) => ({
      name: text(one, "name"),
      engine: text(one, "engine"),
      inputModes: strings(one, "inputModes"),
      default: one["default"] === true,
    })),
    stacks: strings(o, "stacks").filter(isStack),
    models: strings(o, "models"),
    limits: { maxImageBytes: num(limits, "maxImageBytes"), maxImages: num(limits, "maxImages") || 1 },
    traceUrlTemplate: textOrNull(o, "traceUrlTemplate"),
    browserTelemetry: o["browserTelemetry"] === true,
  };
}

export function toTimeline(o: Json): Recorded {
  return {
    connectionId: text(o, "connectionId"),
    traceId: text(o, "traceId"),
    generationId: textOrNull(o, "generationId"),
    outcome: text(o, "outcome"),
    lastStep: num(o, "lastStep"),
    ticks: num(o, "ticks"),
    steps: parseSteps(o),
    why: {
      ...(text(o, "cause") && { cause: text(o, "cause") }),
      ...(text(o, "remedy") && { remedy: text(o, "remedy") }),
      detail: text(o, "detail"),
      closeCode: numOrNull(o, "closeCode"),
    },
  };
}
