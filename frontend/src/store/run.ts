/** What the connection panel shows of one generation. */
import type { Failure } from "../failure";
import type { Remark } from "../protocol";
import { type StepView, waiting } from "./lights";

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
  /** From the click to the last byte. */
  completeMs: number | null;
  bytes: number;
  failure: Failure | null;
  resumable: boolean;
  note: string;
}

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
  completeMs: null,
  bytes: 0,
  failure: null,
  resumable: false,
  note: "",
};

export const isBusyPhase = (phase: RunPhase): boolean =>
  !["idle", "done", "cancelled", "failed", "recorded"].includes(phase);

export const isBusy = (run: Run): boolean => isBusyPhase(run.phase);
