import type { Result } from "../store/state";
import { useSession } from "../store/session";
import { focusOn } from "./focus";
import { bytes, clock } from "./format";

export function VersionsView({ result }: { result: Result }) {
  const { edits } = useSession();
  const { versions } = result;
  const show = (n: number): void => {
    focusOn(`version-${n}`);
    void edits.showVersion(n);
  };
  if (versions.state === "loading") return <p className="panel-quiet">{result.live ? "The first version is being made." : "Loading"}</p>;
  if (versions.state === "error") {
    return (
      <div className="panel-quiet">
        <p>{versions.message}</p>
        <button
          type="button"
          className="button"
          onClick={() => result.generationId && void edits.loadVersions(result.generationId)}
        >
          Try again
        </button>
      </div>
    );
  }
  return (
    <div className="versions">
      <ol>
        {versions.value.map((version) => (
          <li key={version.n} id={`version-${version.n}`} tabIndex={-1} aria-current={version.n === result.version ? "true" : undefined}>
            <span className="version-number mono">{version.n}</span>
            <span>
              <strong>{version.origin === "edited" ? "Edited by hand" : "Generated"}</strong>
              <span className="version-facts">
                {clock(version.createdAt)} · {bytes(version.bytes)}
              </span>
            </span>
            {version.n === result.version ? (
              <span className="version-open">Shown now</span>
            ) : (
              <button type="button" className="button" onClick={() => show(version.n)}>
                Open <span className="visually-hidden">version {version.n}</span>
              </button>
            )}
          </li>
        ))}
      </ol>
      <p className="quiet">
        Editing the code and saving it makes a new version. Opening an older one changes nothing until you save it.
      </p>
    </div>
  );
}
