import { ClientIpError, type Config, createResolver } from "@client-ip/core";
import { cloudflare, cloudflareTunnel, hetzner, ingressNginx, presets } from "@client-ip/presets";
import { describe, expect, it } from "vitest";

const env = { ORIGIN_SECRET: "correct horse battery staple" };
const options = { presets, env };

function refusalOf(config: Config): ClientIpError {
  try {
    createResolver(config, options);
  } catch (error) {
    if (error instanceof ClientIpError) return error;
    throw error;
  }
  throw new Error("not refused");
}

const secret = { value: env.ORIGIN_SECRET };
const HETZNER = hetzner({ address: "10.0.0.3", proxyProtocol: true });
const INGRESS = ingressNginx({ address: "10.244.1.0/24" });

describe("the remedy of a path that breaks a rule", () => {
  it.each<[config: Config, code: string, remedy: string]>([
    [
      "cloudflare secret=env:ORIGIN_SECRET > cloudflare-tunnel 172.18.0.3 > app",
      "header-read-twice",
      "Write it alone: 'cloudflare-tunnel 172.18.0.3 > app'.",
    ],
    [
      [cloudflare({ secret }), cloudflareTunnel()],
      "header-read-twice",
      "Write it alone: 'cloudflare-tunnel'.",
    ],
    [
      "hetzner 10.0.0.3 proxy-protocol > ingress-nginx 10.244.1.0/24 > app",
      "proxy-outside-header",
      "Leave the hop out: 'ingress-nginx 10.244.1.0/24 > app'.",
    ],
    [[HETZNER, INGRESS], "proxy-outside-header", "Write tells: 'source-address'"],
    [
      "nginx > cloudflare secret=env:ORIGIN_SECRET > app",
      "reversed-path",
      "'cloudflare secret=env:ORIGIN_SECRET > nginx > app'",
    ],
  ])("of %j (%s) says what to write", (config, code, remedy) => {
    const error = refusalOf(config);
    expect(error.code).toBe(code);
    expect(error.remedy).toContain(remedy);
  });

  it("shows texts that are configurations", () => {
    for (const text of [
      "cloudflare-tunnel 172.18.0.3 > app",
      "ingress-nginx 10.244.1.0/24 > app",
      "cloudflare secret=env:ORIGIN_SECRET > nginx > app",
    ]) {
      expect(() => createResolver(text, options)).not.toThrow();
    }
  });
});
