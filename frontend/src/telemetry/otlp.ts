/** The OpenTelemetry web SDK, in a chunk of its own: makes real spans of the records and sends them as OTLP in JSON. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from "@opentelemetry/api";
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { IdGenerator, ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace-base";
import { WebTracerProvider } from "@opentelemetry/sdk-trace-web";
import type { Delivery } from "./outbox";
import type { SpanRecord } from "./spans";

const SEND_LIMIT_MS = 5_000;
const KEPT_AFTER_MS = 5_000;

/** The ids went out with the handshake; the SDK's spans must carry the very same. */
class GivenIds implements IdGenerator {
  next: SpanRecord | null = null;
  generateTraceId = (): string => this.next?.traceId ?? "";
  generateSpanId = (): string => this.next?.spanId ?? "";
}

class Collected implements SpanProcessor {
  spans: ReadableSpan[] = [];
  onStart(): void {}
  onEnd(span: ReadableSpan): void {
    this.spans.push(span);
  }
  forceFlush = async (): Promise<void> => {};
  shutdown = async (): Promise<void> => {};
}

export function toReadable(records: readonly SpanRecord[], now: number): ReadableSpan[] {
  const ids = new GivenIds();
  const collected = new Collected();
  const provider = new WebTracerProvider({
    resource: resourceFromAttributes({ "service.name": "wirelight-browser" }),
    idGenerator: ids,
    spanProcessors: [collected],
  });
  const tracer = provider.getTracer("wirelight-page");
  for (const record of records) {
    ids.next = record;
    const isRoot = record.parentSpanId === null;
    const parent = isRoot
      ? ROOT_CONTEXT
      : trace.setSpanContext(ROOT_CONTEXT, {
          traceId: record.traceId,
          spanId: record.parentSpanId ?? "",
          traceFlags: TraceFlags.SAMPLED,
        });
    const kept = isRoot && now - record.end > KEPT_AFTER_MS ? { "ws.attempt.kept": true } : {};
    const span = tracer.startSpan(
      record.name,
      {
        kind: isRoot ? SpanKind.CLIENT : SpanKind.INTERNAL,
        startTime: new Date(record.start),
        attributes: { ...record.attributes, ...kept },
      },
      parent,
    );
    if (record.error !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: record.error });
    span.end(new Date(record.end));
  }
  return collected.spans;
}

export async function send(url: string, records: readonly SpanRecord[], now: number): Promise<Delivery> {
  const body = JsonTraceSerializer.serializeRequest(toReadable(records, now));
  if (body === undefined) return "refused";
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(SEND_LIMIT_MS),
    });
    if (response.ok) return "taken";
    // What is malformed today is malformed tomorrow; anything else is worth another try.
    return [400, 413, 415, 422].includes(response.status) ? "refused" : "later";
  } catch {
    return "later";
  }
}
