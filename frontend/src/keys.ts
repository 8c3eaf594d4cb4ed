/** A key of the person's own: sent with one generation, kept in this tab's memory alone. */

export const KEY_FIELDS = {
  OpenAI: "openAiApiKey",
  Anthropic: "anthropicApiKey",
  Gemini: "geminiApiKey",
} as const;

export type KeyOwner = keyof typeof KEY_FIELDS;
export type KeyField = (typeof KEY_FIELDS)[KeyOwner];

/** Whose key it is, by the prefixes that providers give them. */
export function ownerOf(key: string): KeyOwner {
  if (key.startsWith("sk-ant-")) return "Anthropic";
  if (key.startsWith("AIza")) return "Gemini";
  return "OpenAI";
}

export function keyFields(key: string): Partial<Record<KeyField, string>> {
  const trimmed = key.trim();
  return trimmed === "" ? {} : { [KEY_FIELDS[ownerOf(trimmed)]]: trimmed };
}
