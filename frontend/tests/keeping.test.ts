// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Api } from "../src/api";
import { Composer } from "../src/store/composer";
import { EMPTY_DRAFT, keepWorkspace, loadDraft, loadImages, loadWorkspace } from "../src/store/drafts";
import { Edits } from "../src/store/edits";
import { Library } from "../src/store/library";
import { emptyResult, withEdits } from "../src/store/result";
import { INITIAL, type Result, type State } from "../src/store/state";
import { Store } from "../src/store/store";
import { answering, type Answers } from "./fake-socket";

const api = new Api({ socketUrl: "ws://127.0.0.1:7001/generate-code", http: (path) => `http://127.0.0.1:7001${path}` });
const png = (name = "a.png", size = 10): File => new File([new Uint8Array(size)], name, { type: "image/png" });
const serve = (answers: Answers): void => void vi.stubGlobal("fetch", answering(answers));

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  URL.createObjectURL = () => "blob:kept";
  URL.revokeObjectURL = () => {};
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe("what the server answers about the open page", () => {
  const loaded = (code: string, newest: number): Result => ({
    ...emptyResult("g"), code, savedCode: code, version: newest, newest, prompt: "A bakery",
  });
  const edited: Result = { ...loaded("first", 1), prompt: "", code: "by hand", saving: { state: "edited" } };

  it("leaves an edit in place that it does not have yet", () => {
    expect(withEdits(loaded("first", 1), edited)).toMatchObject({
      code: "by hand", savedCode: "first", newest: 1, saving: { state: "edited" }, prompt: "A bakery",
    });
  });

  it("does not take back a version that was saved while the answer was on its way", () => {
    const saved: Result = { ...edited, savedCode: "by hand", version: 2, newest: 2, saving: { state: "saved" } };
    expect(withEdits(loaded("first", 1), saved)).toMatchObject({
      code: "by hand", savedCode: "by hand", version: 2, newest: 2, saving: { state: "saved" },
    });
  });

  it("is all there is of another page, of one that still arrives, and of one that is the same by now", () => {
    expect(withEdits(loaded("first", 1), { ...edited, generationId: "h" }).code).toBe("first");
    expect(withEdits(loaded("first", 1), { ...edited, live: true }).code).toBe("first");
    expect(withEdits(loaded("by hand", 2), edited)).toMatchObject({ newest: 2, saving: { state: "saved" } });
  });
});

describe("what is typed and dropped", () => {
  it("is there again after a reload", async () => {
    const before = new Composer(new Store<State>(INITIAL), api);
    before.edit({ prompt: "A bakery", stack: "bootstrap" });
    before.addImages([png()]);
    await vi.waitFor(async () => expect(await loadImages()).toHaveLength(1));
    const store = new Store<State>(INITIAL);
    await new Composer(store, api).restore();
    expect(store.get().draft).toMatchObject({ prompt: "A bakery", stack: "bootstrap" });
    expect(store.get().images).toMatchObject([{ name: "a.png", state: "kept" }]);
  });

  it("survives a draft that another version wrote", () => {
    localStorage.setItem("wirelight.draft", "{broken");
    expect(loadDraft()).toEqual(EMPTY_DRAFT);
  });

  it("refuses what is no image, too large or too many, and says which", () => {
    const store = new Store<State>(INITIAL);
    const composer = new Composer(store, api);
    composer.addImages([new File(["x"], "notes.txt", { type: "text/plain" })]);
    expect(store.get().imageProblem).toContain("notes.txt is not a PNG");
    composer.addImages(Array.from({ length: 9 }, (_, index) => png(`${index}.png`)));
    expect(store.get().images).toHaveLength(8);
    expect(store.get().imageProblem).toContain("At most 8 images");
  });

  it("is stored by content, and once", async () => {
    const store = new Store<State>(INITIAL);
    const composer = new Composer(store, api);
    composer.addImages([png()]);
    serve({ "/api/media": { status: 201, body: { id: "media:abc" } } });
    expect(await composer.references()).toEqual(["media:abc"]);
    serve({});
    expect(await composer.references()).toEqual(["media:abc"]);
  });

  it("says why the server refused an image, and keeps it", async () => {
    const store = new Store<State>(INITIAL);
    const composer = new Composer(store, api);
    composer.addImages([png()]);
    serve({ "/api/media": { status: 413, body: { error: { message: "Too large.", remedy: "Crop it." } } } });
    expect(await composer.references()).toBeNull();
    expect(store.get().imageProblem).toBe("Too large. Crop it.");
    expect(store.get().images).toHaveLength(1);
  });

  it("travels inside the message when there is no server to store it, so that the connection tells why", async () => {
    const composer = new Composer(new Store<State>(INITIAL), api);
    composer.addImages([png()]);
    serve({});
    const references = await composer.references();
    expect(references?.[0]).toMatch(/^data:image\/png;base64,/);
  });
});

const open: Result = {
  generationId: "g", status: "done", live: false, code: "<p>mine", savedCode: "<p>", version: 1, newest: 1,
  versions: { state: "loading" }, saving: { state: "edited" }, stack: "html_css", prompt: "", images: [], history: [],
  generator: null, engine: null, remarks: [], durationMs: null,
};

describe("an edit", () => {
  const begin = () => {
    const store = new Store<State>({ ...INITIAL, result: open });
    return { store, edits: new Edits(store, api) };
  };

  it("becomes the next version", async () => {
    const { store, edits } = begin();
    serve({ "/api/generations/g/versions": { status: 201, body: { n: 2 } } });
    expect(await edits.save()).toBe(true);
    expect(store.get().result).toMatchObject({ version: 2, newest: 2, savedCode: "<p>mine", saving: { state: "saved" } });
  });

  it("is kept and explained when someone else saved first", async () => {
    const { store, edits } = begin();
    vi.stubGlobal("fetch", async (_url: string, init?: RequestInit) =>
      init?.method === "POST"
        ? Response.json({ error: { message: "not the newest" } }, { status: 409 })
        : Response.json({ versions: [{ n: 1 }, { n: 3 }] }),
    );
    expect(await edits.save()).toBe(false);
    expect(store.get().result).toMatchObject({ code: "<p>mine", saving: { state: "conflict", newest: 3 } });
  });

  it("stands in the way of opening something else when it can't be saved", async () => {
    const { store, edits } = begin();
    serve({});
    await new Library(store, api, edits).open("other");
    expect(store.get().result).toMatchObject({ generationId: "g", code: "<p>mine" });
    expect(store.get().notice?.text).toContain("not saved yet");
  });

  it("is in the browser's storage too", async () => {
    const { edits } = begin();
    edits.keepNow();
    await vi.waitFor(async () => expect(await loadWorkspace()).toMatchObject({ code: "<p>mine", savedCode: "<p>" }));
    await keepWorkspace({ generationId: null, running: false, code: "", savedCode: "", version: 1 });
  });
});

describe("two tabs", () => {
  /** A tab of its own: its session's storage is new, and so is every module. */
  const openTab = async () => {
    const session = new Map<string, string>();
    const storage = {
      getItem: (key: string) => session.get(key) ?? null,
      setItem: (key: string, value: string) => void session.set(key, value),
      removeItem: (key: string) => void session.delete(key),
    };
    const reload = async () => {
      vi.stubGlobal("sessionStorage", storage);
      vi.resetModules();
      return await import("../src/store/drafts");
    };
    return { reload };
  };
  const image = (id: string) => ({ id, name: `${id}.png`, blob: png(`${id}.png`) });
  const space = (code: string) => ({ generationId: "g", running: false, code, savedCode: code, version: 1 });

  it("keep what is theirs over a reload, and the next visit finds the newest", async () => {
    const first = await openTab();
    const before = await first.reload();
    before.keepDraft({ ...EMPTY_DRAFT, prompt: "one" });
    await before.keepImages([image("one")]);
    await before.keepWorkspace(space("<p>one"));
    const second = await (await openTab()).reload();
    second.keepDraft({ ...EMPTY_DRAFT, prompt: "two" });
    await second.keepImages([image("two")]);
    await second.keepWorkspace(space("<p>two"));
    const again = await first.reload();
    expect(again.loadDraft().prompt).toBe("one");
    expect((await again.loadImages()).map((one) => one.id)).toEqual(["one"]);
    expect((await again.loadWorkspace())?.code).toBe("<p>one");
    const third = await (await openTab()).reload();
    expect(third.loadDraft().prompt).toBe("two");
    expect((await third.loadImages()).map((one) => one.id)).toEqual(["two"]);
    expect((await third.loadWorkspace())?.code).toBe("<p>two");
  });
});

describe("storage that is forbidden", () => {
  it("stands in nobody's way", async () => {
    const refusing = new Proxy({}, { get: () => () => { throw new DOMException("denied", "SecurityError"); } });
    vi.stubGlobal("localStorage", refusing);
    vi.stubGlobal("sessionStorage", refusing);
    vi.stubGlobal("indexedDB", { open: () => { throw new DOMException("denied", "SecurityError"); } });
    vi.resetModules();
    const { keepDraft, keepImages, keepWorkspace: keep, keepWorkspaceLeaving, loadDraft: load } = await import("../src/store/drafts");
    keepDraft({ ...EMPTY_DRAFT, prompt: "lost" });
    await keepImages([]);
    await keep({ generationId: null, running: false, code: "", savedCode: "", version: 1 });
    keepWorkspaceLeaving({ generationId: null, running: false, code: "", savedCode: "", version: 1 });
    expect(load()).toEqual(EMPTY_DRAFT);
  });
});
