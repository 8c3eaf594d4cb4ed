/** The page's state: one immutable value, changed in one place; what streams in is shown a few times a second. */

// As fast as reading eyes follow; a model's chunks and a screen's frames come faster, and each costs a look at all the code.
export const SHOW_EVERY_MS = 50;

export class Store<State> {
  private readonly listeners = new Set<() => void>();
  private scheduled = false;
  private shownAt = -Infinity;

  constructor(private state: State) {}

  get = (): State => this.state;

  update(change: (state: State) => Partial<State>): void {
    this.state = { ...this.state, ...change(this.state) };
    this.show();
  }

  /** As `update`, but listeners hear of it together with what else arrives within SHOW_EVERY_MS. */
  updateSoon(change: (state: State) => Partial<State>): void {
    this.state = { ...this.state, ...change(this.state) };
    if (this.scheduled) return;
    this.scheduled = true;
    setTimeout(() => this.scheduled && this.show(), Math.max(0, this.shownAt + SHOW_EVERY_MS - performance.now()));
  }

  private show(): void {
    this.scheduled = false;
    this.shownAt = performance.now();
    for (const listener of this.listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}
