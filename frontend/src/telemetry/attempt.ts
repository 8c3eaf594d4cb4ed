/** Turns what happens to one connection attempt into spans, each handed on the moment it ends. */
import type { ConnectionEvent } from "../events";
import type { Failure } from "../failure";
import { type AttemptIds, newSpanId } from "../ids";
import type { ServerFrame } from "../protocol";
import { epochNow, type SpanName, type SpanRecord } from "./spans";

type Attributes = SpanRecord["attributes"];

/** The closed set that the service counts attempts by. */
export function resultOf(failure: Failure): string {
  switch (failure.outcome) {
    case "unreachable":
    case "offline":
    case "blocked":
      return failure.outcome;
    case "lost":
    case "stalled":
      return "lost";
    default:
      return failure.fault === "client" ? "refused" : "failed";
  }
}

export class Attempt {
  private readonly start: number;
  private opened: number | null = null;
  private firstChunk: number | null = null;
  private readonly ended = new Set<SpanName>();
  private generationId: string | null = null;

  constructor(
    private readonly ids: AttemptIds,
    private readonly isResumed: boolean,
    private readonly emit: (span: SpanRecord) => void,
    private readonly now: () => number = epochNow,
  ) {
    this.start = now();
  }

  /** True once the handshake is through. */
  get isConnected(): boolean {
    return this.ended.has("ws.connect");
  }

  observe(event: ConnectionEvent): void {
    switch (event.type) {
      case "open":
        this.opened ??= this.now();
        break;
      case "frame":
        this.onFrame(event.frame);
        break;
      case "reconnecting":
        this.fail(event.why);
        break;
      case "failed":
        this.fail(event.failure);
        break;
      case "cancelled":
        this.left();
        break;
      default:
        break;
    }
  }

  /** A person who gives up or closes the page is no failure; a server that had begun to answer has a root for its span. */
  left(): void {
    if (!this.isConnected) this.end("ws.connect", this.start, null, { "ws.attempt.result": "other" });
  }

  previewShown(): void {
    if (this.firstChunk !== null) this.end("ws.first_preview", this.firstChunk);
  }

  private onFrame(frame: ServerFrame): void {
    if (frame.type === "status") {
      this.generationId = frame.generationId ?? this.generationId;
      if (this.opened !== null) this.end("ws.first_message", this.opened);
      if (frame.phase === "queued" || frame.phase === "generating") this.connected();
    } else if (frame.type === "keepalive" || frame.type === "variantComplete") this.connected();
    else if ((frame.type === "chunk" || frame.type === "setCode") && frame.value !== "") {
      this.firstChunk ??= this.now();
      this.end("ws.first_chunk", this.start);
    }
  }

  private connected(): void {
    this.end("ws.connect", this.start, null, { "ws.attempt.result": "connected" });
  }

  private fail(failure: Failure): void {
    this.end("ws.connect", this.start, failure.outcome, {
      "ws.attempt.result": resultOf(failure),
      "ws.attempt.outcome": failure.outcome,
      "browser.online": navigator.onLine,
      ...(failure.closeCode !== null && { "ws.close.code": failure.closeCode }),
      ...(failure.step !== null && { "ws.last_step": failure.step }),
    });
  }

  private end(name: SpanName, start: number, error: string | null = null, more: Attributes = {}): void {
    if (this.ended.has(name)) return;
    this.ended.add(name);
    const isRoot = name === "ws.connect";
    this.emit({
      name,
      traceId: this.ids.traceId,
      spanId: isRoot ? this.ids.spanId : newSpanId(),
      parentSpanId: isRoot ? null : this.ids.spanId,
      start,
      end: this.now(),
      error,
      attributes: {
        "ws.connection.id": this.ids.connectionId,
        ...(isRoot && { "network.protocol.name": "websocket", "ws.resumed": this.isResumed }),
        ...(this.generationId !== null && { "generation.id": this.generationId }),
        ...(error !== null && { "error.type": error }),
        ...more,
      },
    });
  }
}
