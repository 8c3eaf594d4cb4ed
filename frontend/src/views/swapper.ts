/** Two frames, one in sight: a refresh loads in the hidden one and changes places when it is ready. No flicker. */

const MIN_SPACING_MS = 220; // about four refreshes a second while code streams in
const LOAD_LIMIT_MS = 1_500; // a slow image must not hold up the text

export class FrameSwapper {
  private front = 0;
  private pending: (() => string) | null = null;
  private loading = false;
  private lastStart = -Infinity;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private disposed = false;

  constructor(
    private readonly frames: readonly [HTMLIFrameElement, HTMLIFrameElement],
    private readonly onShown: () => void,
  ) {}

  /** `make` is called when the document is really loaded, with what is newest then. */
  show(make: () => string): void {
    this.pending = make;
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
    const wait = this.lastStart + MIN_SPACING_MS - performance.now();
    clearTimeout(this.timer);
    if (wait > 0) {
      this.timer = setTimeout(() => this.next(), wait);
      return;
    }
    const make = this.pending;
    this.pending = null;
    this.load(make());
  }

  private load(html: string): void {
    this.loading = true;
    this.lastStart = performance.now();
    const back = this.frames[(1 - this.front) as 0 | 1];
    const finish = (): void => {
      back.onload = null;
      clearTimeout(limit);
      if (this.disposed) return;
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
