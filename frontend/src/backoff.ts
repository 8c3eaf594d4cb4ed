/** Exponential backoff with full jitter: many pages that lost the same server must not come back in step. */

export const MAX_RECONNECTS = 8; // about 20 s in all: longer than a rolling restart, shorter than a person's patience
const FIRST_MS = 250;
const LONGEST_MS = 5_000;

export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return ceiling / 2 + (ceiling / 2) * random();
}
