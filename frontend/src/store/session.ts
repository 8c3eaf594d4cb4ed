/** Puts the parts of the page together; views reach everything through it. */
import { createContext, useContext, useSyncExternalStore } from "react";
import { Api } from "../api";
import type { Backend } from "../backend";
import { Telemetry } from "../telemetry/telemetry";
import { Composer } from "./composer";
import { Generation } from "./generation";
import { Library, said } from "./library";
import { INITIAL, type State } from "./state";
import { Store } from "./store";

const RETRY_CAPABILITIES_MS = 3_000;

export class Session {
  readonly store = new Store<State>(INITIAL);
  readonly api: Api;
  readonly composer: Composer;
  readonly library: Library;
  readonly generation: Generation;
  private readonly telemetry: Telemetry;

  constructor(backend: Backend) {
    this.telemetry = new Telemetry(backend);
    this.api = new Api(backend);
    this.composer = new Composer(this.store, this.api);
    this.library = new Library(this.store, this.api);
    const { store, api, composer, library, telemetry } = this;
    this.generation = new Generation({ store, api, backend, composer, library, telemetry });
    addEventListener("pagehide", () => library.keepLeaving());
  }

  start(): void {
    void this.composer.restore();
    void this.generation.restore();
    void this.greet();
  }

  /** Asks what the service can do, again and again while it is away; its history with it. */
  async greet(): Promise<void> {
    try {
      const value = await this.api.capabilities();
      this.store.update(() => ({ capabilities: { state: "ready", value } }));
      this.telemetry.deliverSoon();
      // A service that is just starting has no worker yet: it can do more in a moment.
      if (value.generators.length === 0) setTimeout(() => void this.greet(), RETRY_CAPABILITIES_MS);
      await this.library.refresh();
    } catch (error) {
      const message = said(error);
      this.store.update(({ past }) => ({
        capabilities: { state: "error", message },
        past: { ...past, state: "error", message },
      }));
      setTimeout(() => void this.greet(), RETRY_CAPABILITIES_MS);
    }
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
