import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GONE_AFTER_MS, Liveness, STALLED_AFTER_MS } from "../src/liveness";

describe("liveness", () => {
  let told: string[];
  let liveness: Liveness;

  beforeEach(() => {
    vi.useFakeTimers();
    told = [];
    liveness = new Liveness({
      stalled: () => told.push("stalled"),
      alive: () => told.push("alive"),
      gone: () => told.push("gone"),
    });
    liveness.watch();
  });
  afterEach(() => {
    liveness.stop();
    vi.useRealTimers();
  });

  const ticksFor = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += 100) {
      vi.advanceTimersByTime(100);
      liveness.heard();
    }
  };

  it("says nothing while ticks arrive", () => {
    ticksFor(20_000);
    expect(told).toEqual([]);
  });

  it("says once that it stalled, and that it is back", () => {
    ticksFor(500);
    vi.advanceTimersByTime(STALLED_AFTER_MS + 1_500);
    liveness.heard();
    ticksFor(1_000);
    expect(told).toEqual(["stalled", "alive"]);
  });

  it("gives up after five seconds and then keeps quiet", () => {
    vi.advanceTimersByTime(GONE_AFTER_MS + 20_000);
    expect(told).toEqual(["stalled", "gone"]);
  });

  it("does not take its own late waking for the server's silence", () => {
    let now = 0;
    const sleepy = new Liveness({ stalled: () => told.push("stalled"), alive: () => {}, gone: () => told.push("gone") }, () => now);
    sleepy.watch();
    now = 60_000; // the tab was suspended for a minute; the ticks wait in the event queue behind this timer
    vi.advanceTimersByTime(250);
    sleepy.heard();
    now = 60_250;
    vi.advanceTimersByTime(250);
    sleepy.stop();
    expect(told).toEqual([]);
  });
});
