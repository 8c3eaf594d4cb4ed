import { type ClipboardEvent, type DragEvent, useRef, useState } from "react";
import type { DraftImage } from "../store/state";
import { useSession, useShown } from "../store/session";
import { focusOn, PROMPT } from "./focus";
import { Icon } from "./Icon";

const ATTACH = "attach";

const picturesOf = (items: DataTransfer): File[] => [...items.files].filter((file) => file.type.startsWith("image/"));

export function PromptBox({ mode }: { mode: "create" | "update" }) {
  const { composer } = useSession();
  const draft = useShown((state) => state.draft);
  const images = useShown((state) => state.images);
  const problem = useShown((state) => state.imageProblem);
  const [isOver, setOver] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const takesImages = mode === "create";

  const onPaste = (event: ClipboardEvent): void => {
    const pictures = picturesOf(event.clipboardData);
    if (!takesImages || pictures.length === 0) return;
    event.preventDefault();
    composer.addImages(pictures);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (takesImages) composer.addImages([...event.dataTransfer.files]);
  };
  return (
    <div
      className="prompt-box"
      data-over={isOver}
      onPaste={onPaste}
      onDrop={onDrop}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(takesImages);
      }}
      onDragLeave={() => setOver(false)}
    >
      <label className="visually-hidden" htmlFor={PROMPT}>
        {mode === "create" ? "What the page should be" : "What to change"}
      </label>
      <textarea
        id={PROMPT}
        rows={5}
        spellCheck
        placeholder={
          images.length > 0 && takesImages
            ? "Optional: words about the screenshot"
            : mode === "create"
            ? "A landing page for a bakery with a navbar, three prices and a contact form"
            : "Make the header dark and add a newsletter sign-up"
        }
        value={mode === "create" ? draft.prompt : draft.change}
        onChange={(event) =>
          composer.edit(mode === "create" ? { prompt: event.target.value } : { change: event.target.value })
        }
      />
      {takesImages && (
          <div className="prompt-foot">
            {images.length > 0 && (
              <ul className="thumbnails" aria-label="Screenshots">
                {images.map((image) => (
                  <Thumbnail key={image.id} image={image} />
                ))}
              </ul>
            )}
            <button type="button" id={ATTACH} className="attach" onClick={() => file.current?.click()}>
              <Icon name="image" /> {images.length > 0 ? "Add another" : "Add a screenshot"}
            </button>
            {(isOver || images.length === 0) && <span>{isOver ? "Drop it here" : "or drop, or paste"}</span>}
            <input
              ref={file}
              type="file"
              accept="image/png,image/jpeg,image/webp,image/gif"
              multiple
              hidden
              aria-label="Screenshot files"
              onChange={(event) => {
                composer.addImages([...(event.target.files ?? [])]);
                event.target.value = "";
              }}
            />
          </div>
      )}
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function Thumbnail({ image }: { image: DraftImage }) {
  const { composer } = useSession();
  const [isBroken, setBroken] = useState(false);
  const remove = (): void => {
    composer.removeImage(image.id);
    focusOn(ATTACH);
  };
  return (
    <li data-state={isBroken ? "refused" : image.state}>
      {isBroken ? (
        <span className="thumbnail-broken" role="img" aria-label={`${image.name}, which can't be shown`}>
          <Icon name="image" />
        </span>
      ) : (
        <img src={image.url} alt={`Screenshot ${image.name}`} onError={() => setBroken(true)} />
      )}
      {image.state === "uploading" && <span className="thumbnail-state">Storing</span>}
      <button type="button" aria-label={`Remove ${image.name}`} onClick={remove}>
        <Icon name="close" />
      </button>
    </li>
  );
}
