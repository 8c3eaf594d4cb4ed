/** Puts the parts of the page together; views reach everything through it. */
import { createContext, useContext, useSyncExternalStore } from "react";
import { Api, ApiError } from "../api";
import type { Backend } from "../backend";
import { Telemetry } from "../telemetry/telemetry";
import { Composer } from "./composer";
import { Edits } from "./edits";
import { Generation } from "./generation";
import { Library } from "./library";
import { Past } from "./past";
import type { Run } from "./run";
import { INITIAL, type State } from "./state";
import { Store } from "./store";

const COOKIE_VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/; // RFC 6265, cookie-octet
const GREET_AGAIN_MS = 3_000; // a restart takes about two

export class Session {
  readonly store = new Store<State>(INITIAL);
  readonly api: Api;
  readonly composer: Composer;
  readonly edits: Edits;
  readonly past: Past;
  readonly library: Library;
  readonly generation: Generation;
  private readonly telemetry: Telemetry;
  private noticed: Run | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend) {
    this.telemetry = new Telemetry(backend);
    this.api = new Api(backend);
    this.composer = new Composer(this.store, this.api);
    this.edits = new Edits(this.store, this.api);
    this.past = new Past(this.store, this.api);
    this.library = new Library(this.store, this.api, this.edits);
    const { store, api, composer, edits, past, library, telemetry } = this;
    this.generation = new Generation({ store, api, backend, composer, edits, past, library, telemetry });
    // A connection that found nobody says more about the server than the last look at it.
    store.subscribe(() => {
      const { run, server } = store.get();
      if (server === "here" && run.failure?.outcome === "unreachable" && run !== this.noticed) {
        this.noticed = run;
        void this.greet();
      }
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void this.greet());
    addEventListener("pagehide", () => {
      edits.keepLeaving();
      telemetry.leave();
    });
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
      await this.past.refresh();
    } catch (error) {
      const isLocked = error instanceof ApiError && error.status === 401;
      this.store.update(({ past }) => ({
        server: isLocked ? "locked" : "away",
        past: past.state === "loading" ? { ...past, state: "error" } : past,
      }));
      if (!isLocked) this.greetAgain();
    }
  }

  /** For a service with AUTH_TOKEN: a cookie, since a browser sets no headers on a WebSocket. False when it can't be one. */
  async unlock(token: string): Promise<boolean> {
    if (!COOKIE_VALUE.test(token)) return false;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `wirelight_token=${token}; Path=/; SameSite=Strict${secure}`;
    await this.greet();
    return this.store.get().server === "here";
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
