// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { isWorthShowing, PREVIEW_POLICY, previewDocument } from "../src/views/preview-document";

const parse = (code: string): Document => new DOMParser().parseFromString(previewDocument(code, "html_css", 0), "text/html");

describe("the preview's document", () => {
  it.each([
    "<!doctype html><html lang=en><head><title>x</title></head><body>y</body></html>",
    "<!-- <head> --><!doctype html><script>first()</script>",
    "<head></head><meta http-equiv=Content-Security-Policy content='default-src *'>",
    "just text",
  ])("puts its policy before anything that was generated: %j", (code) => {
    const [first] = parse(code).head.children;
    expect(first?.getAttribute("http-equiv")).toBe("Content-Security-Policy");
    expect(first?.getAttribute("content")).toBe(PREVIEW_POLICY);
  });

  it("stays in standards mode and keeps the page's language", () => {
    const page = parse("<!doctype html><html lang='pt'><body class='b'>Olá</body></html>");
    expect(page.compatMode).toBe("CSS1Compat");
    expect(page.documentElement.lang).toBe("pt");
    expect(page.body.className).toBe("b");
  });

  it("lets nothing out", () => {
    expect(PREVIEW_POLICY).toContain("default-src 'none'");
    expect(PREVIEW_POLICY).not.toContain("connect-src");
    expect(PREVIEW_POLICY).toContain("form-action 'none'");
  });

  it("waits for the body while a page streams in", () => {
    expect(isWorthShowing("<!doctype html><head><style>body{", "html_css")).toBe(false);
    expect(isWorthShowing("<!doctype html><head></head><body class=x>", "html_css")).toBe(true);
    expect(isWorthShowing("<main>fragment</main>", "html_css")).toBe(true);
    expect(isWorthShowing("<svg viewBox='0 0 1 1'>", "svg")).toBe(true);
  });
});
