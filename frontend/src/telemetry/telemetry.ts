import type { ConnectionEvent } from "../connection";

export class Telemetry {
  click(): void {}
  observe(_event: ConnectionEvent): void {}
  firstPreview(): void {}
}
