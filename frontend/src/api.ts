/** The service's HTTP side. Answers are checked for what the page relies on; errors carry the server's words. */
import type { Backend } from "./backend";
import { parseRemark, parseSteps, type Remark, type Stack, STACKS, type Turn } from "./protocol";
import type { Recorded } from "./store/run";

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

/** An answer that says no, or none at all (`status` 0). */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly remedy = "",
    readonly traceId = "",
  ) {
    super(message);
  }
}

const LIMIT_MS = 8_000;
const UPLOAD_LIMIT_MS = 60_000; // 12 megapixels over a slow uplink

type Json = Record<string, unknown>;
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const text = (o: Json, key: string): string => (typeof o[key] === "string" ? o[key] : "");
const textOrNull = (o: Json, key: string): string | null => (typeof o[key] === "string" ? o[key] : null);
const num = (o: Json, key: string): number => (typeof o[key] === "number" ? o[key] : 0);
const numOrNull = (o: Json, key: string): number | null => (typeof o[key] === "number" ? o[key] : null);
const objects = (o: Json, key: string): Json[] => (Array.isArray(o[key]) ? o[key].filter(isJson) : []);
const strings = (o: Json, key: string): string[] =>
  Array.isArray(o[key]) ? o[key].filter((one): one is string => typeof one === "string") : [];
const isStack = (value: string): value is Stack => value in STACKS;

function toPrompt(value: unknown): { text: string; images: string[] } {
  return isJson(value) ? { text: text(value, "text"), images: strings(value, "images") } : { text: "", images: [] };
}

function toSummary(o: Json): Summary {
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

function toDetail(o: Json): Detail {
  const history = objects(o, "history").map((turn): Turn => ({
    role: turn["role"] === "assistant" ? "assistant" : "user",
    ...toPrompt(turn),
  }));
  return { ...toSummary(o), history, detail: text(o, "detail"), cause: text(o, "cause"), remedy: text(o, "remedy") };
}

const toVersion = (o: Json): Version => ({
  n: num(o, "n"),
  createdAt: text(o, "createdAt"),
  origin: o["origin"] === "edited" ? "edited" : "generated",
  bytes: num(o, "bytes"),
});

export class Api {
  constructor(private readonly backend: Backend) {}

  async capabilities(): Promise<Capabilities> {
    const o = await this.json("/api/capabilities");
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

  async generations(before: string | null, limit = 20): Promise<Page> {
    const query = new URLSearchParams({ limit: String(limit), ...(before && { before }) });
    const o = await this.json(`/api/generations?${query}`);
    return { generations: objects(o, "generations").map(toSummary), next: textOrNull(o, "next") };
  }

  async generation(id: string): Promise<Detail> {
    return toDetail(await this.json(`/api/generations/${id}`));
  }

  /** The newest code and the number of its version. */
  async code(id: string): Promise<{ code: string; version: number }> {
    const response = await this.request(`/api/generations/${id}/code`);
    return { code: await response.text(), version: Number(response.headers.get("X-Version")) || 1 };
  }

  async versions(id: string): Promise<Version[]> {
    const o = await this.json(`/api/generations/${id}/versions`);
    return objects(o, "versions").map(toVersion).sort((a, b) => b.n - a.n);
  }

  async version(id: string, n: number): Promise<string> {
    return (await this.request(`/api/generations/${id}/versions/${n}`)).text();
  }

  async saveVersion(id: string, code: string, base: number): Promise<Version> {
    const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code, base }) };
    return toVersion(await this.json(`/api/generations/${id}/versions`, init));
  }

  /** Stores an image; the answer is its reference, `media:<sha256>`. */
  async upload(image: Blob): Promise<string> {
    const init = { method: "POST", headers: { "Content-Type": image.type }, body: image };
    return text(await this.json("/api/media", init, UPLOAD_LIMIT_MS), "id");
  }

  mediaUrl(reference: string): string {
    return this.backend.http(`/api/media/${reference.replace(/^media:/, "")}`);
  }

  async timeline(id: string): Promise<Recorded> {
    const o = await this.json(`/api/handshakes/${id}`);
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

  private async json(path: string, init?: RequestInit, limitMs?: number): Promise<Json> {
    const response = await this.request(path, init, limitMs);
    const body: unknown = await response.json().catch(() => null);
    if (!isJson(body)) throw new ApiError("Something other than the service answers at this address.", response.status);
    return body;
  }

  private async request(path: string, init: RequestInit = {}, limitMs = LIMIT_MS): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(this.backend.http(path), { ...init, signal: AbortSignal.timeout(limitMs) });
    } catch {
      throw new ApiError("The server can't be reached.", 0, "Start it with `python3 dev.py run`, then try again.");
    }
    if (response.ok) return response;
    const body: unknown = await response.json().catch(() => null);
    const error = isJson(body) && isJson(body["error"]) ? body["error"] : {};
    const message = text(error, "message") || text(error, "detail") || text(error, "cause");
    throw new ApiError(
      message || `The server answered with HTTP ${response.status}.`,
      response.status,
      text(error, "remedy"),
      text(error, "traceId"),
    );
  }
}
