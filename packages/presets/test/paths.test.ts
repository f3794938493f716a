import { type Config, createResolver } from "@client-ip/core";
import {
  awsAlb,
  cloudflare,
  envoy,
  heroku,
  haproxy,
  istio,
  nginx,
  presets,
  snat,
  tencentClb,
} from "@client-ip/presets";
import { describe, expect, it } from "vitest";

const gateway = "istio-system/ingress";
const secret = { header: "x-origin-secret", value: "correct horse battery staple" };
const alb = awsAlb({ address: "10.0.1.0/24" });
const clbProxy = tencentClb({ layer: 4, proxyProtocol: true, address: "10.0.1.0/24" });
const sidecar = istio({ gateway, mode: "sidecar" });

describe("a path that cannot be right is an error", () => {
  it.each<[title: string, config: Config, code: string]>([
    ["the name of a preset that needs options", "istio", "preset-option"],
    [
      "`numTrustedProxies` beside an ALB that it counts",
      [alb, istio({ gateway, mode: "sidecar", numTrustedProxies: 1 })],
      "list-outside-value",
    ],
    [
      "`numTrustedProxies` beside Cloudflare that it counts",
      [cloudflare({ secret }), istio({ gateway, mode: "sidecar", numTrustedProxies: 1 })],
      "trusted-hops-not-outermost",
    ],
    [
      "nginx that sets X-Real-IP behind HAProxy that appends",
      [haproxy({ address: "10.0.1.9" }), nginx({ header: "x-real-ip" })],
      "list-outside-value",
    ],
    ["PROXY in front of nginx, where it ends", [clbProxy, nginx()], "proxy-outside-header"],
    ["a sidecar in front of nginx", [sidecar, nginx()], "xfcc-not-innermost"],
    [
      "a certificate for Cloudflare behind a balancer that ends TLS",
      [cloudflare({ identity: "https://origin-pull.example" }), alb],
      "identity-without-carrier",
    ],
    ["Cloudflare by its addresses alone", cloudflare(), "shared-hop-unproven"],
    ["Cloudflare as text", "cloudflare", "shared-hop-unproven"],
    ["Cloudflare inside nginx", [nginx(), cloudflare()], "reversed-path"],
    ["Cloudflare with a secret inside nginx", [nginx(), cloudflare({ secret })], "reversed-path"],
    ["host bits in an address given to a preset", awsAlb({ address: "10.0.1.9/24" }), "host-bits"],
  ])("%s", (_title, config, code) => {
    expect(() => createResolver(config, { presets })).toThrow(expect.objectContaining({ code }));
  });
});

describe("the findings about", () => {
  it.each<[title: string, config: Config, codes: readonly string[]]>([
    [
      "Cloudflare by its addresses alone",
      cloudflare({ anyCustomer: true }),
      ["shared-without-proof"],
    ],
    ["Cloudflare with a secret", cloudflare({ secret }), []],
    ["a Cloudflare Tunnel", cloudflare({ tunnel: "loopback" }), []],
    ["source NAT as the outermost hop", snat({ address: "10.0.0.0/24" }), ["dead-hop"]],
    ["Envoy that appends", envoy(), []],
    ["Envoy's external address", envoy({ externalAddress: true }), ["external-address"]],
    ["Istio's default for X-Forwarded-Client-Cert", sidecar, []],
    ["Heroku", heroku(), []],
    ["Heroku's router at another range", heroku({ address: "10.0.0.0/8" }), ["wide-private-range"]],
    [
      "Heroku without its promise",
      heroku({ required: false }),
      ["wide-private-range", "cgnat-not-private"],
    ],
    [
      "the safer value for X-Forwarded-Client-Cert",
      istio({ gateway, mode: "sidecar", xfcc: "only" }),
      [],
    ],
  ])("%s are the expected ones", (_title, config, codes) => {
    expect(createResolver(config).findings.map(({ code }) => code)).toEqual(codes);
  });
});
