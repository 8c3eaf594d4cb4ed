/** One shape for everything that can go wrong, however the page came to know of it. */
import { explain, type Fault } from "./outcomes";
import type { ErrorFrame, FieldProblem, StepResult } from "./protocol";

export interface Failure {
  outcome: string;
  fault: Fault;
  cause: string;
  remedy: string;
  /** The exact cause as the server saw it, safe to show; "" when the table's sentence says it all. */
  detail: string;
  fields: FieldProblem[];
  /** Where it stopped; null when it never arrived or is not known. */
  step: number | null;
  steps: StepResult[];
  /** How the page knows. */
  source: "message" | "close" | "asked" | "page";
  closeCode: number | null;
  traceId?: string;
  connectionId?: string;
}

export function failureOf(outcome: string, more: Partial<Failure> = {}): Failure {
  const known = explain(outcome);
  return {
    outcome,
    fault: known?.fault ?? "server",
    cause: known?.cause ?? `The server ended the connection with "${outcome}".`,
    remedy: known?.remedy ?? "Try again; operators: search the log for the trace id.",
    detail: "",
    fields: [],
    step: null,
    steps: [],
    source: "page",
    closeCode: known?.closeCode ?? null,
    ...more,
  };
}

export function failureOfFrame(frame: ErrorFrame): Failure {
  return failureOf(frame.outcome, {
    ...(frame.fault === "client" || frame.fault === "server" ? { fault: frame.fault } : {}),
    ...(frame.cause && { cause: frame.cause }),
    ...(frame.remedy && { remedy: frame.remedy }),
    detail: frame.detail,
    fields: frame.fields,
    step: frame.step ?? null,
    steps: frame.steps,
    source: "message",
    closeCode: frame.closeCode ?? null,
    ...(frame.traceId && { traceId: frame.traceId }),
    ...(frame.connectionId && { connectionId: frame.connectionId }),
  });
}
