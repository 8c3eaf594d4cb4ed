import { describe, expect, it } from "vitest";
import { Assembly, utf8Length } from "../src/assembly";

const chunk = (value: string, seq: number, offset: number) =>
  ({ type: "chunk", value, variantIndex: 0, seq, offset }) as const;

describe("the code, put together from frames", () => {
  it.each(["", "plain", "é", "€", "🦊", "a🦊é€", "\ud83d"])("counts the UTF-8 bytes of %j", (text) => {
    expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
  });

  it("appends in order, offsets counted in bytes", () => {
    const assembly = new Assembly();
    expect(assembly.apply(chunk("naïve ", 2, 0))).toBe("changed");
    expect(assembly.apply(chunk("🦊", 3, 7))).toBe("changed");
    expect(assembly.code).toBe("naïve 🦊");
  });

  it("does not double what is replayed", () => {
    const assembly = new Assembly();
    assembly.apply(chunk("one", 2, 0));
    expect(assembly.apply(chunk("one", 2, 0))).toBe("ignored");
    expect(assembly.code).toBe("one");
  });

  it("notices a hole and leaves the text as it was", () => {
    const assembly = new Assembly();
    assembly.apply(chunk("one", 2, 0));
    expect(assembly.apply(chunk("three", 4, 6))).toBe("gap");
    expect(assembly.code).toBe("one");
    expect(assembly.lastSeq).toBe(2);
  });

  it("notices that the end does not add up", () => {
    const assembly = new Assembly();
    assembly.apply(chunk("one", 2, 0));
    expect(assembly.apply({ type: "variantComplete", variantIndex: 0, seq: 9, bytes: 20, sha256: "" })).toBe("gap");
  });

  it("begins anew with another worker's attempt, whose numbers start again", () => {
    const assembly = new Assembly();
    assembly.apply(chunk("first attempt", 40, 0));
    expect(assembly.apply({ type: "setCode", value: "", variantIndex: 0, seq: 1, attempt: 2 })).toBe("changed");
    assembly.apply(chunk("second", 2, 0));
    expect(assembly.code).toBe("second");
  });

  it("ignores a late replacement of an attempt that is over", () => {
    const assembly = new Assembly();
    assembly.apply({ type: "setCode", value: "new", variantIndex: 0, seq: 1, attempt: 2 });
    expect(assembly.apply({ type: "setCode", value: "old", variantIndex: 0, seq: 90, attempt: 1 })).toBe("ignored");
    expect(assembly.code).toBe("new");
  });
});
