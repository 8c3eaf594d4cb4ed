/** The wire: messages this page sends, frames it understands. */

import type { KeyField } from "./keys";

export const STACKS = {
  html_css: "HTML and CSS",
  html_tailwind: "HTML and Tailwind",
  react_tailwind: "React and Tailwind",
  bootstrap: "Bootstrap",
  vue_tailwind: "Vue and Tailwind",
  ionic_tailwind: "Ionic and Tailwind",
  svg: "SVG",
} as const;

export type Stack = keyof typeof STACKS;

export interface Prompt {
  text: string;
  images: string[];
}

export interface Turn extends Prompt {
  role: "user" | "assistant";
}

export interface GenerateMessage extends Partial<Record<KeyField, string>> {
  generationType: "create" | "update";
  inputMode: "text" | "image";
  generatedCodeConfig: Stack;
  prompt: Prompt;
  history: Turn[];
  generator?: string;
  model?: string;
  options?: Record<string, string>;
  fileState?: { path: string; content: string };
  parentId?: string;
}

export interface ResumeMessage {
  type: "resume";
  generationId: string;
  lastSeq: number;
}

/** Browser-side timings, milliseconds since the click. */
export interface ReportMessage {
  type: "report";
  connectMs?: number;
  firstStatusMs?: number;
  firstChunkMs?: number;
  firstPreviewMs?: number;
}

export type FirstMessage = GenerateMessage | ResumeMessage;
export type ClientMessage = FirstMessage | ReportMessage | { type: "cancel" };

export interface StepResult {
  step: number;
  outcome: string;
  ms: number;
}

export interface Remark {
  kind: string;
  message: string;
  items: string[];
}

export interface FieldProblem {
  field: string;
  problem: string;
}

export interface Ids {
  generationId?: string;
  traceId?: string;
  connectionId?: string;
}

export interface StatusFrame extends Ids {
  type: "status";
  value: string;
  variantIndex: number;
  phase: string;
  steps: StepResult[];
  queuePosition?: number;
  attempt?: number;
  seq?: number;
  generator?: string;
  engine?: string;
  stage?: string;
  remark?: Remark;
}

export interface ChunkFrame {
  type: "chunk";
  value: string;
  variantIndex: number;
  seq: number;
  /** Bytes of UTF-8 that came before. */
  offset: number;
}

export interface SetCodeFrame {
  type: "setCode";
  value: string;
  variantIndex: number;
  seq: number;
  attempt?: number;
}

export interface CompleteFrame {
  type: "variantComplete";
  variantIndex: number;
  seq: number;
  bytes: number;
  sha256: string;
}

export interface ErrorFrame extends Ids {
  type: "error";
  value: string;
  outcome: string;
  fault: string;
  closeCode?: number;
  step?: number;
  cause: string;
  remedy: string;
  detail: string;
  fields: FieldProblem[];
  steps: StepResult[];
}

export interface CancelledFrame {
  type: "cancelled";
  value: string;
  bytes: number;
  elapsedMs?: number;
  inputTokens?: number;
  outputTokens?: number;
}

export type ServerFrame =
  | { type: "variantCount"; value: number }
  | StatusFrame
  | ChunkFrame
  | SetCodeFrame
  | CompleteFrame
  | { type: "variantError"; value: string; variantIndex: number; outcome: string; seq: number }
  | { type: "keepalive"; seq: number; t: number }
  | CancelledFrame
  | ErrorFrame
  | { type: "unknown"; name: string };

/** Words that were read with low confidence, to be checked by a person. */
export function unsureWords(remarks: readonly Remark[]): readonly string[] {
  return remarks.filter((one) => one.kind === "low_confidence").flatMap((one) => one.items);
}
