// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SHOW_EVERY_MS, Store } from "../src/store/store";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("what streams in", () => {
  it("is shown at once when it is the first, and then together with what else arrives", () => {
    const store = new Store({ chunks: 0 });
    const shown: number[] = [];
    store.subscribe(() => shown.push(store.get().chunks));
    const arrive = (): void => store.updateSoon(({ chunks }) => ({ chunks: chunks + 1 }));
    arrive();
    vi.advanceTimersByTime(0);
    expect(shown).toEqual([1]);
    for (let chunk = 0; chunk < 40; chunk++) {
      arrive();
      vi.advanceTimersByTime(SHOW_EVERY_MS / 20);
    }
    vi.advanceTimersByTime(SHOW_EVERY_MS);
    expect(shown.at(-1)).toBe(41);
    expect(shown.length).toBeLessThanOrEqual(4);
  });

  it("does not hold up what happens once, and is shown with it", () => {
    const store = new Store({ chunks: 0, phase: "generating" });
    const shown: string[] = [];
    store.subscribe(() => shown.push(`${store.get().chunks} ${store.get().phase}`));
    store.updateSoon(() => ({ chunks: 1 }));
    store.update(() => ({ phase: "done" }));
    vi.advanceTimersByTime(SHOW_EVERY_MS);
    expect(shown).toEqual(["1 done"]);
  });
});
