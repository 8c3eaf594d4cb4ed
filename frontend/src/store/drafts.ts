/**
 * What must survive a failed connection, a reload and a crash: settings and prompts are written at once, images and
 * code to IndexedDB. Without storage (private windows) the page works and forgets.
 */
import type { Stack } from "../protocol";
import { get, put } from "./database";
import { forget, recall, remember } from "./memory";

export interface Draft {
  mode: "create" | "update";
  prompt: string;
  /** The follow-up prompt of "Change this page". */
  change: string;
  stack: Stack;
  generator: string;
  model: string;
  /** How the tracer lays out: boxes that flow, or each where it was. */
  layout: "flow" | "exact";
}

export const EMPTY_DRAFT: Draft = { mode: "create", prompt: "", change: "", stack: "html_css", generator: "", model: "", layout: "flow" };

/** What was on the page: the open generation and its code, also what the server does not have yet. */
export interface Workspace {
  generationId: string | null;
  running: boolean;
  code: string;
  savedCode: string;
  version: number;
}

export interface StoredImage {
  id: string;
  name: string;
  blob: Blob;
}

const DRAFT_KEY = "wirelight.draft";
const IMAGES_KEY = "wirelight.images";
const LEAVING_KEY = "wirelight.workspace";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function loadDraft(): Draft {
  const kept = recall(DRAFT_KEY);
  return isRecord(kept) ? { ...EMPTY_DRAFT, ...kept } : EMPTY_DRAFT;
}

export function keepDraft(draft: Draft): void {
  remember(DRAFT_KEY, draft);
}

/** Which images there are is written at once: one that was removed must not come back when the page goes right after. */
export function keepImages(images: readonly StoredImage[]): Promise<void> {
  remember(IMAGES_KEY, images.map((image) => image.id));
  return put("images", images);
}

export async function loadImages(): Promise<StoredImage[]> {
  const stored = (await get<StoredImage[]>("images")) ?? [];
  const kept = recall(IMAGES_KEY);
  return Array.isArray(kept) ? stored.filter((image) => kept.includes(image.id)) : stored;
}

export async function keepWorkspace(workspace: Workspace): Promise<void> {
  await put("workspace", workspace);
  forget(LEAVING_KEY);
}

/**
 * As the page goes away: a transaction of IndexedDB would not be finished any more. Where this is larger than such
 * storage takes, what IndexedDB got half a second ago is what there is.
 */
export function keepWorkspaceLeaving(workspace: Workspace): void {
  remember(LEAVING_KEY, workspace);
}

export async function loadWorkspace(): Promise<Workspace | undefined> {
  const leaving = recall(LEAVING_KEY);
  return isRecord(leaving) ? (leaving as unknown as Workspace) : get<Workspace>("workspace");
}
