import { createResolver, type Path } from "@client-ip/core";
import {
  awsAlb,
  caddy,
  cilium,
  cloudflare,
  contour,
  emissary,
  envoy,
  envoyGateway,
  heroku,
  ingressNginx,
  istio,
  kong,
  nginx,
  snat,
  traefik,
} from "@client-ip/presets";
import { describe, expect, it } from "vitest";

const PROTO = "X-Forwarded-Proto";
const secret = { header: "x-origin-secret", value: "a long random text" };
const passes = { passes: "x-forwarded-proto" };
const edge = ["X-Origin-Secret", secret.value, "CF-Connecting-IP", "203.0.113.7"];
const listed = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
const uri = "URI=spiffe://cluster.local/ns/istio-system/sa/gw";
const meshed = [
  ...listed,
  "X-Forwarded-Client-Cert",
  `By=spiffe://x;Hash=${"0".repeat(64)};${uri}`,
];
const behindNginx = [...edge, "X-Forwarded-For", "203.0.113.7, 172.68.10.1"];

function schemeOf(path: Path, peer: string, rawHeaders: string[]): string | undefined {
  const resolution = createResolver(path).resolve({ peer, rawHeaders });
  expect(resolution.ip).toBe("203.0.113.7");
  return resolution.proto;
}

describe("outermost-states-scheme: a preset that sets X-Forwarded-Proto", () => {
  it.each<[string, Path, string, string[]]>([
    ["awsAlb", [awsAlb({ address: "10.0.1.0/24" })], "10.0.1.9", listed],
    ["heroku", [heroku({ proto: "x-forwarded-proto" })], "10.1.2.3", listed],
    ["envoy", [envoy()], "127.0.0.1", listed],
    ["caddy", [caddy()], "127.0.0.1", listed],
    ["traefik", [traefik()], "127.0.0.1", listed],
    ["ingressNginx", [ingressNginx({ address: "10.1.0.7" })], "10.1.0.7", listed],
    ["kong", [kong({ address: "10.1.0.7" })], "10.1.0.7", listed],
    ["contour", [contour({ address: "10.1.0.7" })], "10.1.0.7", listed],
    ["emissary", [emissary({ address: "10.1.0.7" })], "10.1.0.7", listed],
    ["envoyGateway", [envoyGateway({ address: "10.1.0.7" })], "10.1.0.7", listed],
    ["cilium", [cilium({ address: "10.1.0.7" })], "10.1.0.7", listed],
    ["ambient", istio({ mode: "ambient", gatewayAddress: "10.1.0.7" }), "10.1.0.7", listed],
    ["cloudflare", [cloudflare({ secret })], "172.68.10.1", edge],
    ["snat", [cloudflare({ secret }), snat({ address: "10.0.0.5" })], "10.0.0.5", edge],
    ["istio", [istio({ gateway: "istio-system/gw", mode: "sidecar" })], "127.0.0.6", meshed],
  ])("tells the client's scheme: %s", (_, path, peer, lines) => {
    expect(schemeOf(path, peer, [...lines, PROTO, "https"])).toBe("https");
    // A client's own line beside it.
    expect(schemeOf(path, peer, [PROTO, "https", ...lines, PROTO, "http"])).toBeUndefined();
  });

  it("tells it through nginx only if that passes it on", () => {
    const lines = [...behindNginx, PROTO, "https"];
    const through = (inner: Parameters<typeof nginx>[0]) =>
      schemeOf(
        [cloudflare({ secret, header: "x-forwarded-for" }), nginx(inner)],
        "127.0.0.1",
        lines,
      );
    expect(through({ proto: passes })).toBe("https");
    expect(through({ proto: "x-forwarded-proto" })).toBeUndefined();
    expect(through({})).toBeUndefined();
  });

  it("is nothing that Heroku says of itself: that it replaces a client's is not documented", () => {
    expect(schemeOf([heroku()], "10.1.2.3", [...listed, PROTO, "https"])).toBeUndefined();
  });

  it("is nothing that nginx says of itself", () => {
    expect(schemeOf([nginx()], "127.0.0.1", [...listed, PROTO, "https"])).toBeUndefined();
    const states = nginx({ proto: "x-forwarded-proto" });
    expect(schemeOf([states], "127.0.0.1", [...listed, PROTO, "https"])).toBe("https");
  });
});
