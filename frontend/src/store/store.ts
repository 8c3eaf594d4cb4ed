/** The page's state: one immutable value, changed in one place, shown at most once a frame. */

export class Store<State> {
  private readonly listeners = new Set<() => void>();
  private scheduled = false;

  constructor(private state: State) {}

  get = (): State => this.state;

  update(change: (state: State) => Partial<State>): void {
    this.state = { ...this.state, ...change(this.state) };
    for (const listener of this.listeners) listener();
  }

  /** As `update`, but listeners hear of it with the next frame: chunks arrive faster than a screen can show them. */
  updateSoon(change: (state: State) => Partial<State>): void {
    this.state = { ...this.state, ...change(this.state) };
    if (this.scheduled) return;
    this.scheduled = true;
    const tellAll = (): void => {
      this.scheduled = false;
      for (const listener of this.listeners) listener();
    };
    // A hidden page gets no frames, yet must not fall behind.
    if (document.visibilityState === "visible") requestAnimationFrame(tellAll);
    else setTimeout(tellAll, 100);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}
