/** Everything the views show, in one value. */
import type { Capabilities, GenerationStatus, Summary, Version } from "../answers";
import type { Remark, Stack, Turn } from "../protocol";
import { type Draft, EMPTY_DRAFT } from "./drafts";
import { IDLE, isBusy, type Run } from "./run";

export type Loadable<T> = { state: "loading" } | { state: "ready"; value: T } | { state: "error"; message: string };

export interface DraftImage {
  id: string;
  name: string;
  blob: Blob;
  /** Object URL of the blob, for the thumbnail. */
  url: string;
  state: "kept" | "uploading" | "stored" | "refused";
  /** `media:<sha256>` once stored. */
  media: string | null;
}

export type Saving =
  | { state: "saved" }
  | { state: "edited" }
  | { state: "saving" }
  | { state: "conflict"; newest: number }
  | { state: "failed"; message: string };

/** The generation that is open on the right, while it streams and after. */
export interface Result {
  generationId: string | null;
  status: GenerationStatus;
  live: boolean;
  code: string;
  savedCode: string;
  /** The version that `code` is based on; saving makes a newer one. */
  version: number;
  newest: number;
  versions: Loadable<Version[]>;
  saving: Saving;
  stack: Stack;
  prompt: string;
  /** Addresses of the screenshots it was made from. */
  images: string[];
  history: Turn[];
  generator: string | null;
  engine: string | null;
  remarks: readonly Remark[];
  durationMs: number | null;
}

export type Tab = "preview" | "compare" | "code" | "versions";
export type Width = "desktop" | "phone";

export interface Past {
  state: "loading" | "ready" | "error";
  items: Summary[];
  next: string | null;
  loadingMore: boolean;
  message: string;
  query: string;
}

export interface Notice {
  text: string;
  tone: "info" | "problem";
}

export interface State {
  /** Whether the server answered when last asked; `locked`: it wants an access token. */
  server: "unknown" | "here" | "away" | "locked";
  /** The last that it said it can do; kept while it is away. */
  capabilities: Capabilities | null;
  draft: Draft;
  images: DraftImage[];
  imageProblem: string;
  /** A provider key of the person's own. Never kept anywhere but here. */
  ownKey: string;
  run: Run;
  result: Result | null;
  opening: string | null;
  past: Past;
  tab: Tab;
  width: Width;
  /** Words of low confidence are marked in the preview. */
  marking: boolean;
  notice: Notice | null;
}

export const INITIAL: State = {
  server: "unknown",
  capabilities: null,
  draft: EMPTY_DRAFT,
  images: [],
  imageProblem: "",
  ownKey: "",
  run: IDLE,
  result: null,
  opening: null,
  past: { state: "loading", items: [], next: null, loadingMore: false, message: "", query: "" },
  tab: "preview",
  width: globalThis.innerWidth <= 820 ? "phone" : "desktop",
  marking: true,
  notice: null,
};

/** What the prompt is for: only what is there can be changed. */
export const modeOf = ({ draft, result, run }: State): Draft["mode"] =>
  draft.mode === "update" && (isBusy(run) || (result !== null && result.code !== "")) ? "update" : "create";

export const isEdited = (result: Result): boolean => !result.live && result.code !== result.savedCode;
