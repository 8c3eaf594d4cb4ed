/** Puts the parts of the page together; views reach everything through it. */
import { createContext, useContext, useSyncExternalStore } from "react";
import { Api } from "../api";
import type { Backend } from "../backend";
import { Telemetry } from "../telemetry/telemetry";
import { Composer } from "./composer";
import { Generation } from "./generation";
import { Library } from "./library";
import type { Run } from "./run";
import { INITIAL, type State } from "./state";
import { Store } from "./store";

const GREET_AGAIN_MS = 3_000; // a restart takes about two

export class Session {
  readonly store = new Store<State>(INITIAL);
  readonly api: Api;
  readonly composer: Composer;
  readonly library: Library;
  readonly generation: Generation;
  private readonly telemetry: Telemetry;
  private noticed: Run | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend) {
    this.telemetry = new Telemetry(backend);
    this.api = new Api(backend);
    this.composer = new Composer(this.store, this.api);
    this.library = new Library(this.store, this.api);
    const { store, api, composer, library, telemetry } = this;
    this.generation = new Generation({ store, api, backend, composer, library, telemetry });
    // A connection that found nobody says more about the server than the last look at it.
    store.subscribe(() => {
      const { run, server } = store.get();
      if (server === "here" && run.failure?.outcome === "unreachable" && run !== this.noticed) {
        this.noticed = run;
        void this.greet();
      }
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void this.greet());
    addEventListener("pagehide", () => library.keepLeaving());
  }

  start(): void {
    void this.composer.restore();
    void this.greet();
    void this.restore();
    addEventListener("hashchange", () => void this.openAddressed());
  }

  private async restore(): Promise<void> {
    await this.generation.restore();
    await this.openAddressed();
  }

  /** `/#<id>` opens a generation, connection or trace, as logs and dashboards name them. */
  private async openAddressed(): Promise<void> {
    const id = location.hash.slice(1);
    if (id === "") return;
    history.replaceState(null, "", location.pathname); // a reload then brings back what is open, not what was
    await this.library.lookUp(id);
  }

  /** Asks what the service can do, again and again while it is away; its history with it. */
  async greet(): Promise<void> {
    clearTimeout(this.timer);
    try {
      const capabilities = await this.api.capabilities();
      this.store.update(() => ({ server: "here", capabilities }));
      this.telemetry.deliverSoon();
      // A service that is just starting has no worker yet: it can do more in a moment.
      if (capabilities.generators.length === 0) this.greetAgain();
      await this.library.refresh();
    } catch {
      this.store.update(() => ({ server: "away" }));
      this.greetAgain();
    }
  }

  private greetAgain(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.greet(), GREET_AGAIN_MS);
  }
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("no session around this view");
  return session;
}

export function useShown<T>(select: (state: State) => T): T {
  const { store } = useSession();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
