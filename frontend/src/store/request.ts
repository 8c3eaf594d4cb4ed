/** The first message of a generation, from what is on the page. */
import type { Capabilities } from "../answers";
import { keyFields } from "../keys";
import type { GenerateMessage, Turn } from "../protocol";
import type { State } from "./state";

/** What was chosen, unless it can't read this kind of input: then the service chooses. */
export function chosenGenerator(capabilities: Capabilities | null, chosen: string, inputMode: "text" | "image"): string {
  const info = capabilities?.generators.find((one) => one.name === chosen);
  return info && !info.inputModes.includes(inputMode) ? "" : chosen;
}

export function messageOf(state: State, prompt: string, images: string[], isUpdate: boolean): GenerateMessage {
  const { draft, result, ownKey, capabilities } = state;
  const inputMode = images.length > 0 ? "image" : "text";
  const generator = chosenGenerator(capabilities, draft.generator, inputMode);
  const isModel = generator === "llm";
  const settings = {
    generatedCodeConfig: draft.stack,
    ...(generator && { generator }),
    ...(isModel && draft.model.trim() && { model: draft.model.trim() }),
    ...(isModel && keyFields(ownKey)),
    ...(inputMode === "image" && !isModel && { options: { layout: draft.layout } }),
  };
  if (isUpdate && result) {
    const before: Turn[] = [
      ...result.history,
      { role: "user", text: result.prompt, images: [] },
      { role: "assistant", text: result.code, images: [] },
    ];
    return {
      generationType: "update",
      inputMode: "text",
      ...settings,
      generatedCodeConfig: result.stack,
      prompt: { text: prompt, images: [] },
      history: before,
      fileState: { path: "index.html", content: result.code },
      ...(result.generationId && { parentId: result.generationId }),
    };
  }
  return { generationType: "create", inputMode, ...settings, prompt: { text: prompt, images }, history: [] };
}
