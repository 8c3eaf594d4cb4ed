import { useDeferredValue } from "react";
import type { Summary } from "../answers";
import { isBusy } from "../store/run";
import { useSession, useShown } from "../store/session";
import { ago } from "./format";
import { Icon } from "./Icon";
import { Prose } from "./Prose";

const STATUS_WORDS: Record<string, string> = {
  queued: "waiting",
  running: "running",
  failed: "failed",
  cancelled: "cancelled",
};

/** Every word of the query somewhere in what was asked for. */
export function matches(summary: Summary, query: string): boolean {
  const text = `${summary.prompt.text} ${summary.stack} ${summary.generator ?? ""}`.toLowerCase();
  return query.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

export function PastList() {
  const { library, past: list } = useSession();
  const past = useShown((state) => state.past);
  const isLocked = useShown((state) => state.server === "locked");
  const query = useDeferredValue(past.query);
  const shown = past.items.filter((one) => matches(one, query));
  return (
    <section className="past" aria-labelledby="past-title">
      <div className="past-head">
        <h2 id="past-title">Past generations</h2>
        {past.items.length > 0 && (
          <div className="search">
            <Icon name="search" />
            <input
              type="search"
              aria-label="Search past generations, or open one by its generation, connection or trace id"
              placeholder="Words or an id"
              value={past.query}
              onChange={(event) => list.search(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter") void library.lookUp(past.query.trim());
              }}
            />
          </div>
        )}
      </div>
      {past.state === "loading" && <p className="quiet">Loading</p>}
      {past.state === "error" && (
        <p className="quiet">
          <Prose text={past.message || `They appear here once the server ${isLocked ? "is unlocked" : "answers"}.`} />
        </p>
      )}
      {past.state === "ready" && past.items.length === 0 && (
        <p className="quiet">Nothing yet. What you generate is kept here, with its code and every version.</p>
      )}
      {past.state === "ready" && past.items.length > 0 && shown.length === 0 && (
        <p className="quiet">No match among the {past.items.length} loaded. Enter opens an id.</p>
      )}
      <ul className="past-list">
        {shown.map((summary) => (
          <PastItem key={summary.id} summary={summary} />
        ))}
        {past.next !== null && (
          <li>
            <button type="button" className="link-button" disabled={past.loadingMore} onClick={() => void list.more()}>
              {past.loadingMore ? "Loading" : "Show older ones"}
            </button>
          </li>
        )}
      </ul>
    </section>
  );
}

function PastItem({ summary }: { summary: Summary }) {
  const { library } = useSession();
  const isOpen = useShown((state) => state.result?.generationId === summary.id);
  const isOpening = useShown((state) => state.opening === summary.id);
  const busy = useShown((state) => isBusy(state.run));
  const word = STATUS_WORDS[summary.status];
  return (
    <li>
      <button
        type="button"
        className="past-item"
        aria-current={isOpen ? "true" : undefined}
        disabled={busy}
        onClick={() => void library.open(summary.id)}
      >
        <span className="past-prompt">
          {summary.prompt.text || (summary.inputMode === "image" ? "From a screenshot" : "Untitled")}
        </span>
        <span className="past-facts">
          {summary.prompt.images.length > 0 && <Icon name="image" />}
          <span>
            {isOpening ? "Opening" : ago(summary.createdAt)}
            {summary.generationType === "update" && " · change"}
            {summary.versions > 1 && ` · ${summary.versions} versions`}
            {word && <span data-status={summary.status}> · {word}</span>}
          </span>
        </span>
      </button>
    </li>
  );
}
