/** The page's own telemetry: spans of every attempt, delivered when the service can take them. */
import type { Backend } from "../backend";
import type { ConnectionEvent } from "../events";
import { Attempt } from "./attempt";
import { Outbox } from "./outbox";
import { epochNow, type SpanRecord } from "./spans";

// Spans that end together travel together; within the five seconds in which a trace should be whole.
const GATHER_MS = 600;

export class Telemetry {
  private attempt: Attempt | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly outbox: Outbox;

  constructor(backend: Backend) {
    const url = backend.http("/telemetry/v1/traces");
    this.outbox = new Outbox(async (spans) => {
      try {
        const { send } = await import("./otlp");
        return await send(url, spans, epochNow());
      } catch {
        return "later"; // the chunk could not be loaded: the server is away
      }
    });
  }

  observe(event: ConnectionEvent): void {
    if (event.type === "connecting") {
      this.attempt = new Attempt(event.ids, event.reconnect > 0, (span) => this.keep(span));
    } else this.attempt?.observe(event);
    if (event.type === "failed" && !["unreachable", "offline"].includes(event.failure.outcome)) this.deliverSoon();
  }

  /** The page goes away: what is under way is kept for the next visit. */
  leave(): void {
    this.attempt?.left();
  }

  firstPreview(): void {
    this.attempt?.previewShown();
  }

  /** The service has answered: what waited from earlier visits goes out. */
  deliverSoon(): void {
    if (this.outbox.waiting === 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.outbox.flush(), GATHER_MS);
  }

  private keep(span: SpanRecord): void {
    this.outbox.add(span);
    if (this.attempt?.isConnected) this.deliverSoon();
  }
}
