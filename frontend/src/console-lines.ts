/** The lines of the browser's console. Their text is fixed: people search for it. */
import type { Failure } from "./failure";

export type Log = Pick<Console, "log" | "error">;

export const connecting = (url: string): string => `[WS] Connecting to backend @ ${url}`;
export const CONNECTED = "[WS] ✓ CONNECTED to backend successfully";
const unreachable = (url: string): string => `[WS] ✗ CONNECTION ERROR - backend unreachable at ${url}`;
const UNKNOWN = "[WS] ✗ Unknown server or connection error";

/** The line that everybody knows, and then what it never used to say: the cause. */
export function sayFailure(log: Log, failure: Failure, url: string, opened: boolean): void {
  log.error(!opened && failure.outcome === "unreachable" ? unreachable(url) : UNKNOWN);
  const where = failure.step === null ? "" : ` at step ${failure.step}`;
  const exactly = failure.detail && ` (${failure.detail})`;
  log.error(`[WS]   ${failure.outcome}${where}: ${failure.cause}${exactly} ${failure.remedy}`);
}
