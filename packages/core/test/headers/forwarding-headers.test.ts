import { ADDRESS_HEADERS } from "../../src/headers/address-headers.ts";
import { describe, expect, it } from "vitest";
import { forwardingHeader } from "../../src/headers/forwarding-headers.ts";
import { ask, joined, raw } from "../support/ask.ts";

describe("unconfigured-proxy: a header that only a proxy writes", () => {
  it.each([...ADDRESS_HEADERS, "cdn-loop", "via", "x-forwarded-anything", "x-forwarded-proto"])(
    "a private peer that sends %s is a proxy that is not configured",
    (name) => {
      expect(forwardingHeader(raw("10.0.0.1", { [name.toUpperCase()]: "" }))).toBe(name);
      expect(forwardingHeader({ ...joined("10.0.0.1", { [name]: "" }), rawHeaders: [] })).toBe(
        name,
      );
      expect(ask(undefined, "10.0.0.1", { Accept: "*/*", [name]: "x" }).status).toBe(
        "unconfigured",
      );
      expect(ask("direct", "10.0.0.1", { [name]: "x" }).warnings).toEqual(["unrecognized-proxy"]);
      expect(ask(undefined, "203.0.113.7", { [name]: "x" }).ip).toBe("203.0.113.7");
    },
  );

  it.each(["host", "accept", "x_forwarded_for", "x-real", "forward", "x-request-id"])(
    "a private peer that sends %s is a client",
    (name) => {
      expect(forwardingHeader(joined("10.0.0.1", { [name]: "via" }))).toBeUndefined();
      expect(ask(undefined, "10.0.0.1", { [name]: "via" }).ip).toBe("10.0.0.1");
    },
  );

  it("is the first such name, and never a value", () => {
    expect(forwardingHeader(raw("10.0.0.1", { A: "via", Via: "1.1 x", "X-Real-IP": "y" }))).toBe(
      "via",
    );
    expect(
      forwardingHeader({
        peer: "10.0.0.1",
        rawHeaders: [],
        headers: { a: "b", via: "x", "x-real-ip": "y" },
      }),
    ).toBe("via");
    const local = { version: 1, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC" } as const;
    const proxyProtocol = { ...local, tlvs: [] };
    expect(forwardingHeader(raw("10.0.0.1", { Via: "1.1 x" }, { proxyProtocol }))).toBe(
      "proxy-protocol",
    );
  });
});
