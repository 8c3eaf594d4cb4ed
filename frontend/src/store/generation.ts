/** Generate, cancel, reconnect: one connection at a time, and what it brings into the state. */
import { type Api, ApiError, said } from "../api";
import type { Backend } from "../backend";
import { Connection } from "../connection";
import type { ConnectionEvent } from "../events";
import { failureOf } from "../failure";
import type { FirstMessage, GenerateMessage } from "../protocol";
import { sha256 } from "../sha256";
import type { Telemetry } from "../telemetry/telemetry";
import type { Composer } from "./composer";
import { loadWorkspace } from "./drafts";
import type { Edits } from "./edits";
import type { Library } from "./library";
import type { Past } from "./past";
import { reduceRun } from "./reduce";
import { messageOf } from "./request";
import { emptyResult, ended } from "./result";
import { IDLE, isBusy } from "./run";
import { modeOf, type Result, type State } from "./state";
import type { Store } from "./store";

export interface GenerationParts {
  store: Store<State>;
  api: Api;
  backend: Backend;
  composer: Composer;
  edits: Edits;
  past: Past;
  library: Library;
  telemetry: Telemetry;
}

export class Generation {
  private connection: Connection | null = null;
  private asked: GenerateMessage | null = null;
  private starting = 0;
  private isReported = false;

  constructor(private readonly parts: GenerationParts) {
    // A device that is back online needs no click.
    addEventListener("online", () => this.parts.store.get().run.resumable && this.reconnect());
  }

  async generate(): Promise<void> {
    const { store, composer, edits } = this.parts;
    if (isBusy(store.get().run)) return;
    const { draft, images } = store.get();
    const isUpdate = modeOf(store.get()) === "update";
    const prompt = isUpdate ? draft.change : draft.prompt;
    if (!prompt.trim() && (isUpdate || images.length === 0)) {
      const text = isUpdate ? "Write what to change." : "Write what the page should be, or add a screenshot.";
      store.update(() => ({ notice: { text, tone: "problem" } }));
      return;
    }
    const turn = ++this.starting;
    const mustStore = images.some((one) => one.media === null) && !isUpdate;
    store.update(() => ({
      run: { ...IDLE, phase: mustStore ? "uploading" : "connecting", startedAt: performance.now() },
      notice: null,
    }));
    this.connection?.dispose();
    this.connection = null;
    const settled = await edits.settle();
    const references = settled ? (isUpdate ? [] : await composer.references()) : null;
    if (turn !== this.starting) return;
    if (references === null) {
      store.update(() => ({ run: IDLE }));
      return;
    }
    this.asked = messageOf(store.get(), prompt, references, isUpdate);
    this.connect(this.asked);
  }

  cancel(): void {
    if (this.connection) return this.connection.cancel();
    this.starting += 1; // it had not begun
    this.parts.store.update(() => ({ run: IDLE }));
  }

  reconnect(): void {
    const { store } = this.parts;
    if (!store.get().run.resumable) return;
    store.update(({ result }) => (result ? { result: { ...result, live: true } } : {}));
    this.connection?.reconnect();
  }

  previewShown(): void {
    const { store, telemetry } = this.parts;
    const { run } = store.get();
    if (run.marks.firstChunkMs === undefined || run.marks.firstPreviewMs !== undefined) return;
    const firstPreviewMs = performance.now() - run.startedAt;
    store.update(() => ({ run: { ...run, marks: { ...run.marks, firstPreviewMs } } }));
    telemetry.firstPreview();
    this.report();
  }

  private report(): void {
    if (this.isReported) return;
    this.isReported = true;
    this.connection?.send({ type: "report", ...this.parts.store.get().run.marks });
  }

  /** After a reload: what was running goes on, what was open is open again, also without a server. */
  async restore(): Promise<void> {
    const { store, api, edits, library } = this.parts;
    const kept = await loadWorkspace();
    if (!kept?.generationId || store.get().run.phase !== "idle") return;
    const id = kept.generationId;
    // The first part of a text is no edit of it.
    const savedCode = kept.running ? kept.code : kept.savedCode;
    const draftOfKept: Result = { ...emptyResult(id), code: kept.code, savedCode, version: kept.version, newest: kept.version };
    store.update(() => ({ result: { ...draftOfKept, saving: { state: kept.code === savedCode ? "saved" : "edited" } } }));
    try {
      const detail = await api.generation(id);
      if (detail.status === "queued" || detail.status === "running") {
        store.update(() => ({
          result: { ...draftOfKept, live: true, status: "running", stack: detail.stack, prompt: detail.prompt.text,
            history: detail.history, images: detail.prompt.images.map((one) => api.mediaUrl(one)) },
        }));
        this.connect({ type: "resume", generationId: id, lastSeq: 0 });
        return;
      }
      await library.load(id);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        store.update(() => ({ result: null }));
        return edits.keepSoon();
      }
      store.update(() => ({ notice: { text: `${said(error)} What you see was kept in this browser.`, tone: "problem" } }));
    }
  }

  private connect(first: FirstMessage): void {
    const { store, backend } = this.parts;
    this.connection?.dispose();
    this.isReported = false;
    store.update(() => ({ run: { ...IDLE, phase: "connecting", startedAt: performance.now() } }));
    this.connection = new Connection({ backend, first, onEvent: (event) => this.onEvent(event) });
    this.connection.start();
  }

  private onEvent(event: ConnectionEvent): void {
    const { store, telemetry } = this.parts;
    telemetry.observe(event);
    const now = performance.now();
    const isText = event.type === "frame" && (event.changed || event.frame.type === "keepalive");
    const change = (state: State): Partial<State> => {
      const run = reduceRun(state.run, event, now);
      return { run, ...this.resultAfter(event, state, run) };
    };
    if (isText) store.updateSoon(change);
    else store.update(change);
    this.after(event);
  }

  /** The result panel changes hands only when the handshake is through: a failed attempt leaves the last one in place. */
  private resultAfter(event: ConnectionEvent, state: State, run: State["run"]): Partial<State> {
    const { result } = state;
    if (event.type === "frame" && event.frame.type === "status" && run.generationId !== null) {
      if (result?.generationId !== run.generationId) {
        if (event.frame.phase === "accepted") return {}; // it can still fail to be enqueued
        return { result: this.freshResult(run.generationId, state), tab: state.tab === "code" ? "code" : "preview" };
      }
      return { result: { ...result, engine: run.engine, generator: run.generator, remarks: run.remarks } };
    }
    if (!result || result.generationId !== run.generationId) return {};
    switch (event.type) {
      case "frame":
        return event.changed ? { result: { ...result, code: event.code } } : {};
      case "done":
        return { result: { ...ended(result, event.code), status: "done" } };
      case "cancelled":
        return { result: { ...ended(result, event.code), status: "cancelled" } };
      case "failed":
        return { result: { ...ended(result, event.code), status: "failed" } };
      default:
        return {};
    }
  }

  private after(event: ConnectionEvent): void {
    const { edits, store } = this.parts;
    if (event.type === "frame" && event.frame.type === "status" && event.frame.phase === "queued") edits.keepNow();
    if (event.type !== "done" && event.type !== "cancelled" && event.type !== "failed") return;
    edits.keepNow();
    const { result } = store.get();
    if (event.type === "done") void this.verify(event.code, event.sha256);
    if (event.type === "done" && store.get().run.marks.firstPreviewMs === undefined) this.report();
    if (event.type === "done" && result && result.images.length > 0) store.update(() => ({ tab: "compare" }));
    if (event.type !== "failed" || event.failure.source !== "page") void this.listed();
    if (result?.generationId && event.type !== "failed") void edits.loadVersions(result.generationId);
  }

  /** The list has the new one, and says how long the server took over it. */
  private async listed(): Promise<void> {
    const { store, past } = this.parts;
    await past.refresh();
    const { result, past: list } = store.get();
    const listed = list.items.find((one) => one.id === result?.generationId);
    if (result && listed) store.update(() => ({ result: { ...result, durationMs: listed.durationMs } }));
  }

  /** The text on the page is the text that was generated, or it is fetched whole. */
  private async verify(code: string, expected: string): Promise<void> {
    const { store, api, edits } = this.parts;
    const actual = await sha256(code);
    const { result } = store.get();
    if (actual === null || actual === expected || !result?.generationId || result.code !== code) return;
    try {
      const whole = await api.code(result.generationId);
      store.update(() => ({ result: { ...result, code: whole.code, savedCode: whole.code } }));
      edits.keepSoon();
    } catch {
      const failure = failureOf("lost", { detail: "the code's checksum does not match what was generated" });
      store.update(({ run }) => ({ run: { ...run, failure } }));
    }
  }

  private freshResult(id: string, state: State): Result {
    const asked = this.asked;
    return {
      ...emptyResult(id),
      live: true,
      status: "running",
      stack: asked?.generatedCodeConfig ?? state.draft.stack,
      prompt: asked?.prompt.text ?? "",
      images: asked?.prompt.images.map((one) => (one.startsWith("media:") ? this.parts.api.mediaUrl(one) : one)) ?? [],
      history: asked?.history ?? [],
    };
  }
}
