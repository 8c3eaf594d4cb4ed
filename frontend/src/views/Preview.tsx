import { useEffect, useMemo, useRef, useState } from "react";
import { unsureWords } from "../protocol";
import type { Result } from "../store/state";
import { useSession, useShown } from "../store/session";
import { isWorthShowing, previewDocument } from "./preview-document";
import { FrameSwapper } from "./swapper";

const NONE: readonly string[] = [];
const DESKTOP_WIDTH = 1280;
const PHONE_WIDTH = 390;

export function Preview({ result, isVisible }: { result: Result; isVisible: boolean }) {
  const { generation } = useSession();
  const width = useShown((state) => state.width);
  const stage = useRef<HTMLDivElement>(null);
  const first = useRef<HTMLIFrameElement>(null);
  const second = useRef<HTMLIFrameElement>(null);
  const swapper = useRef<FrameSwapper | null>(null);
  const scrollTop = useRef(0);
  const size = useSize(stage);
  const { code, stack, live, generationId, remarks } = result;
  const hasShown = useRef(false);
  const wasLive = useRef(live);
  const isMarking = useShown((state) => state.marking);
  const unsure = useMemo(() => (isMarking && !live ? unsureWords(remarks) : NONE), [isMarking, live, remarks]);
  const isShowable = isWorthShowing(code, stack) || (!live && code !== "");

  useEffect(() => {
    if (!first.current || !second.current) return;
    const made = new FrameSwapper([first.current, second.current], () => generation.previewShown());
    swapper.current = made;
    const onMessage = (event: MessageEvent<unknown>): void => {
      const data = event.data;
      if (!made.isFront(event.source) || typeof data !== "object" || data === null || !("top" in data)) return;
      if (typeof data.top === "number") scrollTop.current = data.top;
    };
    addEventListener("message", onMessage);
    return () => {
      made.dispose();
      removeEventListener("message", onMessage);
    };
  }, [generation]);
  useEffect(() => {
    scrollTop.current = 0;
    hasShown.current = false;
  }, [generationId]);
  useEffect(() => {
    // Behind another tab a page that still grows is laid out once, for its time to first sight, and not again and again.
    if (!isShowable || (live && !isVisible && hasShown.current)) return;
    const isComplete = wasLive.current && !live;
    hasShown.current = true;
    wasLive.current = live;
    swapper.current?.show(() => previewDocument(code, stack, scrollTop.current, unsure), isComplete);
  }, [code, stack, isShowable, unsure, live, isVisible]);

  const logical = width === "phone" ? PHONE_WIDTH : Math.max(DESKTOP_WIDTH, size.width);
  const scale = Math.min(1, size.width / logical) || 1;
  const style = {
    width: logical,
    height: Math.ceil(size.height / scale),
    transform: scale === 1 ? "none" : `scale(${scale})`,
    left: Math.max(0, (size.width - logical * scale) / 2),
  };
  const frame = { sandbox: "allow-scripts", style, title: "Preview of the generated page", className: "preview-frame" };
  return (
    <div className="preview-stage" ref={stage} data-width={width}>
      <iframe ref={first} {...frame} data-front="true" />
      <iframe ref={second} {...frame} title="Next preview" data-front="false" inert aria-hidden="true" />
      {!isShowable && live && (
        <div className="preview-wait" role="status">
          <span className="pulse" />
          {code === "" ? "Waiting for the first code" : "Styles are arriving"}
        </div>
      )}
      {!isShowable && !live && <div className="preview-wait">No code arrived for this one.</div>}
    </div>
  );
}

export function useSize(element: React.RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: Math.floor(entry.contentRect.width), height: Math.floor(entry.contentRect.height) });
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
