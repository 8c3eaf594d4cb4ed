/**
 * Why a connection failed. A browser tells scripts nothing but 1006, so the page asks over HTTP: first what the
 * server saw of this very attempt, then whether it is there at all. Every wait has a limit.
 */
import type { Backend } from "./backend";
import { type Failure, failureOf } from "./failure";
import { parseSteps } from "./frames";

const ANSWER_LIMIT_MS = 2_000; // a server that is up answers within milliseconds; a person waits for this
// The server writes a handshake's record when it ends or has lasted 250 ms.
const RECORD_DELAY_MS = 350;

export interface Question {
  backend: Backend;
  connectionId: string;
  /** The socket had been open: then the handshake is not what failed. */
  opened: boolean;
  online: () => boolean;
  fetch: typeof fetch;
}

type Answer = { status: number; body: Record<string, unknown> | null } | "silence";

export async function ask(question: Pick<Question, "backend" | "fetch">, path: string): Promise<Answer> {
  try {
    const response = await question.fetch(question.backend.http(path), {
      cache: "no-store",
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, body: isJson ? ((await response.json()) as Record<string, unknown>) : null };
  } catch {
    return "silence";
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function diagnose(question: Question): Promise<Failure> {
  if (!question.online()) return failureOf("offline");
  const record = `/api/handshakes/${question.connectionId}`;
  let seen = await ask(question, record);
  if (seen !== "silence" && (seen.status === 404 || seen.body?.["open"] === true)) {
    await pause(RECORD_DELAY_MS);
    seen = await ask(question, record);
  }
  if (seen !== "silence" && seen.status === 200 && seen.body) {
    const told = fromTimeline(seen.body);
    if (told) return told;
    return failureOf("lost", { source: "asked" });
  }
  return fromReadiness(question, seen);
}

/** What the server recorded of the attempt; null when its handshake succeeded. */
function fromTimeline(timeline: Record<string, unknown>): Failure | null {
  const outcome = timeline["outcome"];
  if (typeof outcome !== "string" || outcome === "ok" || outcome === "") return null;
  const text = (key: string): string => (typeof timeline[key] === "string" ? timeline[key] : "");
  return failureOf(outcome, {
    ...(text("cause") && { cause: text("cause") }),
    ...(text("remedy") && { remedy: text("remedy") }),
    detail: text("detail"),
    step: typeof timeline["lastStep"] === "number" ? timeline["lastStep"] : null,
    steps: parseSteps(timeline),
    source: "asked",
    closeCode: typeof timeline["closeCode"] === "number" ? timeline["closeCode"] : null,
    ...(text("traceId") && { traceId: text("traceId") }),
  });
}

async function fromReadiness(question: Question, seen: Answer): Promise<Failure> {
  const ready = await ask(question, "/ready");
  const health = ready === "silence" ? await ask(question, "/health") : ready;
  if (health === "silence") return failureOf(question.online() ? "unreachable" : "offline");
  if (health.body === null) {
    const proxy = seen !== "silence" ? seen.status : health.status;
    return failureOf("unreachable", { detail: `something else answers there, with HTTP ${proxy}` });
  }
  if (health.body["draining"] === true) return failureOf("shutting_down", { source: "asked" });
  if (question.opened) return failureOf("lost", { source: "asked" });
  return failureOf("blocked", { source: "asked", detail: notReady(health.body) });
}

/** "postgres: connection refused" when the server is up but lacks something. */
function notReady(body: Record<string, unknown>): string {
  const checks = body["checks"];
  if (typeof checks !== "object" || checks === null) return "";
  return Object.entries(checks as Record<string, { ok?: unknown; detail?: unknown }>)
    .filter(([, check]) => check?.ok === false)
    .map(([name, check]) => `${name}: ${typeof check.detail === "string" && check.detail ? check.detail : "not ready"}`)
    .join("; ");
}
