/** One WebSocket of one attempt: its frames, its end, and the limit on its opening. */
import { parseFrame } from "./frames";
import type { ClientMessage, ServerFrame } from "./protocol";

export const OPEN_LIMIT_MS = 10_000; // as long as the server waits for a first message
// WebSocket.OPEN; states below it are "connecting" and "open".
const OPEN = 1;

export interface LinkListener {
  onOpen: () => void;
  onFrame: (frame: ServerFrame) => void;
  /** Once, however it ends; 1006 when it never opened. */
  onEnd: (code: number, reason: string) => void;
}

export class Link {
  private readonly limit: ReturnType<typeof setTimeout>;

  constructor(
    private readonly socket: WebSocket,
    listener: LinkListener,
  ) {
    this.limit = setTimeout(() => {
      this.leave(1000);
      listener.onEnd(1006, "");
    }, OPEN_LIMIT_MS);
    socket.onopen = () => {
      clearTimeout(this.limit);
      listener.onOpen();
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      const frame = typeof event.data === "string" ? parseFrame(event.data) : null;
      if (frame !== null) listener.onFrame(frame);
    };
    socket.onclose = (event) => {
      this.deafen();
      listener.onEnd(event.code, event.reason);
    };
  }

  send(message: ClientMessage): void {
    if (this.socket.readyState === OPEN) this.socket.send(JSON.stringify(message));
  }

  /** A late event of an abandoned socket must not touch its successor. */
  deafen(): void {
    clearTimeout(this.limit);
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
  }

  leave(code: number): void {
    this.deafen();
    if (this.socket.readyState <= OPEN) this.socket.close(code);
  }
}
