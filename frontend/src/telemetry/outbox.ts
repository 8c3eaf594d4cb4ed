/**
 * Spans wait here until the service has taken them, over reloads and restarts, each exactly once: an entry leaves
 * only after a good answer, and one tab at a time sends.
 */
import type { SpanRecord } from "./spans";

export const MAX_WAITING = 160; // forty attempts; the service takes 200 spans an export
const KEY = "wirelight.spans";

export type Delivery = "taken" | "refused" | "later";
export type Deliver = (spans: SpanRecord[]) => Promise<Delivery>;

function read(): SpanRecord[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? (kept as SpanRecord[]) : [];
  } catch {
    return [];
  }
}

function write(spans: readonly SpanRecord[]): void {
  try {
    if (spans.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(spans));
  } catch {
    // No storage: telemetry must never stand in the way of the page.
  }
}

export class Outbox {
  constructor(private readonly deliver: Deliver) {}

  /** The newest are kept when there is no more room. */
  add(span: SpanRecord): void {
    write([...read(), span].slice(-MAX_WAITING));
  }

  get waiting(): number {
    return read().length;
  }

  async flush(): Promise<void> {
    const send = async (): Promise<void> => {
      const batch = read();
      if (batch.length === 0) return;
      const delivery = await this.deliver(batch);
      if (delivery === "later") return;
      // What came in while the batch was on its way stays.
      const gone = new Set(batch.map((span) => span.spanId));
      write(read().filter((span) => !gone.has(span.spanId)));
    };
    if (navigator.locks === undefined) await send();
    else await navigator.locks.request("wirelight-spans", send);
  }
}
