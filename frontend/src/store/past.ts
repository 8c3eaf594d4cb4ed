/** The list of past generations. */
import { type Api, ApiError, said } from "../api";
import type { State } from "./state";
import type { Store } from "./store";

export class Past {
  constructor(
    private readonly store: Store<State>,
    private readonly api: Api,
  ) {}

  async refresh(): Promise<void> {
    try {
      const { generations, next } = await this.api.generations(null);
      this.patch({ state: "ready", items: generations, next, message: "" });
    } catch (error) {
      // Without a token the page says so in a larger place.
      const isLocked = error instanceof ApiError && error.status === 401;
      this.patch({ state: "error", message: isLocked ? "" : said(error) });
    }
  }

  async more(): Promise<void> {
    const { next, loadingMore } = this.store.get().past;
    if (next === null || loadingMore) return;
    this.patch({ loadingMore: true });
    try {
      const page = await this.api.generations(next);
      this.store.update(({ past }) => ({
        past: { ...past, items: [...past.items, ...page.generations], next: page.next, loadingMore: false },
      }));
    } catch (error) {
      this.patch({ loadingMore: false, message: said(error) });
    }
  }

  search(query: string): void {
    this.patch({ query });
  }

  private patch(change: Partial<State["past"]>): void {
    this.store.update(({ past }) => ({ past: { ...past, ...change } }));
  }
}
