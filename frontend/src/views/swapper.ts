/** Two frames, one in sight: a refresh loads in the hidden one and changes places when it is ready. No flicker. */

const MIN_SPACING_MS = 220; // about four refreshes a second while code streams in
// A large page is laid out whole each time: that takes a quarter of the time at most, if it need not take more.
const REST = 3;
const LONGEST_REST_MS = 2_000;
const LOAD_LIMIT_MS = 1_500; // a slow image must not hold up the text

export class FrameSwapper {
  private front = 0;
  private pending: (() => string) | null = null;
  private loading = false;
  private readyAt = -Infinity;
  private isUrgent = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private disposed = false;

  constructor(
    private readonly frames: readonly [HTMLIFrameElement, HTMLIFrameElement],
    private readonly onShown: () => void,
  ) {}

  /** `make` is called when the document is really loaded, with what is newest then. A `last` one does not wait its turn. */
  show(make: () => string, last = false): void {
    this.pending = make;
    this.isUrgent ||= last;
    this.next();
  }

  isFront(source: MessageEventSource | null): boolean {
    return this.frames[this.front as 0 | 1].contentWindow === source;
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
  }

  private next(): void {
    if (this.loading || this.pending === null || this.disposed) return;
    const wait = this.isUrgent ? 0 : this.readyAt - performance.now();
    clearTimeout(this.timer);
    if (wait > 0) {
      this.timer = setTimeout(() => this.next(), wait);
      return;
    }
    const make = this.pending;
    this.pending = null;
    this.isUrgent = false;
    this.load(make());
  }

  private load(html: string): void {
    this.loading = true;
    const start = performance.now();
    const back = this.frames[(1 - this.front) as 0 | 1];
    const finish = (): void => {
      back.onload = null;
      clearTimeout(limit);
      if (this.disposed) return;
      // It has a frame's time to be painted before it comes to light.
      if (document.visibilityState === "visible") requestAnimationFrame(() => requestAnimationFrame(reveal));
      else reveal();
    };
    const reveal = (): void => {
      if (this.disposed) return;
      const now = performance.now();
      const rest = Math.min(LONGEST_REST_MS, REST * (now - start));
      this.readyAt = Math.max(start + MIN_SPACING_MS, now + rest);
      this.swap();
      this.loading = false;
      this.onShown();
      this.next();
    };
    const limit = setTimeout(finish, LOAD_LIMIT_MS);
    back.onload = finish;
    back.srcdoc = html;
  }

  private swap(): void {
    this.front = 1 - this.front;
    this.frames.forEach((frame, index) => {
      const isFront = index === this.front;
      frame.dataset["front"] = String(isFront);
      frame.inert = !isFront;
      frame.setAttribute("aria-hidden", String(!isFront));
    });
  }
}
