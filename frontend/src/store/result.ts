/** The generation that is open, from whatever brought it there. */
import type { Detail } from "../answers";
import type { Api } from "../api";
import { failureOf } from "../failure";
import { IDLE, type Run } from "./run";
import { isEdited, type Result } from "./state";

export function resultOf(detail: Detail, { code, version }: { code: string; version: number }, api: Api): Result {
  return {
    generationId: detail.id,
    status: detail.status,
    live: false,
    code,
    savedCode: code,
    version,
    newest: version,
    versions: { state: "loading" },
    saving: { state: "saved" },
    stack: detail.stack,
    prompt: detail.prompt.text,
    images: detail.prompt.images.filter((one) => one.startsWith("media:")).map((one) => api.mediaUrl(one)),
    history: detail.history,
    generator: detail.generator,
    engine: detail.engine,
    remarks: detail.remarks,
    durationMs: detail.durationMs,
  };
}

/** The panel for a generation that ended in the past. */
export function runOf(detail: Detail): Run {
  const base: Run = {
    ...IDLE,
    phase: "recorded",
    generationId: detail.id,
    traceId: detail.traceId,
    connectionId: detail.connectionId,
    engine: detail.engine,
    generator: detail.generator,
    remarks: detail.remarks,
  };
  if (detail.status !== "failed" || !detail.outcome) return base;
  const failure = failureOf(detail.outcome, {
    ...(detail.cause && { cause: detail.cause }),
    ...(detail.remedy && { remedy: detail.remedy }),
    detail: detail.detail,
    source: "asked",
  });
  return { ...base, phase: "failed", failure };
}

/**
 * What the server has of a generation, and over it what the page has since: an edit that was kept, or made or saved
 * while the answer was on its way.
 */
export function withEdits(loaded: Result, shown: Result | null): Result {
  if (shown?.generationId !== loaded.generationId || shown.live) return loaded;
  const { code, savedCode, version, newest, saving } = shown;
  if (newest > loaded.newest) return { ...loaded, code, savedCode, version, newest, saving };
  return isEdited(shown) && code !== loaded.code ? { ...loaded, code, saving } : loaded;
}

export const ended = (result: Result, code: string): Result => ({ ...result, live: false, code, savedCode: code });

export function emptyResult(generationId: string): Result {
  return {
    generationId,
    status: "done",
    live: false,
    code: "",
    savedCode: "",
    version: 1,
    newest: 1,
    versions: { state: "loading" },
    saving: { state: "saved" },
    stack: "html_css",
    prompt: "",
    images: [],
    history: [],
    generator: null,
    engine: null,
    remarks: [],
    durationMs: null,
  };
}
