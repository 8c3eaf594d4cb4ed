import { type RefObject, useEffect, useRef } from "react";
import type { Run } from "../store/run";

const NARROW = "(max-width: 820px)"; // as in the style sheets: one column
const CALM = "(prefers-reduced-motion: reduce)";
const ENOUGH = 0.5; // of the window below the connection: less hides the result

/**
 * In one column the result begins below the fold: when it is done the page moves on to the connection and the result
 * below it, unless the person has scrolled meanwhile.
 */
export function useResultInView(panel: RefObject<HTMLElement | null>, { phase, startedAt }: Run): void {
  const scrolledTo = useRef(0);
  useEffect(() => {
    if (startedAt > 0) scrolledTo.current = scrollY;
  }, [startedAt]);
  useEffect(() => {
    const rect = panel.current?.getBoundingClientRect();
    if (phase !== "done" || rect === undefined || !matchMedia(NARROW).matches) return;
    const isHidden = innerHeight - rect.bottom < ENOUGH * innerHeight;
    if (!isHidden || Math.abs(scrollY - scrolledTo.current) > 2) return;
    panel.current?.scrollIntoView({ block: "start", behavior: matchMedia(CALM).matches ? "auto" : "smooth" });
  }, [phase, panel]);
}
