import { type ReactNode, useEffect, useState } from "react";
import { isBusy, type Run } from "../store/run";
import { ms } from "./format";

const REDRAW_MS = 100; // as often as a tick is due

export function LiveBar({ run }: { run: Run }) {
  const now = useNow(isBusy(run));
  if (run.phase === "idle" || run.phase === "uploading") {
    return <p className="live-bar quiet-bar">Each light goes on when its step has happened, with the milliseconds it took on the server.</p>;
  }
  const serverMs = run.steps.reduce((sum, step) => sum + (step.number === 2 || step.number > 8 ? 0 : (step.ms ?? 0)), 0);
  const isLive = isBusy(run);
  const age = (at: number | null): string => (at === null ? "none yet" : `${since(Math.max(0, now - at))} ago`);
  return (
    <dl className="live-bar" data-stalled={run.phase === "stalled"}>
      {isLive && (
        <>
          <Fact name="Last tick" wide>
            <span className="beat" key={run.ticks} /> {age(run.lastTickAt)}
          </Fact>
          <Fact name="Last code" wide>
            {age(run.lastCodeAt)}
          </Fact>
        </>
      )}
      {!isLive && run.ticks > 0 && <Fact name="Ticks">{run.ticks}</Fact>}
      {run.queuePosition !== null && run.queuePosition > 0 && <Fact name="Queue">{run.queuePosition}</Fact>}
      {run.attempt > 1 && <Fact name="Attempt">{run.attempt}</Fact>}
      {serverMs > 0 && <Fact name="Server, steps 0 to 8">{ms(serverMs)}</Fact>}
      {run.marks.firstStatusMs !== undefined && <Fact name="First status">{ms(run.marks.firstStatusMs)}</Fact>}
      {run.marks.firstChunkMs !== undefined && <Fact name="First code">{ms(run.marks.firstChunkMs)}</Fact>}
      {run.marks.firstPreviewMs !== undefined && <Fact name="First preview">{ms(run.marks.firstPreviewMs)}</Fact>}
      {run.completeMs !== null && <Fact name="Complete">{ms(run.completeMs)}</Fact>}
      {run.stages.length > 0 && (
        <Fact name="Stages" wide>
          <span className="stages">
            {run.stages.map((stage) => (
              <span key={`${stage.name} ${stage.atMs}`} title={stage.message}>
                {stage.name} {ms(stage.atMs)}
              </span>
            ))}
          </span>
        </Fact>
      )}
    </dl>
  );
}

const since = (age: number): string => (age < 1_000 ? `${Math.round(age)} ms` : ms(age));

function Fact({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div data-wide={wide}>
      <dt>{name}</dt>
      <dd className="mono">{children}</dd>
    </div>
  );
}

function useNow(isRunning: boolean): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(performance.now()), REDRAW_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  return now;
}
