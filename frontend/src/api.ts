/** The service's HTTP side. Errors carry the server's words. */
import {
  type Capabilities, type Detail, isJson, type Json, objects, type Page, text, textOrNull, toCapabilities, toDetail,
  toSummary, toTimeline, toVersion, type Version,
} from "./answers";
import type { Backend } from "./backend";
import { sentence } from "./sentence";
import type { Recorded } from "./store/recorded";

/** An answer that says no, or none at all (`status` 0). */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly remedy = "",
    readonly traceId = "",
  ) {
    super(message);
  }
}

/** What to show of an error, in whole sentences. */
export const said = (error: unknown): string =>
  error instanceof ApiError ? [error.message, error.remedy].filter(Boolean).map(sentence).join(" ") : String(error);

const LIMIT_MS = 8_000;
const UPLOAD_LIMIT_MS = 60_000; // 12 megapixels over a slow uplink

export class Api {
  constructor(private readonly backend: Backend) {}

  async capabilities(): Promise<Capabilities> {
    return toCapabilities(await this.json("/api/capabilities"));
  }

  async generations(before: string | null, limit = 20): Promise<Page> {
    const query = new URLSearchParams({ limit: String(limit), ...(before && { before }) });
    const o = await this.json(`/api/generations?${query}`);
    return { generations: objects(o, "generations").map(toSummary), next: textOrNull(o, "next") };
  }

  async generation(id: string): Promise<Detail> {
    return toDetail(await this.json(`/api/generations/${id}`));
  }

  /** The newest code and the number of its version. */
  async code(id: string): Promise<{ code: string; version: number }> {
    const response = await this.request(`/api/generations/${id}/code`);
    return { code: await response.text(), version: Number(response.headers.get("X-Version")) || 1 };
  }

  async versions(id: string): Promise<Version[]> {
    const o = await this.json(`/api/generations/${id}/versions`);
    return objects(o, "versions").map(toVersion).sort((a, b) => b.n - a.n);
  }

  async version(id: string, n: number): Promise<string> {
    return (await this.request(`/api/generations/${id}/versions/${n}`)).text();
  }

  async saveVersion(id: string, code: string, base: number): Promise<Version> {
    const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code, base }) };
    return toVersion(await this.json(`/api/generations/${id}/versions`, init));
  }

  /** Stores an image; the answer is its reference, `media:<sha256>`. */
  async upload(image: Blob): Promise<string> {
    const init = { method: "POST", headers: { "Content-Type": image.type }, body: image };
    return text(await this.json("/api/media", init, UPLOAD_LIMIT_MS), "id");
  }

  mediaUrl(reference: string): string {
    return this.backend.http(`/api/media/${reference.replace(/^media:/, "")}`);
  }

  async timeline(id: string): Promise<Recorded> {
    return toTimeline(await this.json(`/api/handshakes/${id}`));
  }

  private async json(path: string, init?: RequestInit, limitMs?: number): Promise<Json> {
    const response = await this.request(path, init, limitMs);
    const body: unknown = await response.json().catch(() => null);
    if (!isJson(body)) throw new ApiError("Something other than the service answers at this address.", response.status);
    return body;
  }

  private async request(path: string, init: RequestInit = {}, limitMs = LIMIT_MS): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(this.backend.http(path), { ...init, signal: AbortSignal.timeout(limitMs) });
    } catch {
      throw new ApiError("The server can't be reached.", 0, "Start it with `python3 dev.py run`, then try again.");
    }
    if (response.ok) return response;
    const body: unknown = await response.json().catch(() => null);
    const error = isJson(body) && isJson(body["error"]) ? body["error"] : {};
    const message = text(error, "message") || text(error, "detail") || text(error, "cause");
    throw new ApiError(
      message || `The server answered with HTTP ${response.status}.`,
      response.status,
      text(error, "remedy"),
      text(error, "traceId"),
    );
  }
}
