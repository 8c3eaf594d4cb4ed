/** Identifiers the page makes itself, so that it can name an attempt that never reached the server. */

function hex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export interface AttemptIds {
  connectionId: string;
  traceId: string;
  spanId: string;
}

export function newAttempt(): AttemptIds {
  return { connectionId: `c-${hex(6)}`, traceId: hex(16), spanId: hex(8) };
}

export const newSpanId = (): string => hex(8);

/** crypto.randomUUID is there in secure contexts only, and a page on a local network is none. */
export const newId = (): string => hex(16);

/** A browser can't set headers on a WebSocket: the trace context travels in the query string. */
export function attemptUrl(socketUrl: string, ids: AttemptIds): string {
  return `${socketUrl}?traceparent=00-${ids.traceId}-${ids.spanId}-01&connection=${ids.connectionId}`;
}
