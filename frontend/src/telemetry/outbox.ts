/**
 * Spans wait here until the service has taken them, over reloads and restarts, each exactly once: an entry leaves
 * only after a good answer, and one tab at a time sends.
 */
import type { SpanRecord } from "./spans";

export const MAX_WAITING = 160; // forty attempts; the service takes 200 spans an export
const PREFIX = "wirelight.span.";

export type Delivery = "taken" | "refused" | "later";
export type Deliver = (spans: SpanRecord[]) => Promise<Delivery>;

/** A key a span: tabs write at the same time, and a list that both read and write back would lose one's. */
const keyOf = (span: SpanRecord): string => `${PREFIX}${span.spanId}`;

function read(): SpanRecord[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => parse(localStorage.getItem(key)))
      .filter((span) => span !== null)
      .sort((a, b) => a.end - b.end);
  } catch {
    return [];
  }
}

function parse(kept: string | null): SpanRecord | null {
  try {
    return JSON.parse(kept ?? "null") as SpanRecord | null;
  } catch {
    return null;
  }
}

function write(span: SpanRecord): void {
  try {
    localStorage.setItem(keyOf(span), JSON.stringify(span));
  } catch {
    // No storage: telemetry must never stand in the way of the page.
  }
}

function remove(spans: readonly SpanRecord[]): void {
  for (const span of spans) localStorage.removeItem(keyOf(span));
}

export class Outbox {
  constructor(private readonly deliver: Deliver) {}

  /** The newest are kept when there is no more room. */
  add(span: SpanRecord): void {
    write(span);
    remove(read().slice(0, -MAX_WAITING));
  }

  get waiting(): number {
    return read().length;
  }

  async flush(): Promise<void> {
    const send = async (): Promise<void> => {
      const batch = read();
      if (batch.length === 0) return;
      if ((await this.deliver(batch)) !== "later") remove(batch);
    };
    if (navigator.locks === undefined) await send();
    else await navigator.locks.request("wirelight-spans", send);
  }
}
