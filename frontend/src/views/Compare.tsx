import { useMemo, useRef, useState } from "react";
import { unsureWords } from "../protocol";
import { useShown } from "../store/session";
import type { Result } from "../store/state";
import { previewDocument } from "./preview-document";
import { useSize } from "./Preview";

/** The screenshot over the page that was made from it, at the screenshot's own width, with a slider between them. */
export function Compare({ result, original }: { result: Result; original: string }) {
  const stage = useRef<HTMLDivElement>(null);
  const { width: room } = useSize(stage);
  const [natural, setNatural] = useState({ width: 0, height: 0 });
  const [isMissing, setMissing] = useState(false);
  const [share, setShare] = useState(50);
  const isMarking = useShown((state) => state.marking);
  const { code, stack, remarks } = result;
  // Doubtful words are marked here too: beside the original is where they can be checked.
  const page = useMemo(
    () => previewDocument(code, stack, 0, isMarking ? unsureWords(remarks) : []),
    [code, stack, remarks, isMarking],
  );
  const scale = natural.width > 0 && room > 0 ? Math.min(1, room / natural.width) : 1;
  const shown = { width: natural.width * scale, height: natural.height * scale };
  if (isMissing) return <p className="panel-quiet">The original screenshot is no longer at hand.</p>;
  return (
    <div className="compare">
      <div className="compare-stage" ref={stage}>
        <div className="compare-pair" style={natural.width > 0 ? shown : {}}>
          <iframe
            sandbox="allow-scripts"
            title="Result, to compare"
            tabIndex={-1}
            srcDoc={page}
            style={{ width: natural.width, height: natural.height, transform: `scale(${scale})` }}
          />
          <img
            src={original}
            alt="Original screenshot"
            style={{ ...shown, clipPath: `inset(0 ${100 - share}% 0 0)` }}
            onLoad={(event) => {
              const { naturalWidth, naturalHeight } = event.currentTarget;
              setNatural({ width: naturalWidth, height: naturalHeight });
            }}
            onError={() => setMissing(true)}
          />
          <span className="compare-edge" style={{ left: `${share}%` }} />
          <input
            type="range"
            min={0}
            max={100}
            value={share}
            aria-label="How much of the original is shown"
            aria-valuetext={`${share}% original`}
            onChange={(event) => setShare(Number(event.target.value))}
          />
        </div>
      </div>
      <p className="compare-legend">
        <span>Original</span>
        <span>Result</span>
      </p>
    </div>
  );
}
