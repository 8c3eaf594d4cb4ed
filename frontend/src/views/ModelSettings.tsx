import type { Capabilities } from "../answers";
import { ownerOf } from "../keys";
import { useSession, useShown } from "../store/session";

/** Shown when the model generator is chosen: which model, and whose key pays for it. */
export function ModelSettings({ capabilities }: { capabilities: Capabilities | null }) {
  const { composer, store } = useSession();
  const model = useShown((state) => state.draft.model);
  const ownKey = useShown((state) => state.ownKey);
  const models = capabilities?.models ?? [];
  return (
    <>
    <div className="settings">
      <label>
        <span>Model</span>
        <input
          list="models"
          value={model}
          placeholder={models[0] ?? "provider:name"}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => composer.edit({ model: event.target.value })}
        />
        <datalist id="models">
          {models.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </label>
      <label>
        <span>{ownKey ? `Your ${ownerOf(ownKey)} key` : models.length > 0 ? "Your own key, optional" : "Your own key"}</span>
        <input
          type="password"
          value={ownKey}
          placeholder="sk-…"
          autoComplete="off"
          aria-describedby="key-note"
          onChange={(event) => store.update(() => ({ ownKey: event.target.value }))}
        />
      </label>
    </div>
    <p className="engine" id="key-note">
      A key of your own is sent with this generation only, and kept in this tab alone.
    </p>
    </>
  );
}
