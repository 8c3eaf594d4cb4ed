/** A finished span of the page as plain facts: what is kept while no server can take it. Never prompt, code or keys. */

export type SpanName = "ws.connect" | "ws.first_message" | "ws.first_chunk" | "ws.first_preview";

export interface SpanRecord {
  name: SpanName;
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  /** Milliseconds since 1970 by this browser's clock. */
  start: number;
  end: number;
  /** The outcome of a failure; null when nothing failed. */
  error: string | null;
  attributes: Record<string, string | number | boolean>;
}

/** Wall-clock time that never runs backwards within a page. */
export const epochNow = (): number => performance.timeOrigin + performance.now();
