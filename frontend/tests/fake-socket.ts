/** The one fake of these tests: a socket whose other end is the test. */
import { vi } from "vitest";
import { Connection, type ConnectionSetup } from "../src/connection";
import type { ConnectionEvent } from "../src/events";

export class FakeSocket {
  static readonly made: FakeSocket[] = [];
  readyState = 0;
  readonly sent: unknown[] = [];
  closedWith: number | null = null;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.made.push(this);
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }

  close(code = 1000): void {
    this.closedWith = code;
    this.readyState = 3;
  }

  serverAccepts(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  serverSays(...frames: object[]): void {
    for (const frame of frames) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  serverCloses(code: number, reason = ""): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
}

export const lastSocket = (): FakeSocket => {
  const socket = FakeSocket.made.at(-1);
  if (!socket) throw new Error("no socket was opened");
  return socket;
};

export type Answers = Record<string, { status: number; body?: unknown } | "silence">;

/** Answers by path prefix; what is not named is silence, as from a server that is off. */
export function answering(answers: Answers): typeof fetch {
  return (async (input: string) => {
    const path = new URL(input).pathname;
    const answer = Object.entries(answers).find(([prefix]) => path.startsWith(prefix))?.[1] ?? "silence";
    if (answer === "silence") throw new TypeError("Failed to fetch");
    return new Response(JSON.stringify(answer.body ?? {}), {
      status: answer.status,
      headers: { "Content-Type": "application/json" },
    });
  }) as unknown as typeof fetch;
}

export interface Scene {
  connection: Connection;
  events: ConnectionEvent[];
  lines: string[];
  types: () => string[];
  last: () => ConnectionEvent | undefined;
}

export function scene(setup: Partial<ConnectionSetup> = {}): Scene {
  FakeSocket.made.length = 0;
  const events: ConnectionEvent[] = [];
  const lines: string[] = [];
  const log = { log: (line: string) => void lines.push(line), error: (line: string) => void lines.push(line) };
  const connection = new Connection({
    backend: {
      socketUrl: "ws://127.0.0.1:7001/generate-code",
      http: (path) => `http://127.0.0.1:7001${path}`,
    },
    first: {
      generationType: "create",
      inputMode: "text",
      generatedCodeConfig: "html_css",
      prompt: { text: "A bakery", images: [] },
      history: [],
    },
    onEvent: (event) => events.push(event),
    log,
    openSocket: (url) => new FakeSocket(url) as unknown as WebSocket,
    fetch: answering({}),
    online: () => true,
    random: () => 0,
    ...setup,
  });
  return { connection, events, lines, types: () => events.map((event) => event.type), last: () => events.at(-1) };
}

/** Lets promises settle while timers are fake. */
export const settle = async (ms = 0): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
};
