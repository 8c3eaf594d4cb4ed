import { useEffect, useRef, useState } from "react";
import { isEdited, type Result } from "../store/state";
import { useSession } from "../store/session";
import type { Editor } from "./editor";
import { MOD } from "./format";

export function CodeView({ result }: { result: Result }) {
  const { edits } = useSession();
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const newest = useRef(result);
  const [isReady, setReady] = useState(false);

  useEffect(() => {
    newest.current = result;
  }, [result]);
  useEffect(() => {
    let gone = false;
    void import("./editor").then(({ createEditor }) => {
      if (gone || !place.current) return;
      const { code, live } = newest.current;
      const onEdit = (edited: string): void => edits.editCode(edited);
      editor.current = createEditor({ parent: place.current, code, live, onEdit, onSave: () => void edits.save() });
      setReady(true);
    }, () => undefined); // its chunk could not be loaded: the plain text stays, and the save bar with it
    return () => {
      gone = true;
      editor.current?.destroy();
      editor.current = null;
    };
  }, [edits]);
  useEffect(() => editor.current?.setCode(result.code, result.live), [result.code, result.live, isReady]);

  return (
    <div className="code-view">
      {!isReady && <pre className="code-plain">{result.code}</pre>}
      <div className="code-editor" ref={place} hidden={!isReady} />
      <SaveBar result={result} />
    </div>
  );
}

function SaveBar({ result }: { result: Result }) {
  const { edits } = useSession();
  const { saving } = result;
  const bar = useRef<HTMLDivElement>(null);
  if (result.live) return <p className="save-bar">Arriving. You can edit it once it is complete.</p>;
  // The button that was pressed goes when it has done its work; the keyboard stays here.
  const thenStay = (work: () => void) => (): void => {
    bar.current?.focus();
    work();
  };
  const label = `Save as version ${result.newest + 1}`;
  return (
    <div className="save-bar" data-state={saving.state} ref={bar} tabIndex={-1}>
      <span role="status">
        {saving.state === "saved" && `Version ${result.version} of ${result.newest}, saved`}
        {saving.state === "edited" && "Edited, kept in this browser, not saved yet"}
        {saving.state === "saving" && "Saving"}
        {saving.state === "failed" && `Not saved: ${saving.message}`}
        {saving.state === "conflict" &&
          `Version ${saving.newest} was saved elsewhere meanwhile. Keep yours as a newer one, or look at theirs.`}
      </span>
      {saving.state === "conflict" ? (
        <>
          <button type="button" className="button" onClick={thenStay(() => { edits.discardEdits(); void edits.showVersion(saving.newest); })}>
            Look at version {saving.newest}
          </button>
          <button type="button" className="button primary" onClick={thenStay(() => void edits.save(saving.newest))}>
            Save as version {saving.newest + 1}
          </button>
        </>
      ) : isEdited(result) ? (
        <>
          <button type="button" className="button" onClick={thenStay(() => edits.discardEdits())}>
            Discard
          </button>
          <button type="button" className="button primary" onClick={thenStay(() => void edits.save())}>
            {label} <kbd aria-hidden="true">{MOD} S</kbd>
          </button>
        </>
      ) : (
        result.version !== result.newest &&
        result.version > 0 && (
          <button type="button" className="button" onClick={thenStay(() => void edits.save())}>
            {label}
          </button>
        )
      )}
    </div>
  );
}
