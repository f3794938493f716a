import { ClientIpError, createResolver } from "@client-ip/core";
import { presets } from "@client-ip/presets";
import { describe, expect, it } from "vitest";

const SECRET = "correct horse battery staple";
const env = { ORIGIN_SECRET: SECRET };
const CALLS = [
  { call: { preset: "cloudflare" }, peer: "172.68.10.1", header: "CF-Connecting-IP" },
  {
    call: { preset: "cloudfront", address: "198.51.100.0/24" },
    peer: "198.51.100.4",
    header: "X-Forwarded-For",
  },
];

describe("variables-in-json: the secret of a CDN", () => {
  it.each(CALLS)("$call.preset proves itself by the value", ({ call, peer, header }) => {
    const text = JSON.stringify({ ...call, secret: { value: "env:ORIGIN_SECRET" } });
    const resolver = createResolver(text, { presets, env });
    const statusOf = (value: string) =>
      resolver.resolve({ peer, rawHeaders: ["X-Origin-Secret", value, header, "203.0.113.7"] })
        .status;
    expect(statusOf(SECRET)).toBe("resolved");
    expect(statusOf("env:ORIGIN_SECRET")).toBe("unproven");
  });

  it.each(CALLS)("$call.preset is refused with the name in an object", ({ call }) => {
    const config = { ...call, secret: { value: "env:ORIGIN_SECRET" } };
    expect(() => createResolver(config, { presets, env })).toThrow(ClientIpError);
    expect(() => createResolver(config, { presets, env })).toThrow("process.env.ORIGIN_SECRET");
  });
});
