import { describe, expect, it } from "vitest";
import { backendAt } from "../src/backend";
import { explain, outcomeOfClose } from "../src/outcomes";

describe("where the service is", () => {
  it("is the page's own origin by default, secure when the page is", () => {
    expect(backendAt({}, "http://127.0.0.1:7001").socketUrl).toBe("ws://127.0.0.1:7001/generate-code");
    expect(backendAt({}, "https://example.org").socketUrl).toBe("wss://example.org/generate-code");
    expect(backendAt({}, "https://example.org").http("/ready")).toBe("https://example.org/ready");
  });

  it("is where .env.local says, HTTP following the socket unless it is named", () => {
    const named = backendAt({ VITE_WS_BACKEND_URL: "ws://10.0.0.2:7001/" }, "http://127.0.0.1:5173");
    expect(named.socketUrl).toBe("ws://10.0.0.2:7001/generate-code");
    expect(named.http("/health")).toBe("http://10.0.0.2:7001/health");
  });
});

describe("what a close frame means", () => {
  it("is what its reason names", () => {
    expect(outcomeOfClose(4503, "db_timeout: slow")).toBe("db_timeout");
  });
  it("is what its code names when only one outcome has it", () => {
    expect(outcomeOfClose(4408, "")).toBe("receive_timeout");
    expect(outcomeOfClose(4503, "")).toBeUndefined();
    expect(outcomeOfClose(1000, "ok")).toBeUndefined();
  });
  it("is explained in the service's words", () => {
    expect(explain("receive_timeout")?.cause).toBe("The connection opened, but its first message did not arrive in time.");
  });
});
