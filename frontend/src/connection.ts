/**
 * One generation over as many sockets as it takes: connect, follow, resume after a loss, cancel, end.
 * It owns the socket and its timers; what happens is told to one listener as `ConnectionEvent`s.
 */
import { Assembly } from "./assembly";
import type { Backend } from "./backend";
import { backoffMs, MAX_RECONNECTS } from "./backoff";
import { CONNECTED, connecting, type Log, sayFailure } from "./console-lines";
import { diagnose } from "./diagnosis";
import type { ConnectionEvent } from "./events";
import { type Failure, failureOf, failureOfFrame } from "./failure";
import { type AttemptIds, attemptUrl, newAttempt } from "./ids";
import { Link } from "./link";
import { Liveness } from "./liveness";
import { Onlooker } from "./onlooker";
import type { CancelledFrame, ClientMessage, FirstMessage, ServerFrame } from "./protocol";
import { CANCEL_CODE, isResumable, verdictOf } from "./verdict";

export const CANCEL_LIMIT_MS = 3_000;
// The server gives its steps 5 s each and waits 10 s for ours; whoever says nothing for longer is behind a dead network.
export const HANDSHAKE_LIMIT_MS = 25_000;
const MAX_GAPS = 3;
const END_LIMIT_MS = 2_000;

export interface ConnectionSetup {
  backend: Backend;
  first: FirstMessage;
  onEvent: (event: ConnectionEvent) => void;
  log?: Log;
  openSocket?: (url: string) => WebSocket;
  fetch?: typeof fetch;
  online?: () => boolean;
  random?: () => number;
}

export class Connection {
  private readonly assembly = new Assembly();
  private readonly liveness: Liveness;
  private readonly log: Log;
  private link: Link | null = null;
  private ids: AttemptIds = newAttempt();
  private generationId: string | null;
  private opened = false;
  private enqueued = false;
  private onlooker: Onlooker | null = null;
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
    this.link?.send(message);
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
    this.drop();
  }

  private connect(): void {
    this.drop();
    this.ids = newAttempt();
    this.opened = false;
    this.told = null;
    const { socketUrl } = this.setup.backend;
    this.log.log(connecting(socketUrl));
    this.tell({ type: "connecting", ids: this.ids, url: socketUrl, reconnect: this.reconnects });
    try {
      const open = this.setup.openSocket ?? ((url) => new WebSocket(url));
      this.link = new Link(open(attemptUrl(socketUrl, this.ids)), {
        onOpen: () => this.onOpen(),
        onFrame: (frame) => this.onFrame(frame),
        onEnd: (code, reason) => this.onEnd(code, reason),
      });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return this.endFailed(failureOf("blocked", { detail }));
    }
    // A person who cancelled meanwhile does not wait longer because the connection came back.
    if (this.cancelWanted) this.after(CANCEL_LIMIT_MS, () => this.endCancelled(null));
  }

  private onOpen(): void {
    this.opened = true;
    this.log.log(CONNECTED);
    this.tell({ type: "open" });
    this.send(
      this.generationId === null
        ? this.setup.first
        : { type: "resume", generationId: this.generationId, lastSeq: this.assembly.lastSeq },
    );
    if (this.cancelWanted) this.send({ type: "cancel" });
    this.onlooker = new Onlooker({
      backend: this.setup.backend,
      connectionId: this.ids.connectionId,
      fetch: this.setup.fetch ?? fetch.bind(globalThis),
      onSteps: (steps) => this.tell({ type: "steps", steps }),
    });
    this.after(HANDSHAKE_LIMIT_MS, () => this.onlooker && this.silent());
  }

  private onFrame(frame: ServerFrame): void {
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
        this.after(END_LIMIT_MS, () => this.onEnd(frame.closeCode ?? 1006, ""));
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
    this.lookAway();
    this.liveness.watch();
  }

  private onEnd(code: number, reason: string): void {
    this.liveness.stop();
    const { told, cancelWanted, opened, enqueued } = this;
    const isResuming = this.reconnects > 0 && this.generationId !== null;
    const verdict = verdictOf({ code, reason, told, cancelWanted, opened, enqueued, isResuming });
    switch (verdict.then) {
      case "cancelled":
        return this.endCancelled(null);
      case "resume":
        return this.lost(verdict.why);
      case "fail":
        return this.endFailed(verdict.failure);
      case "ask":
        return void this.ask(code);
      default:
        return verdict satisfies never;
    }
  }

  /** Open, and then nothing: neither an answer nor an end. */
  private silent(): void {
    const why = failureOf("stalled", { detail: "no answer came to what was sent" });
    if (this.generationId === null) this.endFailed(why);
    else this.lost(why);
  }

  private lookAway(): void {
    this.onlooker?.stop();
    this.onlooker = null;
  }

  /** A part of the text is missing: a replay brings it. A server whose replays have holes too is given up. */
  private onGap(): void {
    const why = failureOf("lost", { detail: "a part of the code did not arrive" });
    this.gaps += 1;
    if (this.gaps > MAX_GAPS) this.endFailed(why);
    else this.lost(why);
  }

  /** The connection went while work was under way: come back and go on where the text stopped. */
  private lost(why: Failure): void {
    this.drop();
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
    this.drop();
    const attempt = this.ids;
    const failure = await diagnose({ backend, connectionId: attempt.connectionId, opened, online, fetch: via });
    if (this.ended || attempt !== this.ids) return;
    this.endFailed({ ...failure, closeCode: failure.closeCode ?? closeCode }, opened);
  }

  private endFailed(failure: Failure, opened = this.opened): void {
    if (this.ended) return;
    this.ended = true;
    this.drop();
    sayFailure(this.log, failure, this.setup.backend.socketUrl, opened);
    const resumable = this.generationId !== null && isResumable(failure);
    this.tell({ type: "failed", failure, code: this.assembly.code, resumable });
  }

  private endDone(sha256: string): void {
    this.ended = true;
    const link = this.release();
    // The server closes with 1000; if it does not, we do.
    setTimeout(() => link?.leave(1000), END_LIMIT_MS);
    this.tell({ type: "done", code: this.assembly.code, sha256 });
  }

  private endCancelled(frame: CancelledFrame | null): void {
    if (this.ended) return;
    this.ended = true;
    this.release()?.leave(CANCEL_CODE);
    this.tell({ type: "cancelled", code: this.assembly.code, frame });
  }

  private after(ms: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      then();
    }, ms);
    this.timers.add(timer);
  }

  private drop(): void {
    this.release()?.leave(1000);
    this.link = null;
  }

  /** Lets go of timers and of the link, which hears nothing any more; it is the caller's to leave. */
  private release(): Link | null {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.liveness.stop();
    this.lookAway();
    const { link } = this;
    link?.deafen();
    return link;
  }

  private tell(event: ConnectionEvent): void {
    this.setup.onEvent(event);
  }
}
