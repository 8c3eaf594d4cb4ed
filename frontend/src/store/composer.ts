/** The left side: prompt, screenshots and settings, kept while they are typed. */
import { type Api, ApiError, said } from "../api";
import { newId } from "../ids";
import { type Draft, keepDraft, keepImages, loadDraft, loadImages } from "./drafts";
import type { DraftImage, State } from "./state";
import type { Store } from "./store";

const ACCEPTED = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const MIB = 1024 * 1024;

export class Composer {
  constructor(
    private readonly store: Store<State>,
    private readonly api: Api,
  ) {}

  async restore(): Promise<void> {
    this.store.update(() => ({ draft: loadDraft() }));
    const kept = await loadImages();
    if (kept.length === 0 || this.store.get().images.length > 0) return;
    this.store.update(() => ({ images: kept.map(({ id, name, blob }) => draftImage(id, name, blob)) }));
  }

  edit(change: Partial<Draft>): void {
    this.store.update(({ draft }) => ({ draft: { ...draft, ...change } }));
    keepDraft(this.store.get().draft);
  }

  addImages(files: readonly File[]): void {
    const { capabilities, images } = this.store.get();
    const limits = capabilities?.limits ?? { maxImageBytes: 20 * MIB, maxImages: 8 };
    const problems: string[] = [];
    const added: DraftImage[] = [];
    for (const file of files) {
      if (!ACCEPTED.includes(file.type)) problems.push(`${file.name || "That"} is not a PNG, JPEG, WebP or GIF image.`);
      else if (limits.maxImageBytes > 0 && file.size > limits.maxImageBytes) {
        problems.push(`${file.name} is larger than ${Math.floor(limits.maxImageBytes / MIB)} MiB.`);
      } else if (images.length + added.length >= limits.maxImages) {
        problems.push(`At most ${limits.maxImages} ${limits.maxImages === 1 ? "image" : "images"}.`);
        break;
      } else added.push(draftImage(newId(), file.name || "screenshot", file));
    }
    this.setImages([...images, ...added]);
    this.store.update(() => ({ imageProblem: problems.join(" ") }));
  }

  removeImage(id: string): void {
    const { images } = this.store.get();
    const removed = images.find((one) => one.id === id);
    if (removed) URL.revokeObjectURL(removed.url);
    this.setImages(images.filter((one) => one.id !== id));
    this.store.update(() => ({ imageProblem: "" }));
  }

  /**
   * Stores every image that is not stored yet; the references to send, null when one was refused.
   * With no server to store them they travel inside the message, so that the connection itself says what is wrong.
   */
  async references(): Promise<string[] | null> {
    const references: string[] = [];
    for (const image of this.store.get().images) {
      if (image.media) {
        references.push(image.media);
        continue;
      }
      this.patch(image.id, { state: "uploading" });
      try {
        const media = await this.api.upload(image.blob);
        this.patch(image.id, { state: "stored", media });
        references.push(media);
      } catch (error) {
        const refusal = error instanceof ApiError ? error : null;
        if (refusal?.status !== 0) {
          this.patch(image.id, { state: "refused" });
          this.store.update(() => ({ imageProblem: said(error) }));
          return null;
        }
        this.patch(image.id, { state: "kept" });
        references.push(await dataUrl(image.blob));
      }
    }
    return references;
  }

  private patch(id: string, change: Partial<DraftImage>): void {
    this.store.update(({ images }) => ({ images: images.map((one) => (one.id === id ? { ...one, ...change } : one)) }));
  }

  private setImages(images: DraftImage[]): void {
    this.store.update(() => ({ images }));
    void keepImages(images.map(({ id, name, blob }) => ({ id, name, blob })));
  }
}

function draftImage(id: string, name: string, blob: Blob): DraftImage {
  return { id, name, blob, url: URL.createObjectURL(blob), state: "kept", media: null };
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error("the image could not be read"));
    reader.readAsDataURL(blob);
  });
}
