/**
 * The document inside the preview's frame. The frame is sandboxed into an opaque origin; the policy below stands
 * first in the document, so that nothing that was generated comes before it.
 */
import type { Stack } from "../protocol";

// What generated pages of the offered stacks load. Everything else stays out, and nothing can be sent anywhere.
const SCRIPT_HOSTS = ["cdn.tailwindcss.com", "cdn.jsdelivr.net", "unpkg.com", "cdnjs.cloudflare.com", "esm.sh"];

export const PREVIEW_POLICY = [
  "default-src 'none'",
  `script-src 'unsafe-inline' 'unsafe-eval' ${SCRIPT_HOSTS.map((host) => `https://${host}`).join(" ")}`,
  "style-src 'unsafe-inline' https:",
  "img-src data: blob: https:",
  "font-src data: https:",
  "media-src data: blob: https:",
  "form-action 'none'",
  "base-uri 'none'",
].join("; ");

const MAX_MARKED = 200;

/** Keeps the scroll position over a refresh and keeps links inside the page. */
const guest = (scrollTop: number): string => `
  addEventListener("scroll", () => parent.postMessage({ wirelight: "scroll", top: scrollY }, "*"), { passive: true });
  addEventListener("DOMContentLoaded", () => scrollTo(0, ${Math.max(0, Math.round(scrollTop))}));
  addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!link) return;
    event.preventDefault();
    const href = link.getAttribute("href");
    if (href.startsWith("#")) document.getElementById(href.slice(1))?.scrollIntoView({ behavior: "smooth" });
  });
  addEventListener("submit", (event) => event.preventDefault());`;

/** Marks words in the rendered page without touching its elements. */
const marker = (words: readonly string[]): string => `
  addEventListener("DOMContentLoaded", () => {
    if (!globalThis.Highlight) return;
    const wanted = ${JSON.stringify(words).replaceAll("<", "\\u003c")};
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      for (const word of wanted) {
        for (let at = node.data.indexOf(word); at >= 0; at = node.data.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + word.length);
          found.push(range);
        }
      }
    }
    CSS.highlights.set("wirelight-check", new Highlight(...found));
    const style = document.createElement("style");
    style.textContent = "::highlight(wirelight-check){background:#ffe9a8;color:#3d2a00;text-decoration:underline wavy #b45309}";
    document.head.append(style);
  });`;

const DOCTYPE = /^\s*(?:<!--[\s\S]*?-->\s*)*<!doctype[^>]*>/i;

/** `scrollTop`: where the page stood before it was refreshed. `unsure`: words to mark for checking. */
export function previewDocument(code: string, stack: Stack, scrollTop: number, unsure: readonly string[] = []): string {
  const body = stack === "svg" ? `<title>Preview</title><body style="margin:0">${code}` : code.replace(DOCTYPE, "");
  const words = unsure.filter((word) => word.trim().length > 0).slice(0, MAX_MARKED);
  const policy = `<meta http-equiv="Content-Security-Policy" content="${PREVIEW_POLICY}">`;
  return `<!doctype html>${policy}<script>${guest(scrollTop)}${words.length > 0 ? marker(words) : ""}</script>${body}`;
}

/** Half a head shows nothing: wait for the body. A generator that writes none is shown as it comes. */
export function isWorthShowing(code: string, stack: Stack): boolean {
  if (stack === "svg") return /<svg[^>]*>/i.test(code);
  if (/<body[\s>]/i.test(code)) return true;
  return !/<(?:html|head|style|!doctype)/i.test(code) && code.trim() !== "";
}
