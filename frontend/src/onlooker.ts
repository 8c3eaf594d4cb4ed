/**
 * Looks at a handshake that takes long from beside. Its steps come in one message when the server has accepted; while a
 * database is slow there is no message yet, and the server's record of the attempt says which step it is at.
 */
import type { Backend } from "./backend";
import { ask } from "./diagnosis";
import { parseSteps } from "./frames";
import type { StepResult } from "./protocol";

export const LOOK_EVERY_MS = 700; // a handshake is recorded from 250 ms on

export interface Scene {
  backend: Backend;
  connectionId: string;
  fetch: typeof fetch;
  onSteps: (steps: StepResult[]) => void;
}

export class Onlooker {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isWatching = true;

  constructor(private readonly scene: Scene) {
    this.lookSoon();
  }

  stop(): void {
    this.isWatching = false;
    clearTimeout(this.timer);
  }

  private lookSoon(): void {
    this.timer = setTimeout(() => void this.look(), LOOK_EVERY_MS);
  }

  private async look(): Promise<void> {
    const answer = await ask(this.scene, `/api/handshakes/${this.scene.connectionId}`);
    if (!this.isWatching) return;
    const steps = answer !== "silence" && answer.status === 200 && answer.body ? parseSteps(answer.body) : [];
    if (steps.length > 0) this.scene.onSteps(steps);
    this.lookSoon();
  }
}
