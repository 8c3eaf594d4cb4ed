import type { Capabilities, GeneratorInfo } from "../answers";
import { type Stack, STACKS } from "../protocol";
import { chosenGenerator } from "../store/request";
import { isBusyPhase } from "../store/run";
import { modeOf } from "../store/state";
import { useSession, useShown } from "../store/session";
import { focusOn, GO, PROMPT } from "./focus";
import { MOD } from "./format";
import { Icon } from "./Icon";
import { ModelSettings } from "./ModelSettings";
import { PastList } from "./PastList";
import { Prose } from "./Prose";
import { PromptBox } from "./PromptBox";

const STACK_NAMES = Object.keys(STACKS) as Stack[];
const GENERATOR_NAMES: Record<string, string> = { compose: "Offline composer", trace: "Offline tracer", llm: "AI model" };

export function ComposerPanel() {
  const { composer, generation, store } = useSession();
  const draft = useShown((state) => state.draft);
  const phase = useShown((state) => state.run.phase);
  const hasImages = useShown((state) => state.images.length > 0);
  const hasResult = useShown((state) => state.result !== null && !state.result.live && state.result.code !== "");
  const notice = useShown((state) => state.notice);
  const capabilities = useShown((state) => state.capabilities);
  const busy = isBusyPhase(phase);
  const mode = useShown(modeOf);
  const inputMode = mode === "create" && hasImages ? "image" : "text";
  const chosen = chosenGenerator(capabilities, draft.generator, inputMode);
  const would = capabilities ? answering(capabilities, chosen, inputMode) : undefined;
  return (
    <section className="composer" aria-label="What to make">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void generation.generate();
        }}
      >
        <div className="segmented" role="radiogroup" aria-label="What the prompt is for">
          <Mode mode="create" current={mode} label="New page" />
          <Mode mode="update" current={mode} label="Change this page" disabled={!hasResult} />
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
              value={chosen}
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
        {inputMode === "image" && would?.name === "trace" && (
          <label className="layout">
            <span>Layout</span>
            <select
              value={draft.layout}
              onChange={(event) => composer.edit({ layout: event.target.value === "exact" ? "exact" : "flow" })}
            >
              <option value="flow">Flowing, for every width</option>
              <option value="exact">Exact positions</option>
            </select>
          </label>
        )}
        {chosen === "llm" && <ModelSettings capabilities={capabilities} />}
        <p className="engine" id="engine">
          {capabilities ? engineText(would, inputMode) : "\u00a0"}
        </p>
        {notice && (
          <div className="notice" data-tone={notice.tone} role="alert">
            <span>
              <Prose text={notice.text} />
            </span>
            <button
              type="button"
              className="link-button"
              aria-label="Dismiss"
              onClick={() => {
                store.update(() => ({ notice: null }));
                focusOn(PROMPT);
              }}
            >
              <Icon name="close" />
            </button>
          </div>
        )}
        <div className="actions">
          {/* One button in both states: the keyboard stays on it, and the second half of a double click is nobody's wish. */}
          <button
            id={GO}
            type={busy ? "button" : "submit"}
            className={`button wide ${busy ? "danger" : "primary"}`}
            aria-disabled={phase === "cancelling"}
            onClick={(event) => {
              if (busy || event.detail > 1) event.preventDefault(); // it may be a submit button before the click is over
              if (busy && event.detail < 2) generation.cancel();
            }}
          >
            {busy ? (
              phase === "cancelling" ? "Cancelling" : "Cancel"
            ) : (
              <>
                Generate <kbd aria-hidden="true">{MOD} ↵</kbd>
              </>
            )}
          </button>
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
    <label>
      <input
        type="radio"
        name="mode"
        checked={mode === current}
        disabled={disabled}
        onChange={() => composer.edit({ mode })}
      />
      {label}
    </label>
  );
}

/** Which generator would do the work. */
function answering(capabilities: Capabilities, chosen: string, inputMode: "text" | "image"): GeneratorInfo | undefined {
  const able = capabilities.generators.filter((one) => one.inputModes.includes(inputMode));
  return able.find((one) => one.name === chosen) ?? able.find((one) => one.default) ?? able[0];
}

/** Its honest label. */
function engineText(would: GeneratorInfo | undefined, inputMode: "text" | "image"): string {
  if (would) return would.engine;
  return inputMode === "image" ? "No generator here reads screenshots." : "No generator is available yet.";
}
