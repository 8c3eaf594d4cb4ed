import type { ReactNode } from "react";
import type { Failure } from "../failure";
import { isOfGeneration } from "../outcomes";
import type { Run } from "../store/run";
import { useSession } from "../store/session";
import { stepName } from "../steps";
import { Icon } from "./Icon";

/** Where it stopped, why, and what to do about it. */
export function FailureCard({ run, failure }: { run: Run; failure: Failure }) {
  const { generation } = useSession();
  return (
    <div className="failure" role="alert">
      <div className="failure-text">
        <p className="failure-cause">
          <strong>{failure.cause}</strong>
          {failure.detail && <span> {sentence(failure.detail)}</span>}
        </p>
        {failure.fields.length > 1 && (
          <ul className="failure-fields">
            {failure.fields.map((one) => (
              <li key={one.field}>
                <code className="mono">{one.field}</code> {one.problem}
              </li>
            ))}
          </ul>
        )}
        <p className="failure-remedy">{withCode(failure.remedy)}</p>
        <p className="failure-facts">
          <code className="mono outcome">{failure.outcome}</code>
          <span>{failedAt(failure)}.</span>
          {failure.closeCode !== null && <span className="mono">close {failure.closeCode}</span>}
          <span>Your prompt and images are kept.</span>
        </p>
      </div>
      <button
        type="button"
        className="button primary"
        onClick={() => (run.resumable ? generation.reconnect() : void generation.generate())}
      >
        <Icon name="retry" /> {run.resumable ? "Reconnect" : "Try again"}
      </button>
    </div>
  );
}

/** The table writes commands as `command`. */
function withCode(text: string): ReactNode[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? <code key={index} className="mono">{part}</code> : part));
}

const sentence = (text: string): string => {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
};

/** Where it stopped, in words. */
export function failedAt(failure: Failure): string {
  if (isOfGeneration(failure.outcome)) return "All ten steps were taken; the generation itself failed";
  if (failure.step !== null) return `Stopped at step ${failure.step}, ${stepName(failure.step)}`;
  switch (failure.outcome) {
    case "unreachable":
    case "offline":
    case "blocked":
      return "No step was reached";
    default:
      return "The connection failed";
  }
}
