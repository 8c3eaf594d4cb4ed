import { type Capabilities } from "../api";
import { type Stack, STACKS } from "../protocol";
import { isBusy } from "../store/run";
import { useSession, useShown } from "../store/session";
import { Icon } from "./Icon";
import { ModelSettings } from "./ModelSettings";
import { PastList } from "./PastList";
import { PromptBox } from "./PromptBox";

const STACK_NAMES = Object.keys(STACKS) as Stack[];
const GENERATOR_NAMES: Record<string, string> = { compose: "Offline composer", trace: "Offline tracer", llm: "AI model" };

export function ComposerPanel() {
  const { composer, generation, store } = useSession();
  const draft = useShown((state) => state.draft);
  const run = useShown((state) => state.run);
  const hasImages = useShown((state) => state.images.length > 0);
  const hasResult = useShown((state) => state.result !== null && !state.result.live && state.result.code !== "");
  const notice = useShown((state) => state.notice);
  const capabilities = useShown((state) => state.capabilities);
  const busy = isBusy(run);
  const mode = hasResult || busy ? draft.mode : "create";
  const inputMode = mode === "create" && hasImages ? "image" : "text";
  return (
    <section className="composer" aria-label="What to make">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void generation.generate();
        }}
      >
        <div className="composer-head">
          <div className="segmented" role="radiogroup" aria-label="What the prompt is for">
            <Mode mode="create" current={mode} label="New page" />
            <Mode mode="update" current={mode} label="Change this page" disabled={!hasResult} />
          </div>
        </div>
        <PromptBox mode={mode} />
        <div className="settings">
          <label>
            <span>Stack</span>
            <select
              value={draft.stack}
              disabled={mode === "update"}
              onChange={(event) => composer.edit({ stack: event.target.value as Stack })}
            >
              {(capabilities?.stacks.length ? capabilities.stacks : STACK_NAMES).map((stack) => (
                <option key={stack} value={stack}>
                  {STACKS[stack]}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>Generator</span>
            <select
              value={draft.generator}
              aria-describedby="engine"
              onChange={(event) => composer.edit({ generator: event.target.value })}
            >
              <option value="">Automatic</option>
              {capabilities?.generators.map((one) => (
                <option key={one.name} value={one.name} disabled={!one.inputModes.includes(inputMode)}>
                  {GENERATOR_NAMES[one.name] ?? one.name}
                </option>
              ))}
            </select>
          </label>
        </div>
        {draft.generator === "llm" && <ModelSettings capabilities={capabilities} />}
        <p className="engine" id="engine">
          {capabilities ? engineText(capabilities, draft.generator, inputMode) : "\u00a0"}
        </p>
        {notice && (
          <div className="notice" data-tone={notice.tone} role="alert">
            <span>{notice.text}</span>
            <button
              type="button"
              className="link-button"
              aria-label="Dismiss"
              onClick={() => store.update(() => ({ notice: null }))}
            >
              <Icon name="close" />
            </button>
          </div>
        )}
        <div className="actions">
          {busy ? (
            <button
              type="button"
              className="button danger wide"
              disabled={run.phase === "cancelling"}
              onClick={() => generation.cancel()}
            >
              {run.phase === "cancelling" ? "Cancelling" : "Cancel"}
            </button>
          ) : (
            <button type="submit" className="button primary wide">
              Generate <kbd aria-hidden="true">Ctrl ↵</kbd>
            </button>
          )}
        </div>
      </form>
      <PastList />
    </section>
  );
}

interface ModeProps {
  mode: "create" | "update";
  current: "create" | "update";
  label: string;
  disabled?: boolean;
}

function Mode({ mode, current, label, disabled = false }: ModeProps) {
  const { composer } = useSession();
  return (
    <button
      type="button"
      role="radio"
      aria-checked={mode === current}
      disabled={disabled}
      onClick={() => composer.edit({ mode })}
    >
      {label}
    </button>
  );
}

/** The honest label of what would do the work. */
function engineText(capabilities: Capabilities, chosen: string, inputMode: "text" | "image"): string {
  const able = capabilities.generators.filter((one) => one.inputModes.includes(inputMode));
  const would = able.find((one) => one.name === chosen) ?? able.find((one) => one.default) ?? able[0];
  if (would) return would.engine;
  return inputMode === "image" ? "No generator here reads screenshots." : "No generator is available.";
}
