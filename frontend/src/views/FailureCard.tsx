import type { Failure } from "../failure";
import { isOfGeneration } from "../outcomes";
import type { Run } from "../store/run";
import { useSession } from "../store/session";
import { sentence } from "../sentence";
import { stepName } from "../steps";
import { focusOn, GO } from "./focus";
import { Icon } from "./Icon";
import { Prose } from "./Prose";

/** Where it stopped, why, and what to do about it. */
export function FailureCard({ run, failure }: { run: Run; failure: Failure }) {
  const { generation } = useSession();
  return (
    <div className="failure" role="alert">
      <div className="failure-text">
        <p className="failure-cause">
          <strong>{failure.cause}</strong>
          {failure.detail && failure.fields.length === 0 && <span> {sentence(failure.detail)}</span>}
        </p>
        {failure.fields.length > 0 && (
          <ul className="failure-fields">
            {failure.fields.map((one) => (
              <li key={one.field}>
                <code className="mono">{one.field}</code> {sentence(one.problem)}
              </li>
            ))}
          </ul>
        )}
        <p className="failure-remedy">
          <Prose text={failure.remedy} />
        </p>
        <p className="failure-facts">
          <code className="mono outcome">{failure.outcome}</code>
          <span>{failedAt(failure)}.</span>
          {failure.closeCode !== null && <span className="mono">close {failure.closeCode}</span>}
          <span>{run.bytes > 0 ? "Your prompt, images and the code so far are kept." : "Your prompt and images are kept."}</span>
        </p>
      </div>
      <button
        type="button"
        className="button primary"
        onClick={() => {
          focusOn(GO);
          if (run.resumable) generation.reconnect();
          else void generation.generate();
        }}
      >
        <Icon name="retry" /> {run.resumable ? "Reconnect" : "Try again"}
      </button>
    </div>
  );
}

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
