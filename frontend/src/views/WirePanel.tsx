import { useRef, useState } from "react";
import { report } from "../report";
import type { StepView } from "../store/lights";
import { isBusy, type Run } from "../store/run";
import { useSession, useShown } from "../store/session";
import { KEEP_ALIVE_STEP, stepName } from "../steps";
import { copyText } from "./clipboard";
import { FailureCard, failedAt } from "./FailureCard";
import { ms } from "./format";
import { Icon } from "./Icon";
import { LiveBar } from "./LiveBar";
import { useResultInView } from "./result-in-view";

/** The connection, as a wire with ten lights: each goes on when its step has really happened. */
export function WirePanel() {
  const run = useShown((state) => state.run);
  // On a narrow screen the lights stand alone until a person wants their names.
  const [isExpanded, setExpanded] = useState(false);
  const panel = useRef<HTMLElement>(null);
  useResultInView(panel, run);
  return (
    <section ref={panel} className="wire-panel" aria-labelledby="wire-title" data-phase={run.phase} data-expanded={isExpanded}>
      <header className="wire-head">
        <h2 id="wire-title">Connection</h2>
        <p className="wire-status" role="status">
          {statusOf(run)}
        </p>
        <button
          type="button"
          className="link-button expand"
          aria-expanded={isExpanded}
          onClick={() => setExpanded(!isExpanded)}
        >
          {isExpanded ? "Hide steps" : "Show steps"}
        </button>
        <Identities run={run} />
      </header>
      <ol className="wire" data-expanded={isExpanded}>
        {run.steps.map((step) => (
          <Light key={step.number} step={step} ticks={run.ticks} isIdle={run.phase === "idle"} />
        ))}
      </ol>
      {run.failure ? <FailureCard run={run} failure={run.failure} /> : <LiveBar run={run} />}
    </section>
  );
}

const STATE_WORDS: Record<StepView["state"], string> = {
  waiting: "waiting",
  running: "running",
  done: "done",
  failed: "failed",
  unreached: "not reached",
  skipped: "not needed",
};

function Light({ step, ticks, isIdle }: { step: StepView; ticks: number; isIdle: boolean }) {
  const isTicking = step.number === KEEP_ALIVE_STEP && ticks > 0 && (step.state === "running" || step.state === "done");
  return (
    <li data-state={step.state}>
      <span className="light" aria-hidden="true">
        {step.number}
      </span>
      <span className="step-name">{stepName(step.number)}</span>
      <span className="step-time mono" data-idle={isIdle}>
        {isTicking ? `${ticks} ${ticks === 1 ? "tick" : "ticks"}` : step.ms !== null ? ms(step.ms) : STATE_WORDS[step.state]}
      </span>
      {(step.ms !== null || isTicking) && <span className="visually-hidden">{STATE_WORDS[step.state]}</span>}
    </li>
  );
}

function statusOf(run: Run): string {
  switch (run.phase) {
    case "idle":
      return "Ready";
    case "uploading":
      return "Storing the screenshot";
    case "connecting":
      return "Connecting";
    case "handshaking":
      return "Connected, taking the steps";
    case "queued":
      return run.queuePosition ? `Waiting for a worker, number ${run.queuePosition} in the queue` : "Waiting for a worker";
    case "generating":
      return run.stages.at(-1)?.message ?? "Generating";
    case "stalled":
      return "Stalled: no tick for over a second";
    case "reconnecting":
      return `Connection lost, reconnecting (attempt ${Math.max(1, run.reconnect)})`;
    case "cancelling":
      return "Cancelling";
    case "done":
      return "Done";
    case "cancelled":
      return `Cancelled. ${run.note}`;
    case "failed":
      return run.failure ? failedAt(run.failure) : "Failed";
    case "recorded":
      return run.steps.some((step) => step.ms !== null) ? "As recorded" : "From the past; its steps are no longer at hand";
    default:
      return run.phase satisfies never;
  }
}

function Identities({ run }: { run: Run }) {
  const { store } = useSession();
  const template = useShown((state) => state.capabilities?.traceUrlTemplate ?? null);
  const [isCopied, setCopied] = useState(false);
  if (run.connectionId === null) return null;
  const copy = async (): Promise<void> => {
    const { capabilities, run: newest } = store.get();
    const text = report(newest, {
      version: capabilities?.version ?? "",
      userAgent: navigator.userAgent,
      page: location.href,
      now: new Date().toISOString(),
    });
    setCopied(await copyText(text));
    setTimeout(() => setCopied(false), 1_800);
  };
  return (
    <div className="identities">
      <dl>
        <div>
          <dt>connection</dt>
          <dd className="mono">{run.connectionId}</dd>
        </div>
        {run.generationId && (
          <div>
            <dt>generation</dt>
            <dd className="mono" title={run.generationId}>
              <a href={`#${run.generationId}`}>{run.generationId.slice(0, 8)}</a>
            </dd>
          </div>
        )}
        {run.traceId && (
          <div>
            <dt>trace</dt>
            <dd className="mono" title={run.traceId}>
              {template ? (
                <a href={template.replace("{trace_id}", run.traceId)} target="_blank" rel="noreferrer">
                  {run.traceId.slice(0, 12)}
                  <Icon name="external" />
                  <span className="visually-hidden"> opens the trace in a new tab</span>
                </a>
              ) : (
                run.traceId.slice(0, 12)
              )}
            </dd>
          </div>
        )}
      </dl>
      <button type="button" className="button small" disabled={isBusy(run) && run.phase === "uploading"} onClick={() => void copy()}>
        <Icon name={isCopied ? "check" : "copy"} /> {isCopied ? "Copied" : "Copy report"}
      </button>
    </div>
  );
}
