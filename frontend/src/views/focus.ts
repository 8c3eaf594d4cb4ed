/** Where the keyboard goes when what had it is gone: to what a person would do next, never back to the top of the page. */

export const PROMPT = "prompt";
export const GO = "go"; // Generate, or Cancel

export const focusOn = (id: string): void => document.getElementById(id)?.focus();
