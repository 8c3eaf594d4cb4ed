/** IndexedDB as one drawer for each tab: what is too large for localStorage. Without it nothing is kept, and nothing fails. */
import { claimTab, ownTab, tabBefore } from "./memory";

const DATABASE = "wirelight";
const STORE = "kept";

let database: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
  return database;
}

export async function put(key: string, value: unknown): Promise<void> {
  try {
    const transaction = (await open()).transaction(STORE, "readwrite");
    const store = transaction.objectStore(STORE);
    store.put(value, [ownTab, key]);
    // All that a tab kept stands under keys that begin with its name: an array sorts after every string.
    for (const tab of claimTab()) store.delete(IDBKeyRange.bound([tab], [tab, []]));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB"));
    });
  } catch {
    // Full, forbidden or broken: keeping is a courtesy that must never stand in the way.
  }
}

/** What this tab put there; in a new tab, what the one before did. */
export async function get<T>(key: string): Promise<T | undefined> {
  return (await read<T>(ownTab, key)) ?? (await read<T>(tabBefore(), key));
}

async function read<T>(tab: string | undefined, key: string): Promise<T | undefined> {
  if (tab === undefined) return undefined;
  try {
    const request = (await open()).transaction(STORE).objectStore(STORE).get([tab, key]);
    return await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result as T | undefined);
      request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
    });
  } catch {
    return undefined;
  }
}
