import { describe, expect, it } from "vitest";
import { failureOf } from "../src/failure";
import { redact, report, withoutQuery } from "../src/report";
import { IDLE } from "../src/store/run";

const AROUND = { version: "0.1.0", userAgent: "Test", page: "http://127.0.0.1:7001/?token=hush#x", now: "2026-11-23T02:00:00Z" };

describe("the report that a person may paste into an issue", () => {
  it("says where it stopped and why", () => {
    const failure = failureOf("db_unavailable", { step: 5, detail: "connection refused" });
    const text = report({ ...IDLE, phase: "failed", failure, connectionId: "c-1", traceId: "abc" }, AROUND);
    expect(text).toContain("stopped at   step 5, save_generation to DB");
    expect(text).toContain("detail       connection refused");
    expect(text).toContain("trace        abc");
  });

  it("carries no prompt, no code, no remark and no query string", () => {
    const run = {
      ...IDLE,
      status: "PROMPT-CANARY",
      remarks: [{ kind: "unused_words", message: "PROMPT-CANARY", items: ["PROMPT-CANARY"] }],
      stages: [{ name: "text", message: "PROMPT-CANARY", atMs: 1 }],
      note: "PROMPT-CANARY",
      url: "ws://127.0.0.1:7001/generate-code?traceparent=CANARY",
    };
    const text = report(run, AROUND);
    expect(text).not.toContain("CANARY");
    expect(text).not.toContain("hush");
  });

  it.each([
    ["refused sk-proj1234567890abcdef", "sk-proj"],
    ["Bearer abcdefghijklmnop refused", "abcdefghijklmnop"],
    ["AIzaSyA1234567890123456789012", "AIza"],
    ["data:image/png;base64,AAAABBBB", "AAAABBBB"],
    ["<script>secret()</script>", "<script>"],
  ])("removes the secret from %j", (text, secret) => {
    expect(redact(text)).not.toContain(secret);
  });

  it("cuts what is too long and leaves plain words alone", () => {
    expect(redact("prompt.text: write what the page should be")).toBe("prompt.text: write what the page should be");
    expect(redact("x".repeat(1_000)).length).toBeLessThan(310);
    expect(withoutQuery("http://a/b?c#d")).toBe("http://a/b");
  });
});
