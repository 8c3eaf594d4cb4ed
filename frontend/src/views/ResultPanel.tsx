import { type KeyboardEvent, useMemo, useState } from "react";
import { utf8Length } from "../assembly";
import type { Result, Tab, Width } from "../store/state";
import { useSession, useShown } from "../store/session";
import { CodeView } from "./CodeView";
import { Compare } from "./Compare";
import { EmptyState } from "./EmptyState";
import { copyText } from "./clipboard";
import { bytes } from "./format";
import { Icon } from "./Icon";
import { Preview } from "./Preview";
import { Remarks } from "./Remarks";
import { Unlock } from "./Unlock";
import { VersionsView } from "./VersionsView";

const TAB_NAMES: Record<Tab, string> = { preview: "Preview", compare: "Compare", code: "Code", versions: "Versions" };

export function ResultPanel() {
  const result = useShown((state) => state.result);
  const tab = useShown((state) => state.tab);
  const isLocked = useShown((state) => state.server === "locked");
  if (result === null || isLocked) {
    return (
      <section className="result" aria-label="Result">
        {isLocked ? <Unlock /> : <EmptyState />}
      </section>
    );
  }
  return (
    <section className="result" aria-label="Result">
      <Toolbar result={result} />
      <div className="result-body" role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
        {/* The preview stays mounted: its frames keep their page and its time to first sight is measured. */}
        <div className="layer" hidden={tab !== "preview"}>
          <Preview result={result} isVisible={tab === "preview"} />
        </div>
        {tab === "code" && <CodeView result={result} />}
        {tab === "versions" && <VersionsView result={result} />}
        {tab === "compare" && result.images[0] !== undefined && <Compare result={result} original={result.images[0]} />}
      </div>
      <Remarks result={result} />
    </section>
  );
}

function Toolbar({ result }: { result: Result }) {
  const { store } = useSession();
  const tab = useShown((state) => state.tab);
  const width = useShown((state) => state.width);
  const tabs: Tab[] = result.images.length > 0 ? ["preview", "compare", "code", "versions"] : ["preview", "code", "versions"];
  const size = useMemo(() => utf8Length(result.code), [result.code]);
  const choose = (next: Tab): void => store.update(() => ({ tab: next }));
  const onKey = (event: KeyboardEvent): void => {
    const at = tabs.indexOf(tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    const next = to === undefined ? undefined : tabs.at(to % tabs.length);
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div className="toolbar">
      <div className="segmented" role="tablist" aria-label="Result" onKeyDown={onKey}>
        {tabs.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`tab-${one}`}
            aria-selected={one === tab}
            aria-controls={one === tab ? `panel-${one}` : undefined}
            tabIndex={one === tab ? 0 : -1}
            onClick={() => choose(one)}
          >
            {TAB_NAMES[one]}
            {one === "versions" && result.newest > 1 && <span className="count">{result.newest}</span>}
          </button>
        ))}
      </div>
      <p className="result-facts">
        {result.code !== "" && <span className="mono">{bytes(size)}</span>}
      </p>
      {tab === "preview" && (
        <div className="segmented" role="group" aria-label="Width of the preview">
          <WidthButton width="desktop" current={width} label="Desktop, 1280 pixels" />
          <WidthButton width="phone" current={width} label="Phone, 390 pixels" />
        </div>
      )}
      <CopyButton code={result.code} />
      <button
        type="button"
        className="icon-button"
        title="Download the page"
        aria-label="Download the page"
        disabled={result.code === ""}
        onClick={() => void download(result)}
      >
        <Icon name="download" />
      </button>
    </div>
  );
}

function WidthButton({ width, current, label }: { width: Width; current: Width; label: string }) {
  const { store } = useSession();
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      aria-pressed={width === current}
      onClick={() => store.update(() => ({ width }))}
    >
      <Icon name={width} />
    </button>
  );
}

function CopyButton({ code }: { code: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    setCopied(await copyText(code));
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <button
      type="button"
      className="icon-button"
      title="Copy the code"
      aria-label={isCopied ? "Copied" : "Copy the code"}
      disabled={code === ""}
      onClick={() => void copy()}
    >
      <Icon name={isCopied ? "check" : "copy"} />
    </button>
  );
}

/** One file; a page that carries pictures becomes a ZIP with the pictures beside it. */
async function download(result: Result): Promise<void> {
  if (result.stack === "svg") return save(new Blob([result.code], { type: "image/svg+xml" }), "image.svg");
  const { separate, zip } = await import("../archive");
  const { code, assets } = separate(result.code);
  if (assets.length === 0) return save(new Blob([code], { type: "text/html" }), "index.html");
  save(zip([{ name: "index.html", bytes: new TextEncoder().encode(code) }, ...assets]), "page.zip");
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
