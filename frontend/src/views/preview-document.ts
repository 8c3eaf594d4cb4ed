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

const DOCTYPE = /^\s*(?:<!--[\s\S]*?-->\s*)*<!doctype[^>]*>/i;

/** `nonce` of scroll: where the page stood before it was refreshed. */
export function previewDocument(code: string, stack: Stack, scrollTop: number): string {
  const body = stack === "svg" ? `<title>Preview</title><body style="margin:0">${code}` : code.replace(DOCTYPE, "");
  const policy = `<meta http-equiv="Content-Security-Policy" content="${PREVIEW_POLICY}">`;
  return `<!doctype html>${policy}<script>${guest(scrollTop)}</script>${body}`;
}

/** Half a head shows nothing: wait for the body. A generator that writes none is shown as it comes. */
export function isWorthShowing(code: string, stack: Stack): boolean {
  if (stack === "svg") return /<svg[^>]*>/i.test(code);
  if (/<body[\s>]/i.test(code)) return true;
  return !/<(?:html|head|style|!doctype)/i.test(code) && code.trim() !== "";
}
