import { useState } from "react";
import type { Remark } from "../protocol";
import { useSession, useShown } from "../store/session";
import type { Result } from "../store/state";
import { ms } from "./format";
import { Icon } from "./Icon";

/** What made this page, and what the person should know about it: shown beside it, never hidden. */
export function Remarks({ result }: { result: Result }) {
  const { composer, store } = useSession();
  const isMarking = useShown((state) => state.marking);
  const [isOpen, setOpen] = useState(false);
  if (!result.engine && result.remarks.length === 0 && result.prompt === "") return null;
  return (
    <section className="remarks" aria-label="About this result">
      <p className="remarks-engine">
        <Icon name="info" />
        <span className="remarks-name">{result.engine ?? (result.prompt || "A screenshot")}</span>
        {result.durationMs !== null && !result.live && <span className="mono quiet-inline">{ms(result.durationMs)}</span>}
        <button type="button" className="link-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? "Hide" : summary(result.remarks)}
        </button>
      </p>
      {isOpen && (
        <ul>
          {result.prompt !== "" && (
            <li>
              <strong>Prompt</strong>
              <span className="remark-prompt">{result.prompt}</span>
              <button
                type="button"
                className="link-button"
                onClick={() => composer.edit({ prompt: result.prompt, mode: "create" })}
              >
                Use it again
              </button>
            </li>
          )}
          {result.remarks.map((remark) => (
            <li key={`${remark.kind} ${remark.message}`}>
              <RemarkText remark={remark} />
              {remark.kind === "low_confidence" && (
                <label className="marking">
                  <input
                    type="checkbox"
                    checked={isMarking}
                    onChange={(event) => store.update(() => ({ marking: event.target.checked }))}
                  />
                  Mark them in the page
                </label>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What a remark is about, before its own sentence. */
const TITLES: Record<string, string> = {
  cut_off: "Cut off",
  kept_edits: "Your edits",
  language: "Language",
  low_confidence: "Please check",
  needs_model: "Not made",
  prompt_cut: "Long prompt",
  read_as: "Read as",
  stack: "Stack",
  unused_images: "Screenshots",
  unused_words: "Not used",
};

function summary(remarks: readonly Remark[]): string {
  const unsure = remarks.find((one) => one.kind === "low_confidence");
  if (unsure && unsure.items.length > 0) return `${unsure.items.length} ${unsure.items.length === 1 ? "word" : "words"} to check`;
  if (remarks.length === 0) return "Details";
  return remarks.length === 1 ? "1 remark" : `${remarks.length} remarks`;
}

function RemarkText({ remark }: { remark: Remark }) {
  return (
    <>
      <strong>{TITLES[remark.kind] ?? "Note"}</strong>
      <span>{remark.message}</span>
      {remark.items.length > 0 && (
        <span className="remark-items">
          {remark.items.map((item, index) => (
            <mark key={`${index} ${item}`} data-kind={remark.kind}>
              {item}
            </mark>
          ))}
        </span>
      )}
    </>
  );
}
