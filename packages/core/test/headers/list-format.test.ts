import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";

const hop = (format: "ip" | "ip:port"): Hop => ({
  name: "proxy",
  address: "10.0.0.1",
  tells: { list: "x-forwarded-for", format },
});
const told = (format: "ip" | "ip:port", list: string) =>
  ask(hop(format), "10.0.0.1", { "X-Forwarded-For": list });
const status = (ip: string | undefined) => (ip === undefined ? "malformed" : "resolved");

describe("list-format", () => {
  it.each<[string, string | undefined, string | undefined]>([
    // [element, the client with "ip", the client with "ip:port"]
    ["203.0.113.7", "203.0.113.7", undefined],
    ["203.0.113.7:4194", undefined, "203.0.113.7"],
    ["2001:db8::7", "2001:db8::7", undefined],
    ["2001:db8::7:4194", "2001:db8::7:4194", undefined],
    ["[2001:db8::7]", undefined, undefined],
    ["[2001:db8::7]:4194", undefined, "2001:db8::7"],
    ["::ffff:203.0.113.7", "203.0.113.7", undefined],
    ["::ffff:203.0.113.7:4194", undefined, "203.0.113.7"],
    ["::ffff:cb00:7107:4194", undefined, undefined],
    ["junk", undefined, undefined],
  ])("list-format: %s is %s or, with ports, %s", (element, bare, withPort) => {
    for (const list of [element, `6.6.6.6, ${element} `]) {
      expect(told("ip", list)).toMatchObject({ ip: bare, port: undefined, status: status(bare) });
      const port = withPort === undefined ? undefined : 4194;
      const expected = { ip: withPort, port, status: status(withPort) };
      expect(told("ip:port", list)).toMatchObject(expected);
    }
  });

  it("list-format: port 0 is a port, as a proxy may write it for none", () => {
    expect(told("ip:port", "203.0.113.7:0")).toMatchObject({ ip: "203.0.113.7", port: 0 });
    expect(told("ip:port", "[2001:db8::7]:0")).toMatchObject({ ip: "2001:db8::7", port: 0 });
    expect(told("ip", "203.0.113.7:0").status).toBe("malformed");
  });

  it("list-format: unknown-hides is the same with each", () => {
    for (const format of ["ip", "ip:port"] as const) {
      expect(told(format, "unknown").status).toBe("hidden");
      expect(told(format, "unix:").status).toBe("hidden");
    }
  });
});
