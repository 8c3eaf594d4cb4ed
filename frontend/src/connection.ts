/**
 * One generation over as many sockets as it takes: connect, follow, resume after a loss, cancel, end.
 * It owns the socket and its timers; what happens is told to one listener as `ConnectionEvent`s.
 */
import { Assembly } from "./assembly";
import type { Backend } from "./backend";
import { backoffMs, MAX_RECONNECTS } from "./backoff";
import { diagnose } from "./diagnosis";
import type { ConnectionEvent } from "./events";
import { type Failure, failureOf, failureOfFrame } from "./failure";
import { parseFrame } from "./frames";
import { type AttemptIds, attemptUrl, newAttempt } from "./ids";
import { Liveness } from "./liveness";
import { explain, outcomeOfClose } from "./outcomes";
import type { CancelledFrame, ClientMessage, FirstMessage } from "./protocol";

export const OPEN_LIMIT_MS = 10_000; // as long as the server waits for a first message
export const CANCEL_LIMIT_MS = 3_000;
const MAX_GAPS = 3;
const END_LIMIT_MS = 2_000;
const CANCEL_CODE = 4333;
// WebSocket.OPEN; states below it are "connecting" and "open".
const OPEN = 1;

export interface ConnectionSetup {
  backend: Backend;
  first: FirstMessage;
  onEvent: (event: ConnectionEvent) => void;
  log?: Pick<Console, "log" | "error">;
  openSocket?: (url: string) => WebSocket;
  fetch?: typeof fetch;
  online?: () => boolean;
  random?: () => number;
}

export class Connection {
  private readonly assembly = new Assembly();
  private readonly liveness: Liveness;
  private readonly log: Pick<Console, "log" | "error">;
  private socket: WebSocket | null = null;
  private ids: AttemptIds = newAttempt();
  private generationId: string | null;
  private opened = false;
  private enqueued = false;
  private reconnects = 0;
  private gaps = 0;
  private cancelWanted = false;
  private told: Failure | null = null;
  private ended = false;
  private timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(private readonly setup: ConnectionSetup) {
    this.log = setup.log ?? console;
    this.generationId = "type" in setup.first ? setup.first.generationId : null;
    this.liveness = new Liveness({
      stalled: () => this.tell({ type: "stalled" }),
      alive: () => this.tell({ type: "alive" }),
      gone: () => this.lost(failureOf("stalled")),
    });
  }

  get code(): string {
    return this.assembly.code;
  }

  start(): void {
    this.connect();
  }

  /** Asks the server to stop; what has arrived stays. */
  cancel(): void {
    if (this.ended || this.cancelWanted) return;
    this.cancelWanted = true;
    this.tell({ type: "cancelling" });
    if (!this.opened) {
      // Nothing was asked of the server on a first attempt; on a reconnect the limit below gives it time to open.
      if (this.generationId === null) return this.endCancelled(null);
    } else {
      this.send({ type: "cancel" });
    }
    this.after(CANCEL_LIMIT_MS, () => this.endCancelled(null));
  }

  /** Browser-side timings, if there is still someone to tell. */
  send(message: ClientMessage): void {
    if (this.socket?.readyState === OPEN) this.socket.send(JSON.stringify(message));
  }

  /** A person's "Reconnect" after the automatic attempts gave up. */
  reconnect(): void {
    if (!this.ended || this.generationId === null) return;
    this.ended = false;
    this.reconnects = 0;
    this.cancelWanted = false;
    this.connect();
  }

  /** Leaves without a word to the listener; the server goes on, and the generation can be resumed. */
  dispose(): void {
    this.ended = true;
    this.release();
  }

  private connect(): void {
    this.release();
    this.ids = newAttempt();
    this.opened = false;
    this.told = null;
    const { socketUrl } = this.setup.backend;
    this.log.log(`[WS] Connecting to backend @ ${socketUrl}`);
    this.tell({ type: "connecting", ids: this.ids, url: socketUrl, reconnect: this.reconnects });
    let socket: WebSocket;
    try {
      socket = (this.setup.openSocket ?? ((url) => new WebSocket(url)))(attemptUrl(socketUrl, this.ids));
    } catch (error) {
      void this.explainAndEnd(failureOf("blocked", { detail: error instanceof Error ? error.message : String(error) }));
      return;
    }
    this.socket = socket;
    // Handlers check for their own socket: a late event of an abandoned one must not touch its successor.
    socket.onopen = () => socket === this.socket && this.onOpen();
    socket.onmessage = (event: MessageEvent<unknown>) => socket === this.socket && this.onMessage(event.data);
    socket.onclose = (event) => socket === this.socket && this.onClose(event.code, event.reason);
    this.after(OPEN_LIMIT_MS, () => !this.opened && this.onClose(1006, ""));
  }

  private onOpen(): void {
    this.opened = true;
    this.log.log("[WS] ✓ CONNECTED to backend successfully");
    this.tell({ type: "open" });
    this.send(
      this.generationId === null
        ? this.setup.first
        : { type: "resume", generationId: this.generationId, lastSeq: this.assembly.lastSeq },
    );
    if (this.cancelWanted) this.send({ type: "cancel" });
  }

  private onMessage(data: unknown): void {
    const frame = typeof data === "string" ? parseFrame(data) : null;
    if (frame === null) return;
    this.liveness.heard();
    if ("variantIndex" in frame && frame.variantIndex !== 0) return;
    const applied = this.assembly.apply(frame);
    if (applied === "gap") return this.onGap();
    this.tell({ type: "frame", frame, code: this.assembly.code, changed: applied === "changed" });
    switch (frame.type) {
      case "status":
        this.generationId = frame.generationId ?? this.generationId;
        if (frame.phase === "queued" || frame.phase === "generating") this.follow();
        break;
      case "keepalive":
        this.follow();
        break;
      case "error":
        this.told = failureOfFrame(frame);
        this.after(END_LIMIT_MS, () => this.onClose(frame.closeCode ?? 1006, ""));
        break;
      case "cancelled":
        this.endCancelled(frame);
        break;
      case "variantComplete":
        this.endDone(frame.sha256);
        break;
      default:
        break;
    }
  }

  /** The handshake is through: ticks are due from here on, and a loss is worth resuming. */
  private follow(): void {
    this.enqueued = true;
    this.reconnects = 0;
    this.liveness.watch();
  }

  private onClose(code: number, reason: string): void {
    this.liveness.stop();
    if (this.cancelWanted && (code === CANCEL_CODE || !this.opened)) return this.endCancelled(null);
    const outcome = this.told?.outcome ?? outcomeOfClose(code, reason);
    const isRestart = outcome === "shutting_down" || code === 1001 || code === 1012;
    if (this.told !== null && !isRestart) return void this.explainAndEnd(this.told);
    if (this.enqueued && (isRestart || explain(outcome ?? "") === undefined)) {
      return this.lost(failureOf(isRestart ? "shutting_down" : "lost", { closeCode: code }));
    }
    if (outcome !== undefined && code !== 1006) {
      const detail = reason.startsWith(`${outcome}: `) ? reason.slice(outcome.length + 2) : "";
      const isCause = detail === explain(outcome)?.cause;
      return void this.explainAndEnd(failureOf(outcome, { detail: isCause ? "" : detail, source: "close", closeCode: code }));
    }
    if (this.reconnects > 0 && this.generationId !== null) return this.lost(failureOf("lost", { closeCode: code }));
    void this.ask(code);
  }

  /** A part of the text is missing: a replay brings it. A server whose replays have holes too is given up. */
  private onGap(): void {
    const why = failureOf("lost", { detail: "a part of the code did not arrive" });
    this.gaps += 1;
    if (this.gaps > MAX_GAPS) void this.explainAndEnd(why);
    else this.lost(why);
  }

  /** The connection went while work was under way: come back and go on where the text stopped. */
  private lost(why: Failure): void {
    this.release();
    if (this.generationId === null) return void this.ask(1006);
    if (this.reconnects >= MAX_RECONNECTS) return void this.ask(1006);
    const inMs = backoffMs(this.reconnects, this.setup.random);
    this.reconnects += 1;
    this.tell({ type: "reconnecting", reconnect: this.reconnects, inMs, why });
    this.after(inMs, () => this.connect());
  }

  /** The browser said nothing but "it failed": ask the server over HTTP. */
  private async ask(closeCode: number): Promise<void> {
    const opened = this.opened;
    const { backend, fetch: via = fetch.bind(globalThis), online = () => navigator.onLine } = this.setup;
    this.release();
    const attempt = this.ids;
    const failure = await diagnose({ backend, connectionId: attempt.connectionId, opened, online, fetch: via });
    if (this.ended || attempt !== this.ids) return;
    await this.explainAndEnd({ ...failure, closeCode: failure.closeCode ?? closeCode }, opened);
  }

  private async explainAndEnd(failure: Failure, opened = this.opened): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.release();
    if (!opened && failure.outcome === "unreachable") {
      this.log.error(`[WS] ✗ CONNECTION ERROR - backend unreachable at ${this.setup.backend.socketUrl}`);
    } else {
      this.log.error("[WS] ✗ Unknown server or connection error");
    }
    const where = failure.step === null ? "" : ` at step ${failure.step}`;
    const exactly = failure.detail && ` (${failure.detail})`;
    this.log.error(`[WS]   ${failure.outcome}${where}: ${failure.cause}${exactly} ${failure.remedy}`);
    const resumable = this.generationId !== null && ["lost", "stalled", "unreachable", "offline", "blocked",
      "shutting_down"].includes(failure.outcome);
    this.tell({ type: "failed", failure, code: this.assembly.code, resumable });
  }

  private endDone(sha256: string): void {
    this.ended = true;
    const socket = this.socket;
    this.release({ keepOpen: true });
    // The server closes with 1000; if it does not, we do.
    setTimeout(() => socket?.close(1000), END_LIMIT_MS);
    this.tell({ type: "done", code: this.assembly.code, sha256 });
  }

  private endCancelled(frame: CancelledFrame | null): void {
    if (this.ended) return;
    this.ended = true;
    const socket = this.socket;
    this.release({ keepOpen: true });
    if (socket && socket.readyState <= OPEN) socket.close(CANCEL_CODE);
    this.tell({ type: "cancelled", code: this.assembly.code, frame });
  }

  private after(ms: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      then();
    }, ms);
    this.timers.add(timer);
  }

  private release({ keepOpen = false } = {}): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.liveness.stop();
    const socket = this.socket;
    this.socket = keepOpen ? socket : null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    if (!keepOpen && socket.readyState <= OPEN) socket.close(1000);
  }

  private tell(event: ConnectionEvent): void {
    this.setup.onEvent(event);
  }
}
