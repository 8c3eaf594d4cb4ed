/**
 * Small values, written at once: this tab's own in sessionStorage, which a reload keeps, and the newest of all tabs in
 * localStorage, for the next visit. Two tabs don't overwrite each other. Where storage is full or forbidden nothing is
 * kept, and nothing fails.
 */
import { newId } from "../ids";

const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

export function remember(key: string, value: unknown): void {
  const text = JSON.stringify(value);
  attempt(() => sessionStorage.setItem(key, text));
  attempt(() => localStorage.setItem(key, text));
}

/** What this tab remembered last, else what any tab did; undefined when nothing was, or something unreadable. */
export function recall(key: string): unknown {
  const text = attempt(() => sessionStorage.getItem(key)) ?? attempt(() => localStorage.getItem(key));
  return attempt(() => JSON.parse(text ?? "") as unknown);
}

export function forget(key: string): void {
  attempt(() => sessionStorage.removeItem(key));
  attempt(() => localStorage.removeItem(key));
}

const TAB_KEY = "wirelight.tab";
const TABS_KEY = "wirelight.tabs";
const MOST_TABS = 6;

/** This tab's name, the same after a reload. */
export const ownTab: string = attempt(() => sessionStorage.getItem(TAB_KEY)) ?? newId();
attempt(() => sessionStorage.setItem(TAB_KEY, ownTab));

function tabs(): string[] {
  const kept: unknown = attempt(() => JSON.parse(localStorage.getItem(TABS_KEY) ?? "[]"));
  return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
}

/** The tab that kept something last, before this one did. */
export const tabBefore = (): string | undefined => tabs().find((one) => one !== ownTab);

/** This tab keeps something: returns the tabs that are so old that theirs can go. */
export function claimTab(): string[] {
  const known = tabs();
  if (known[0] === ownTab) return [];
  const now = [ownTab, ...known.filter((one) => one !== ownTab)];
  attempt(() => localStorage.setItem(TABS_KEY, JSON.stringify(now.slice(0, MOST_TABS))));
  return now.slice(MOST_TABS);
}
