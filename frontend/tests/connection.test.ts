import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MAX_RECONNECTS } from "../src/backoff";
import { CANCEL_LIMIT_MS, HANDSHAKE_LIMIT_MS } from "../src/connection";
import { OPEN_LIMIT_MS } from "../src/link";
import { LOOK_EVERY_MS } from "../src/onlooker";
import { reduceRun } from "../src/store/reduce";
import { IDLE } from "../src/store/run";
import { answering, FakeSocket, lastSocket, scene, settle } from "./fake-socket";
import { GOLDEN, GOLDEN_CLIENT } from "./golden";

const URL_SHOWN = "ws://127.0.0.1:7001/generate-code";
const chunk = (value: string, seq: number, offset: number) => ({ ...GOLDEN.chunk, value, seq, offset });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a generation that succeeds", () => {
  it("sends the parameters, follows the text and ends with its checksum", () => {
    const { connection, types, last } = scene();
    connection.start();
    lastSocket().serverAccepts();
    expect(lastSocket().sent).toEqual([{ ...GOLDEN_CLIENT.createFromText, prompt: { text: "A bakery", images: [] } }]);
    lastSocket().serverSays(GOLDEN.statusAccepted, GOLDEN.statusQueued, GOLDEN.keepalive, GOLDEN.statusGenerating);
    lastSocket().serverSays(chunk("<p>", 4, 0), chunk("Hi", 5, 3), { ...GOLDEN.variantComplete, seq: 6, bytes: 5 });
    expect(types().slice(0, 2)).toEqual(["connecting", "open"]);
    expect(last()).toMatchObject({ type: "done", code: "<p>Hi", sha256: GOLDEN.variantComplete.sha256 });
  });

  it("says on the console where it connects, without the query string", () => {
    const { connection, lines } = scene();
    connection.start();
    lastSocket().serverAccepts();
    expect(lines).toEqual([`[WS] Connecting to backend @ ${URL_SHOWN}`, "[WS] ✓ CONNECTED to backend successfully"]);
  });

  it("names the trace and itself in the address", () => {
    const { connection, events } = scene();
    connection.start();
    expect(lastSocket().url).toMatch(
      /^ws:\/\/127\.0\.0\.1:7001\/generate-code\?traceparent=00-[0-9a-f]{32}-[0-9a-f]{16}-01&connection=c-[0-9a-f]{12}$/,
    );
    const [connecting] = events;
    if (connecting?.type !== "connecting") throw new Error("it did not say that it connects");
    expect(lastSocket().url).toContain(connecting.ids.traceId);
    expect(lastSocket().url).toContain(connecting.ids.connectionId);
  });
});

describe("a connection that fails", () => {
  it("is unreachable when nothing answers over HTTP either", async () => {
    const { connection, lines, last } = scene();
    connection.start();
    lastSocket().serverCloses(1006);
    await settle();
    expect(last()).toMatchObject({ type: "failed", failure: { outcome: "unreachable", step: null } });
    expect(lines).toContain(`[WS] ✗ CONNECTION ERROR - backend unreachable at ${URL_SHOWN}`);
  });

  it("is offline when the device is", async () => {
    const { connection, last } = scene({ online: () => false });
    connection.start();
    lastSocket().serverCloses(1006);
    await settle();
    expect(last()).toMatchObject({ failure: { outcome: "offline", fault: "client" } });
  });

  it("is blocked when the server answers over HTTP and never saw the attempt", async () => {
    const fetch = answering({ "/api/handshakes/": { status: 404 }, "/ready": { status: 200, body: { ready: true } } });
    const { connection, lines, last } = scene({ fetch });
    connection.start();
    lastSocket().serverCloses(1006);
    await settle(1_000);
    expect(last()).toMatchObject({ failure: { outcome: "blocked" } });
    expect(lines).toContain("[WS] ✗ Unknown server or connection error");
    expect(lines.at(-1)).toContain("did not get through");
  });

  it("keeps the step and the words of a server that stops before it has accepted", () => {
    const { connection, last } = scene();
    connection.start();
    lastSocket().serverAccepts();
    lastSocket().serverSays({ ...GOLDEN.errorHandshake, outcome: "shutting_down", step: 1, closeCode: 1001 });
    lastSocket().serverCloses(1001, "shutting_down: The server is restarting.");
    expect(last()).toMatchObject({ type: "failed", failure: { outcome: "shutting_down", step: 1, source: "message" } });
  });

  it("is restarting when the server is draining", async () => {
    const fetch = answering({
      "/api/handshakes/": { status: 404 },
      "/ready": { status: 503, body: { ready: false, draining: true } },
    });
    const { connection, last } = scene({ fetch });
    connection.start();
    lastSocket().serverCloses(1006);
    await settle(1_000);
    expect(last()).toMatchObject({ failure: { outcome: "shutting_down" } });
  });

  it("tells the cause that the server recorded for this very attempt", async () => {
    const timeline = {
      outcome: "bad_upgrade",
      cause: "The WebSocket handshake was malformed.",
      remedy: "Send HTTP/1.1.",
      detail: "Sec-WebSocket-Version: 8",
      lastStep: 0,
      steps: [{ step: 0, outcome: "ok", ms: 0.1 }],
    };
    const { connection, last } = scene({ fetch: answering({ "/api/handshakes/c-": { status: 200, body: timeline } }) });
    connection.start();
    lastSocket().serverCloses(1006);
    await settle();
    expect(last()).toMatchObject({
      failure: { outcome: "bad_upgrade", detail: "Sec-WebSocket-Version: 8", step: 0, source: "asked" },
    });
  });

  it("shows the steps that the server has recorded while its database keeps everybody waiting", async () => {
    const steps = [0, 1, 2, 3, 4].map((step) => ({ step, outcome: "ok", ms: 1 }));
    const record = { outcome: null, open: true, lastStep: 5, steps: [...steps, { step: 5, outcome: "running", ms: 600 }] };
    const { connection, events } = scene({ fetch: answering({ "/api/handshakes/c-": { status: 200, body: record } }) });
    connection.start();
    lastSocket().serverAccepts();
    await settle(LOOK_EVERY_MS + 10);
    const run = events.reduce((seen, event) => reduceRun(seen, event, 0), IDLE);
    expect(run.steps.map((step) => step.state)).toEqual([
      ...Array<string>(5).fill("done"), "running", ...Array<string>(4).fill("waiting"),
    ]);
    lastSocket().serverSays(GOLDEN.statusAccepted, GOLDEN.statusQueued);
    const seen = events.length;
    await settle(LOOK_EVERY_MS * 3);
    expect(events.slice(seen).map((event) => event.type)).not.toContain("steps");
  });

  it("is given up when a network swallows the handshake", async () => {
    const { connection, last } = scene();
    connection.start();
    lastSocket().serverAccepts();
    await settle(HANDSHAKE_LIMIT_MS + 10);
    expect(last()).toMatchObject({ type: "failed", failure: { outcome: "stalled" }, resumable: false });
  });

  it("waits for an open no longer than the server would for a message", async () => {
    const { connection, last } = scene();
    connection.start();
    await settle(OPEN_LIMIT_MS + 10);
    expect(last()).toMatchObject({ type: "failed", failure: { outcome: "unreachable" } });
    expect(lastSocket().closedWith).not.toBeNull();
  });

  it("shows what an error message said, step and fields included, and does not try again by itself", async () => {
    const { connection, lines, last } = scene();
    connection.start();
    lastSocket().serverAccepts();
    lastSocket().serverSays(GOLDEN.errorHandshake);
    lastSocket().serverCloses(4422, "invalid_params: prompt.text: write what the page should be");
    await settle(30_000);
    expect(last()).toMatchObject({
      type: "failed",
      resumable: false,
      failure: { outcome: "invalid_params", step: 3, closeCode: 4422, source: "message" },
    });
    expect(lines.filter((line) => line.startsWith("[WS] ✗"))).toEqual(["[WS] ✗ Unknown server or connection error"]);
    expect(FakeSocket.made).toHaveLength(1);
  });

  it("reads the outcome from the close reason when no message came", async () => {
    const { connection, last } = scene();
    connection.start();
    lastSocket().serverAccepts();
    lastSocket().serverCloses(4408, "receive_timeout: nothing for 10 s");
    await settle();
    expect(last()).toMatchObject({ failure: { outcome: "receive_timeout", detail: "nothing for 10 s", closeCode: 4408 } });
  });
});

describe("a connection that is lost", () => {
  const running = (setup = {}) => {
    const made = scene(setup);
    made.connection.start();
    lastSocket().serverAccepts();
    lastSocket().serverSays(GOLDEN.statusAccepted, GOLDEN.statusQueued, GOLDEN.statusGenerating, chunk("<p>", 4, 0));
    return made;
  };

  it("resumes after the last frame it has, and the text goes on without loss or doubling", async () => {
    const { last } = running();
    lastSocket().serverCloses(1006);
    await settle(300);
    expect(FakeSocket.made).toHaveLength(2);
    lastSocket().serverAccepts();
    expect(lastSocket().sent).toEqual([{ ...GOLDEN_CLIENT.resume, lastSeq: 4 }]);
    lastSocket().serverSays(chunk("<p>", 4, 0), chunk("Hi", 5, 3), { ...GOLDEN.variantComplete, seq: 6, bytes: 5 });
    expect(last()).toMatchObject({ type: "done", code: "<p>Hi" });
  });

  it("takes a replayed whole text for the whole text", async () => {
    const { last } = running();
    lastSocket().serverCloses(1006);
    await settle(300);
    lastSocket().serverAccepts();
    lastSocket().serverSays({ ...GOLDEN.setCode, value: "<p>Hi", seq: 5, attempt: 1 }, chunk("!", 6, 5));
    lastSocket().serverSays({ ...GOLDEN.variantComplete, seq: 7, bytes: 6 });
    expect(last()).toMatchObject({ type: "done", code: "<p>Hi!" });
  });

  it("asks for a replay when a part is missing", async () => {
    running();
    lastSocket().serverSays(chunk("later", 7, 40));
    await settle(300);
    lastSocket().serverAccepts();
    expect(lastSocket().sent).toEqual([{ ...GOLDEN_CLIENT.resume, lastSeq: 4 }]);
  });

  it("gives up on a server whose replays have holes too", async () => {
    const { last } = running();
    for (let times = 0; times < 4; times++) {
      lastSocket().serverSays(chunk("later", 7, 40));
      await settle(2_500);
      if (lastSocket().readyState === 0) lastSocket().serverAccepts();
    }
    expect(last()).toMatchObject({ type: "failed", failure: { outcome: "lost" } });
  });

  it("shows a stall after one second of silence and reconnects after five", async () => {
    const { types } = running();
    await settle(1_300);
    expect(types().at(-1)).toBe("stalled");
    await settle(4_500);
    expect(types()).toContain("reconnecting");
    expect(FakeSocket.made).toHaveLength(2);
  });

  it("reconnects when the server restarts, as it says so", async () => {
    const { types } = running();
    lastSocket().serverSays({ ...GOLDEN.errorGeneration, outcome: "shutting_down", closeCode: 1001 });
    lastSocket().serverCloses(1001, "shutting_down: The server is restarting.");
    await settle(300);
    expect(types()).toContain("reconnecting");
    expect(FakeSocket.made).toHaveLength(2);
  });

  it("keeps the text and says why when it can't come back, and can be told to try again", async () => {
    const { connection, last } = running();
    lastSocket().serverCloses(1006);
    for (let times = 0; times < MAX_RECONNECTS; times++) {
      await settle(6_000);
      lastSocket().serverCloses(1006);
    }
    await settle(5_000);
    expect(last()).toMatchObject({ type: "failed", resumable: true, code: "<p>", failure: { outcome: "unreachable" } });
    connection.reconnect();
    lastSocket().serverAccepts();
    expect(lastSocket().sent).toEqual([{ ...GOLDEN_CLIENT.resume, lastSeq: 4 }]);
  });

  it("does not resume what the generator could not do", async () => {
    const { last } = running();
    lastSocket().serverSays(GOLDEN.variantError, GOLDEN.errorGeneration);
    lastSocket().serverCloses(4332, "provider_auth: The model provider refused the API key.");
    await settle(10_000);
    expect(last()).toMatchObject({ type: "failed", code: "<p>", failure: { outcome: "provider_auth" }, resumable: false });
    expect(FakeSocket.made).toHaveLength(1);
  });
});

describe("cancel", () => {
  const running = () => {
    const made = scene();
    made.connection.start();
    lastSocket().serverAccepts();
    lastSocket().serverSays(GOLDEN.statusAccepted, GOLDEN.statusQueued, GOLDEN.statusGenerating, chunk("<p>", 4, 0));
    made.connection.cancel();
    return made;
  };

  it("asks the server, keeps what arrived and tells what was stopped", () => {
    const { last } = running();
    expect(lastSocket().sent.at(-1)).toEqual(GOLDEN_CLIENT.cancel);
    lastSocket().serverSays(GOLDEN.cancelled);
    expect(last()).toMatchObject({ type: "cancelled", code: "<p>", frame: { bytes: 812 } });
  });

  it("closes with 4333 when no answer comes in time", async () => {
    const { last } = running();
    const socket = lastSocket();
    await settle(CANCEL_LIMIT_MS + 10);
    expect(last()).toMatchObject({ type: "cancelled", code: "<p>", frame: null });
    expect(socket.closedWith).toBe(4333);
  });

  it("waits no longer because the connection was lost meanwhile and came back", async () => {
    const made = scene();
    made.connection.start();
    lastSocket().serverAccepts();
    lastSocket().serverSays(GOLDEN.statusAccepted, GOLDEN.statusQueued);
    lastSocket().serverCloses(1006);
    made.connection.cancel();
    await settle(1_000);
    expect(FakeSocket.made).toHaveLength(2);
    lastSocket().serverAccepts();
    expect(lastSocket().sent.at(-1)).toEqual(GOLDEN_CLIENT.cancel);
    await settle(CANCEL_LIMIT_MS + 10);
    expect(made.last()).toMatchObject({ type: "cancelled", frame: null });
  });

  it("takes effect at once while the socket is not open", () => {
    const { connection, last } = scene();
    connection.start();
    connection.cancel();
    expect(last()).toMatchObject({ type: "cancelled", frame: null });
  });
});
