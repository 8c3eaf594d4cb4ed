/** The service's table of outcomes, as generated JSON: every sentence that explains a failure comes from here. */
import table from "./outcomes.json";

export type Fault = "none" | "client" | "server";
export type HandshakeOutcome = keyof typeof table.handshake;
export type GenerationOutcome = keyof typeof table.generation;
export type PageOutcome = keyof typeof table.page;

export interface Explanation {
  fault: Fault;
  cause: string;
  remedy: string;
  closeCode: number | null;
  httpStatus: number | null;
}

const handshake: Record<string, Explanation> = table.handshake as Record<HandshakeOutcome, Explanation>;
const generation: Record<string, Explanation> = table.generation as Record<GenerationOutcome, Explanation>;
const page: Record<string, Explanation> = table.page as Record<PageOutcome, Explanation>;

/** What an outcome means; undefined for a name that a newer service made up. */
export function explain(outcome: string): Explanation | undefined {
  return handshake[outcome] ?? generation[outcome] ?? page[outcome];
}

/** The handshake was through: what failed came after it. */
export const isOfGeneration = (outcome: string): boolean => outcome !== "ok" && outcome in generation;


/** The outcome a close frame speaks of: its reason begins with the name, else its code is looked up when unambiguous. */
export function outcomeOfClose(code: number, reason: string): string | undefined {
  const named = /^([a-z_]+)(?::|$)/.exec(reason)?.[1];
  if (named !== undefined && named !== "ok" && explain(named) !== undefined) return named;
  const sharing = [...Object.entries(handshake), ...Object.entries(generation)]
    .filter(([name, row]) => name !== "ok" && row.closeCode === code)
    .map(([name]) => name);
  return sharing.length === 1 ? sharing[0] : undefined;
}
