/** What "Copy report" copies: everything about the connection, nothing of what was asked for or made. */
import type { Run } from "./store/run";
import { STEPS } from "./steps";

export interface Surroundings {
  version: string;
  userAgent: string;
  page: string;
  now: string;
}

// A server's detail names fields and causes; should a key or a document ever stand in it, it does not travel on.
const SECRETS = /\b(?:sk|pk|key|token|bearer)[-_ ]?[A-Za-z0-9_-]{12,}|AIza[\w-]{20,}|data:[\w/+.-]+;base64,\S+/gi;
const LONGEST_DETAIL = 300;

export function redact(text: string): string {
  const kept = text.replace(SECRETS, "[removed]").replace(/<[^>]*>/g, "[markup removed]");
  return kept.length > LONGEST_DETAIL ? `${kept.slice(0, LONGEST_DETAIL)}…` : kept;
}

/** The origin and path alone: queries and fragments may carry anything. */
export function withoutQuery(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? "";
}

export function report(run: Run, around: Surroundings): string {
  const { failure } = run;
  const rounded = (value: number | undefined): string => (value === undefined ? "-" : `${value.toFixed(1)} ms`);
  const lines = [
    "Wirelight connection report",
    `time         ${around.now}`,
    `page         ${withoutQuery(around.page)}`,
    `socket       ${withoutQuery(run.url) || "-"}`,
    `server       ${around.version || "not reached"}`,
    `browser      ${around.userAgent}`,
    `connection   ${run.connectionId ?? "-"}`,
    `trace        ${run.traceId ?? "-"}`,
    `generation   ${run.generationId ?? "-"}`,
    `phase        ${run.phase}`,
    `generator    ${run.generator ?? "-"}, attempt ${run.attempt}, reconnects ${run.reconnect}`,
    `ticks        ${run.ticks}`,
    `since click  open ${rounded(run.marks.connectMs)}, first status ${rounded(run.marks.firstStatusMs)}, ` +
      `first code ${rounded(run.marks.firstChunkMs)}, first preview ${rounded(run.marks.firstPreviewMs)}`,
    "",
    "steps",
    ...run.steps.map((step) => {
      const name = STEPS[step.number]?.name ?? "";
      return `  ${step.number} ${name.padEnd(26)} ${step.state.padEnd(9)} ${step.ms === null ? "" : `${step.ms.toFixed(2)} ms`}`.trimEnd();
    }),
  ];
  if (failure) {
    lines.push(
      "",
      `outcome      ${failure.outcome} (fault: ${failure.fault}, close code ${failure.closeCode ?? "-"}, known by: ${failure.source})`,
      `stopped at   ${failure.step === null ? "never arrived or not known" : `step ${failure.step}, ${STEPS[failure.step]?.name ?? ""}`}`,
      `cause        ${redact(failure.cause)}`,
      ...(failure.detail ? [`detail       ${redact(failure.detail)}`] : []),
      ...failure.fields.map((one) => `field        ${redact(one.field)}: ${redact(one.problem)}`),
      `remedy       ${redact(failure.remedy)}`,
    );
  }
  return lines.join("\n");
}
