/** Past generations, and the one that is open: its code, versions and edits. */
import { type Api, ApiError, type Detail } from "../api";
import { failureOf } from "../failure";
import { keepWorkspace, keepWorkspaceLeaving, type Workspace } from "./drafts";
import { IDLE, isBusy, recordedRun, type Run } from "./run";
import { isEdited, type Result, type State } from "./state";
import type { Store } from "./store";

const KEEP_DELAY_MS = 400;
const GENERATION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HANDSHAKE_ID = /^(?:c-[0-9a-f]{12}|[0-9a-f]{32})$/;

export class Library {
  private keepTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store<State>,
    private readonly api: Api,
  ) {}

  async refresh(): Promise<void> {
    try {
      const { generations, next } = await this.api.generations(null);
      this.patchPast({ state: "ready", items: generations, next, message: "" });
    } catch (error) {
      this.patchPast({ state: "error", message: said(error) });
    }
  }

  async more(): Promise<void> {
    const { next, loadingMore } = this.store.get().past;
    if (next === null || loadingMore) return;
    this.patchPast({ loadingMore: true });
    try {
      const page = await this.api.generations(next);
      this.store.update(({ past }) => ({
        past: { ...past, items: [...past.items, ...page.generations], next: page.next, loadingMore: false },
      }));
    } catch (error) {
      this.patchPast({ loadingMore: false, message: said(error) });
    }
  }

  search(query: string): void {
    this.patchPast({ query });
  }

  /** Opens whatever an id names: a generation, or the handshake of a connection or trace. False when it is no id. */
  async lookUp(id: string): Promise<boolean> {
    if (isBusy(this.store.get().run)) return false;
    if (GENERATION_ID.test(id)) await this.open(id);
    else if (HANDSHAKE_ID.test(id)) await this.openHandshake(id);
    else return false;
    return true;
  }

  private async openHandshake(id: string): Promise<void> {
    try {
      const timeline = await this.api.timeline(id);
      const run = recordedRun(timeline);
      if (timeline.generationId !== null && run.failure === null) return await this.open(timeline.generationId);
      this.store.update(() => ({ run, notice: null }));
    } catch (error) {
      this.store.update(() => ({ notice: { text: said(error), tone: "problem" } }));
    }
  }

  /** Opens a past generation; edits that the server does not have yet are saved first. */
  async open(id: string): Promise<void> {
    if (await this.settle()) await this.load(id);
  }

  /** As `open`, without a look at what was open before. */
  async load(id: string): Promise<void> {
    this.store.update(() => ({ opening: id, notice: null }));
    try {
      const [detail, newest] = await Promise.all([this.api.generation(id), this.codeOf(id)]);
      if (this.store.get().opening !== id) return;
      this.store.update(({ tab }) => ({
        result: resultOf(detail, newest, this.api),
        run: runOf(detail),
        opening: null,
        tab: tab === "compare" && detail.prompt.images.length === 0 ? "preview" : tab,
      }));
      this.keepSoon();
      await Promise.all([this.loadVersions(id), this.loadTimeline(detail)]);
    } catch (error) {
      this.store.update(() => ({ opening: null, notice: { text: said(error), tone: "problem" } }));
    }
  }

  /** Leaves the open generation for an empty page. */
  async close(): Promise<void> {
    if (!(await this.settle())) return;
    this.store.update(({ draft }) => ({ result: null, run: IDLE, tab: "preview", draft: { ...draft, mode: "create" } }));
    this.keepSoon();
  }

  async loadVersions(id: string): Promise<void> {
    try {
      const versions = await this.api.versions(id);
      this.patch(id, { versions: { state: "ready", value: versions } });
    } catch (error) {
      this.patch(id, { versions: { state: "error", message: said(error) } });
    }
  }

  editCode(code: string): void {
    const { result } = this.store.get();
    if (!result || result.live || code === result.code) return;
    this.store.updateSoon(() => ({
      result: { ...result, code, saving: { state: code === result.savedCode ? "saved" : "edited" } },
    }));
    this.keepSoon();
  }

  /** Makes the edited code the newest version. `base` other than the one it began from overrules a conflict. */
  async save(base?: number): Promise<boolean> {
    const { result } = this.store.get();
    if (!result?.generationId || result.live) return false;
    const { generationId: id, code } = result;
    this.patch(id, { saving: { state: "saving" } });
    try {
      const { n } = await this.api.saveVersion(id, code, base ?? result.newest);
      const now = this.store.get().result;
      this.patch(id, {
        version: n,
        newest: n,
        savedCode: code,
        saving: { state: now && now.code !== code ? "edited" : "saved" },
      });
      this.keepSoon();
      await this.loadVersions(id);
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) await this.onConflict(id);
      else this.patch(id, { saving: { state: "failed", message: said(error) } });
      return false;
    }
  }

  async showVersion(n: number): Promise<void> {
    const { result } = this.store.get();
    if (!result?.generationId || !(await this.settle())) return;
    const id = result.generationId;
    try {
      const code = await this.api.version(id, n);
      this.patch(id, { code, savedCode: code, version: n, saving: { state: "saved" } });
      this.keepSoon();
    } catch (error) {
      this.store.update(() => ({ notice: { text: said(error), tone: "problem" } }));
    }
  }

  discardEdits(): void {
    const { result } = this.store.get();
    if (!result) return;
    this.store.update(() => ({ result: { ...result, code: result.savedCode, saving: { state: "saved" } } }));
    this.keepSoon();
  }

  /** True when nothing unsaved stands in the way of leaving the open code. */
  async settle(): Promise<boolean> {
    const { result } = this.store.get();
    if (!result || !isEdited(result) || (await this.save())) return true;
    const text = "Your edit is not saved yet. Save or discard it first; it is kept here meanwhile.";
    this.store.update(() => ({ tab: "code", notice: { text, tone: "problem" } }));
    return false;
  }

  /** Keeps the open code in the browser shortly, so that a reload brings it back without the server. */
  keepSoon(): void {
    clearTimeout(this.keepTimer);
    this.keepTimer = setTimeout(() => this.keepNow(), KEEP_DELAY_MS);
  }

  keepNow(): void {
    clearTimeout(this.keepTimer);
    void keepWorkspace(this.workspace());
  }

  keepLeaving(): void {
    clearTimeout(this.keepTimer);
    keepWorkspaceLeaving(this.workspace());
  }

  private workspace(): Workspace {
    const { result } = this.store.get();
    return {
      generationId: result?.generationId ?? null,
      running: result?.live ?? false,
      code: result?.code ?? "",
      savedCode: result?.savedCode ?? "",
      version: result?.version ?? 1,
    };
  }

  private async codeOf(id: string): Promise<{ code: string; version: number }> {
    try {
      return await this.api.code(id);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return { code: "", version: 1 };
      throw error;
    }
  }

  private async onConflict(id: string): Promise<void> {
    await this.loadVersions(id);
    const versions = this.store.get().result?.versions;
    const newest = versions?.state === "ready" ? (versions.value[0]?.n ?? 1) : 1;
    this.patch(id, { saving: { state: "conflict", newest } });
  }

  private async loadTimeline(detail: Detail): Promise<void> {
    if (!detail.connectionId || detail.status === "failed") return;
    try {
      const recorded = recordedRun(await this.api.timeline(detail.connectionId));
      this.store.update(({ run, result }) =>
        result?.generationId === detail.id && run.phase === "recorded"
          ? { run: { ...recorded, remarks: run.remarks, engine: run.engine, generator: run.generator } }
          : {},
      );
    } catch {
      // A node keeps its last handshakes only: the panel then says that the steps are no longer at hand.
    }
  }

  private patch(id: string, change: Partial<Result>): void {
    this.store.update(({ result }) => (result?.generationId === id ? { result: { ...result, ...change } } : {}));
  }

  private patchPast(change: Partial<State["past"]>): void {
    this.store.update(({ past }) => ({ past: { ...past, ...change } }));
  }
}

export const said = (error: unknown): string =>
  error instanceof ApiError ? [error.message, error.remedy].filter(Boolean).join(" ") : String(error);

function resultOf(detail: Detail, { code, version }: { code: string; version: number }, api: Api): Result {
  return {
    generationId: detail.id,
    status: detail.status,
    live: false,
    code,
    savedCode: code,
    version,
    newest: version,
    versions: { state: "loading" },
    saving: { state: "saved" },
    stack: detail.stack,
    prompt: detail.prompt.text,
    images: detail.prompt.images.filter((one) => one.startsWith("media:")).map((one) => api.mediaUrl(one)),
    history: detail.history,
    generator: detail.generator,
    engine: detail.engine,
    remarks: detail.remarks,
    durationMs: detail.durationMs,
  };
}

/** The panel for a generation that ended in the past. */
function runOf(detail: Detail): Run {
  const base: Run = {
    ...IDLE,
    phase: "recorded",
    generationId: detail.id,
    traceId: detail.traceId,
    connectionId: detail.connectionId,
    engine: detail.engine,
    generator: detail.generator,
    remarks: detail.remarks,
  };
  if (detail.status !== "failed" || !detail.outcome) return base;
  const failure = failureOf(detail.outcome, {
    ...(detail.cause && { cause: detail.cause }),
    ...(detail.remedy && { remedy: detail.remedy }),
    detail: detail.detail,
    source: "asked",
  });
  return { ...base, phase: "failed", failure };
}
