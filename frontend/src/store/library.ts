/** Opens what was made before: from the list, or by any id that names it. */
import type { Detail } from "../answers";
import { type Api, ApiError, said } from "../api";
import type { Edits } from "./edits";
import { recordedRun } from "./recorded";
import { resultOf, runOf, withEdits } from "./result";
import { isBusy } from "./run";
import type { State } from "./state";
import type { Store } from "./store";

const GENERATION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HANDSHAKE_ID = /^(?:c-[0-9a-f]{12}|[0-9a-f]{32})$/;

export class Library {
  constructor(
    private readonly store: Store<State>,
    private readonly api: Api,
    private readonly edits: Edits,
  ) {}

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
    if (await this.edits.settle()) await this.load(id);
  }

  /** As `open`, without a look at what was open before. */
  async load(id: string): Promise<void> {
    this.store.update(() => ({ opening: id, notice: null }));
    try {
      const [detail, newest] = await Promise.all([this.api.generation(id), this.codeOf(id)]);
      if (this.store.get().opening !== id) return;
      this.store.update(({ tab, result }) => ({
        result: withEdits(resultOf(detail, newest, this.api), result),
        run: runOf(detail),
        opening: null,
        tab: tab === "compare" && detail.prompt.images.length === 0 ? "preview" : tab,
      }));
      this.edits.keepSoon();
      await Promise.all([this.edits.loadVersions(id), this.loadTimeline(detail)]);
    } catch (error) {
      this.store.update(() => ({ opening: null, notice: { text: said(error), tone: "problem" } }));
    }
  }

  private async codeOf(id: string): Promise<{ code: string; version: number }> {
    try {
      return await this.api.code(id);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return { code: "", version: 1 };
      throw error;
    }
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
}
