/** The ten steps, as generated from the service's own table. */
import table from "./steps.json";

export interface StepRow {
  number: number;
  span: string;
  name: string;
  text: string;
}

export const STEPS: readonly StepRow[] = table;
export const LAST_HANDSHAKE_STEP = 8;
export const KEEP_ALIVE_STEP = 9;

export function stepName(number: number): string {
  return STEPS[number]?.name ?? `step ${number}`;
}
