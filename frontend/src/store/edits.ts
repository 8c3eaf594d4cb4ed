/** The open code: edited, saved as versions, kept in the browser until it is. */
import { type Api, ApiError, said } from "../api";
import { keepWorkspace, keepWorkspaceLeaving, type Workspace } from "./drafts";
import { isEdited, type Result, type State } from "./state";
import type { Store } from "./store";

const KEEP_DELAY_MS = 400;

export class Edits {
  private keepTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store<State>,
    private readonly api: Api,
  ) {}

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

  private async onConflict(id: string): Promise<void> {
    await this.loadVersions(id);
    const versions = this.store.get().result?.versions;
    const newest = versions?.state === "ready" ? (versions.value[0]?.n ?? 1) : 1;
    this.patch(id, { saving: { state: "conflict", newest } });
  }

  private patch(id: string, change: Partial<Result>): void {
    this.store.update(({ result }) => (result?.generationId === id ? { result: { ...result, ...change } } : {}));
  }
}
