/** Tells whether the server is still there, from its ticks. All timers of it stand here. */

export const STALLED_AFTER_MS = 1_000; // ten ticks: more than jitter, less than a person's patience
export const GONE_AFTER_MS = 5_000; // a mobile network's hand-over takes up to three seconds
const CHECK_EVERY_MS = 250;
// A throttled or suspended tab wakes late; the ticks that arrived meanwhile are still in its event queue.
const LATE_WAKE_MS = 1_000;

export interface LivenessListener {
  stalled: () => void;
  alive: () => void;
  gone: () => void;
}

export class Liveness {
  private timer: ReturnType<typeof setInterval> | undefined;
  private lastTick = 0;
  private lastCheck = 0;
  private isStalled = false;

  constructor(
    private readonly listener: LivenessListener,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Called for every frame: any frame is a sign of life. */
  heard(): void {
    this.lastTick = this.now();
    if (this.isStalled) {
      this.isStalled = false;
      this.listener.alive();
    }
  }

  /** From step 9 on, when ticks are due. */
  watch(): void {
    if (this.timer !== undefined) return;
    this.lastTick = this.lastCheck = this.now();
    this.timer = setInterval(() => this.check(), CHECK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.isStalled = false;
  }

  private check(): void {
    const now = this.now();
    const wokeLate = now - this.lastCheck > LATE_WAKE_MS;
    this.lastCheck = now;
    if (wokeLate) return;
    const age = now - this.lastTick;
    if (age >= GONE_AFTER_MS) {
      this.stop();
      this.listener.gone();
    } else if (age >= STALLED_AFTER_MS && !this.isStalled) {
      this.isStalled = true;
      this.listener.stalled();
    }
  }
}
