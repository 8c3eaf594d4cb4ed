import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { crc32, separate, zip } from "../src/archive";

const RED = "data:image/png;base64,iVBORw0KGgo=";
const BLUE = "data:image/jpeg;base64,/9j/4AAQ";

describe("the export of a page", () => {
  it("makes each different picture one asset", () => {
    const { code, assets } = separate(`<img src="${RED}"><img src="${BLUE}"><i style="background:url(${RED})"></i>`);
    expect(code).toBe(
      '<img src="assets/image-1.png"><img src="assets/image-2.jpg"><i style="background:url(assets/image-1.png)"></i>',
    );
    expect(assets.map((one) => one.name)).toEqual(["assets/image-1.png", "assets/image-2.jpg"]);
    expect([...(assets[0]?.bytes ?? [])]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  });

  it("leaves a page without pictures, and one with a broken picture, as it is", () => {
    expect(separate("<p>Hi").assets).toEqual([]);
    expect(separate("data:image/png;base64,=a=").code).toBe("data:image/png;base64,=a=");
  });

  it("knows the checksum of the standard's example", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });

  it("is a ZIP that another program opens", async () => {
    const bytes = new TextEncoder().encode("Olá 🦊");
    const blob = zip([{ name: "index.html", bytes }, { name: "assets/bild-ä.png", bytes: new Uint8Array([1, 2, 3]) }]);
    const folder = mkdtempSync(join(tmpdir(), "zip-"));
    try {
      const file = join(folder, "page.zip");
      writeFileSync(file, Buffer.from(await new Response(blob).arrayBuffer()));
      execFileSync("python3", ["-m", "zipfile", "-e", file, folder]);
      expect(readFileSync(join(folder, "index.html"), "utf8")).toBe("Olá 🦊");
      expect([...readFileSync(join(folder, "assets", "bild-ä.png"))]).toEqual([1, 2, 3]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
