/**
 * What must survive a failed connection, a reload and a crash: settings and prompts in localStorage (written at
 * once), images and code in IndexedDB. Without storage (private windows) the page works and forgets.
 */
import type { Stack } from "../protocol";

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
const DATABASE = "wirelight";
const STORE = "kept";

export function loadDraft(): Draft {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(DRAFT_KEY) ?? "null");
    return typeof kept === "object" && kept !== null ? { ...EMPTY_DRAFT, ...kept } : EMPTY_DRAFT;
  } catch {
    return EMPTY_DRAFT;
  }
}

export function keepDraft(draft: Draft): void {
  try {
    localStorage.setItem(DRAFT_KEY, JSON.stringify(draft));
  } catch {
    // Storage full or forbidden: the draft then lives as long as the page.
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

let database: Promise<IDBDatabase> | undefined;

async function put(key: string, value: unknown): Promise<void> {
  try {
    database ??= open();
    const transaction = (await database).transaction(STORE, "readwrite");
    transaction.objectStore(STORE).put(value, key);
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB"));
    });
  } catch {
    // As above: keeping is a courtesy that must never stand in the way.
  }
}

async function get<T>(key: string): Promise<T | undefined> {
  try {
    database ??= open();
    const request = (await database).transaction(STORE).objectStore(STORE).get(key);
    return await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result as T | undefined);
      request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
    });
  } catch {
    return undefined;
  }
}

/** Which images there are is written at once: one that was removed must not come back when the page goes right after. */
export function keepImages(images: readonly StoredImage[]): Promise<void> {
  try {
    localStorage.setItem(IMAGES_KEY, JSON.stringify(images.map((image) => image.id)));
  } catch {
    // As above.
  }
  return put("images", images);
}

export async function loadImages(): Promise<StoredImage[]> {
  const stored = (await get<StoredImage[]>("images")) ?? [];
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(IMAGES_KEY) ?? "null");
    return Array.isArray(kept) ? stored.filter((image) => kept.includes(image.id)) : stored;
  } catch {
    return stored;
  }
}

export async function keepWorkspace(workspace: Workspace): Promise<void> {
  await put("workspace", workspace);
  localStorage.removeItem(LEAVING_KEY);
}

/** As the page goes away: a transaction of IndexedDB would not be finished any more, localStorage writes at once. */
export function keepWorkspaceLeaving(workspace: Workspace): void {
  try {
    localStorage.setItem(LEAVING_KEY, JSON.stringify(workspace));
  } catch {
    // Larger than localStorage takes: what IndexedDB got half a second ago is what there is.
  }
}

export async function loadWorkspace(): Promise<Workspace | undefined> {
  try {
    const leaving: unknown = JSON.parse(localStorage.getItem(LEAVING_KEY) ?? "null");
    if (typeof leaving === "object" && leaving !== null) return leaving as Workspace;
  } catch {
    // Broken or forbidden: the other store has it.
  }
  return get<Workspace>("workspace");
}
