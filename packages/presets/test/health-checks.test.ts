import { createResolver, type Hop, type Path } from "@client-ip/core";
import {
  awsAlb,
  awsClb,
  azureAppGateway,
  azureAppService,
  azureFrontDoor,
  envoy,
  googleAlb,
  haproxy,
  istio,
  linkerd,
  nginx,
  tencentClb,
} from "@client-ip/presets";
import { describe, expect, it } from "vitest";

const FDID = { value: "55ce4ed1-4b06-4bf1-b40e-4638452104da" };
const frontDoor = azureFrontDoor({ address: "198.51.100.0/24", secret: FDID });
const secret = { value: "a long random text" };
const gateway = "istio-system/istio-ingressgateway-service-account";

/** As docs/health-checks.md has them: who checks, from where, and what is answered. */
const CHECKS: readonly (readonly [string, Hop | Path, string, string, boolean])[] = [
  ["AWS ALB", awsAlb({ address: "10.0.1.0/24" }), "10.0.1.9", "missing", true],
  ["AWS CLB", awsClb({ address: "10.0.1.0/24" }), "10.0.1.9", "missing", true],
  ["Google's balancer", googleAlb(), "35.191.10.9", "missing", true],
  ["Front Door", frontDoor, "198.51.100.9", "unproven", true],
  ["App Gateway", azureAppGateway({ address: "10.0.4.0/24" }), "10.0.4.9", "missing", true],
  ["App Service", azureAppService(), "169.254.130.1", "missing", true],
  ["CLB", tencentClb({ layer: 7, address: "10.0.1.0/24" }), "10.0.1.9", "missing", true],
  ["a sidecar's agent", istio({ gateway, mode: "sidecar" }), "127.0.0.6", "hidden", true],
  [
    "Linkerd",
    [nginx({ address: "10.1.0.1", secret }), linkerd({ address: "loopback" })],
    "127.0.0.1",
    "hidden",
    true,
  ],
  ["HAProxy", haproxy(), "127.0.0.1", "missing", false],
  ["Envoy", envoy(), "127.0.0.1", "missing", false],
];

describe("a health check without any forwarding header", () => {
  it.each(CHECKS)("of %s has no client", (_who, path, peer, status, declared) => {
    const resolver = createResolver(path);
    expect(resolver.resolve({ peer, rawHeaders: ["Host", "10.0.0.1"] })).toMatchObject({
      ip: undefined,
      status,
    });
    expect(resolver.facts.healthChecks.length > 0).toBe(declared);
  });
});
