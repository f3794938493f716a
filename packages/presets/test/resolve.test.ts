import { type Config, createResolver, type ProxyHeader, type Resolution } from "@client-ip/core";
import {
  awsAlb,
  cloudflare,
  envoy,
  haproxy,
  heroku,
  istio,
  nginx,
  presets,
  snat,
  tencentClb,
} from "@client-ip/presets";
import { describe, expect, test } from "vitest";

const client = "203.0.113.7";
const edge = "172.68.10.1";
const forgedList = "6.6.6.6";
const gateway = "istio-system/ingress";
const secret = { header: "x-origin-secret", value: "correct horse battery staple" };
const ours = [secret.header, secret.value];

/** The element that a sidecar writes about its caller. */
function xfcc(account: string): readonly string[] {
  const uri = `URI=spiffe://cluster.local/ns/istio-system/sa/${account}`;
  return ["x-forwarded-client-cert", `By=spiffe://x;Hash=${"a".repeat(64)};Subject="";${uri}`];
}

function ask(
  config: Config,
  peer: string,
  headers: readonly (readonly string[])[] = [],
  proxyProtocol?: ProxyHeader,
): Resolution {
  return createResolver(config, { presets }).resolve({
    peer,
    rawHeaders: headers.flat(),
    proxyProtocol,
  });
}

const xff = (value: string): readonly string[] => ["X-Forwarded-For", value];
const proxied: ProxyHeader = {
  version: 2,
  command: "PROXY",
  family: "INET",
  transport: "STREAM",
  source: { address: client, port: 40001 },
  destination: { address: "10.0.1.9", port: 443 },
  tlvs: [],
};

const clb7 = tencentClb({ layer: 7, address: "10.0.1.0/24" });
const clbProxy = tencentClb({ layer: 4, proxyProtocol: true, address: "10.0.1.0/24" });
const alb = awsAlb({ address: "10.0.1.0/24" });
const sidecar = istio({ gateway, mode: "sidecar" });
const tproxy = istio({ gateway, mode: "tproxy", gatewayAddress: "10.244.0.0/24" });

describe("the client is found, forged headers or not", () => {
  test.each<[why: string, resolution: Resolution, via: readonly string[]]>([
    ["heroku by its name alone", ask("heroku", "10.1.2.3", [xff(client)]), ["heroku"]],
    [
      "heroku keeps a forged list to the left",
      ask(heroku(), "::ffff:10.1.2.3", [xff(`${forgedList}, ${client}`)]),
      ["heroku"],
    ],
    ["nginx over a unix socket", ask("nginx", "unix", [xff(client)]), ["nginx"]],
    [
      "haproxy's line is the last",
      ask("haproxy", "127.0.0.1", [xff(forgedList), xff(client)]),
      ["haproxy"],
    ],
    [
      "an ALB that writes ports",
      ask(alb, "10.0.1.9", [xff(`${forgedList}, ${client}:50123`)]),
      ["awsAlb"],
    ],
    [
      "Cloudflare with its secret",
      ask(cloudflare({ secret }), edge, [ours, ["CF-Connecting-IP", client]]),
      ["cloudflare"],
    ],
    [
      "Cloudflare over IPv6, read from the list",
      ask(cloudflare({ header: "x-forwarded-for" }), "2a06:98c0::1", [
        xff(`${forgedList},${client}`),
      ]),
      ["cloudflare"],
    ],
    [
      "Cloudflare in front of an ALB",
      ask([cloudflare({ secret }), alb], "10.0.1.9", [
        ours,
        ["CF-Connecting-IP", client],
        xff(`${forgedList},${client}, ${edge}`),
      ]),
      ["cloudflare", "awsAlb"],
    ],
    [
      "Cloudflare in front of Heroku",
      ask([cloudflare({ secret }), heroku()], "10.1.2.3", [
        ours,
        ["CF-Connecting-IP", client],
        xff(`${client}, ${edge}`),
      ]),
      ["cloudflare", "heroku"],
    ],
    [
      "an ALB called around Cloudflare: its own peer is the client",
      ask([cloudflare({ secret }), alb], "10.0.1.9", [
        ["CF-Connecting-IP", forgedList],
        xff(`${forgedList}, ${client}`),
      ]),
      ["awsAlb"],
    ],
    [
      "Cloudflare behind source NAT: the secret alone proves it",
      ask([cloudflare({ secret }), snat({ address: "10.0.0.0/24" })], "10.0.0.5", [
        ours,
        ["CF-Connecting-IP", client],
      ]),
      ["cloudflare", "snat"],
    ],
    [
      "a Cloudflare Tunnel ends on this host",
      ask(cloudflare({ tunnel: "loopback" }), "127.0.0.1", [["CF-Connecting-IP", client]]),
      ["cloudflare"],
    ],
    [
      "an ALB in front of Envoy: two links of one chain",
      ask([alb, envoy()], "127.0.0.1", [xff(`${forgedList}, ${client},10.0.1.9`)]),
      ["awsAlb", "envoy"],
    ],
    [
      "Istio's gateway, proven by the sidecar",
      ask(sidecar, "127.0.0.6", [xff(`${forgedList},${client}`), xfcc("ingress")]),
      ["gateway", "sidecar"],
    ],
    [
      "Istio with an ALB named as a hop",
      ask([alb, sidecar], "127.0.0.6", [xff(`${forgedList}, ${client},10.0.1.9`), xfcc("ingress")]),
      ["awsAlb", "gateway", "sidecar"],
    ],
    [
      "Istio with a balancer that is only counted",
      ask(istio({ gateway, mode: "sidecar", numTrustedProxies: 1 }), "127.0.0.6", [
        xff(`${forgedList}, ${client},10.0.1.9`),
        ["x-envoy-external-address", client],
        xfcc("ingress"),
      ]),
      ["gateway", "sidecar"],
    ],
    [
      "Istio under TPROXY",
      ask(tproxy, "10.244.0.5", [xff(`${forgedList},${client}`), xfcc("ingress")]),
      ["gateway", "sidecar"],
    ],
    [
      "CLB on layer 7 with a connection kept alive",
      ask(clb7, "10.0.1.9", [xff(client)]),
      ["tencentClb"],
    ],
    [
      "CLB on layer 7 with a connection of its own: the client is the peer",
      ask(clb7, client, [xff(forgedList)]),
      [],
    ],
    [
      "CLB on layer 4 keeps the source address",
      ask(tencentClb({ layer: 4 }), client, [xff(forgedList)]),
      ["tencentClb"],
    ],
    [
      "CLB on layer 4 with PROXY",
      ask(clbProxy, "10.0.1.9", [xff(forgedList)], proxied),
      ["tencentClb"],
    ],
  ])("%s", (_why, { ip, via }, names) => {
    expect(ip).toBe(client);
    expect(via).toEqual(names);
  });
});

describe("nobody is named where nobody trustworthy says", () => {
  test.each<[why: string, resolution: Resolution, status: Resolution["status"]]>([
    [
      "a router at a public address is not taken for a client",
      ask("heroku", "198.51.100.9", [xff(client)]),
      "bypassed",
    ],
    ["a dyno that was called by another dyno", ask("heroku", "10.1.2.3"), "missing"],
    [
      "another customer's site on Cloudflare, pointed at our origin",
      ask(cloudflare({ secret }), edge, [["CF-Connecting-IP", forgedList]]),
      "unproven",
    ],
    [
      "the same behind our ALB",
      ask([cloudflare({ secret }), alb], "10.0.1.9", [
        ["CF-Connecting-IP", forgedList],
        xff(`${forgedList}, ${edge}`),
      ]),
      "unproven",
    ],
    [
      "a pod that forges the gateway's words, with its own certificate",
      ask(sidecar, "127.0.0.6", [xff(forgedList), xfcc("attacker")]),
      "hidden",
    ],
    [
      "the same, around a gateway that is required",
      ask(istio({ gateway, mode: "sidecar", required: true }), "127.0.0.6", [
        xff(forgedList),
        xfcc("attacker"),
      ]),
      "bypassed",
    ],
    [
      "the wrong mode: the gateway's pod is no client when it is required",
      ask(istio({ gateway, mode: "sidecar", required: true }), "10.244.0.5", [
        xff(client),
        xfcc("ingress"),
      ]),
      "bypassed",
    ],
    [
      "a caller of the sidecar in plaintext",
      ask(sidecar, "127.0.0.6", [xff(forgedList)]),
      "hidden",
    ],
    [
      "the gateway's address without its certificate",
      ask(tproxy, "10.244.0.5", [xff(forgedList), xfcc("attacker")]),
      "unproven",
    ],
    [
      "source NAT as the outermost hop",
      ask(snat({ address: "10.0.0.0/24" }), "10.0.0.5", [xff(forgedList)]),
      "hidden",
    ],
    [
      "an ALB behind source NAT cannot be known by its address",
      ask([alb, snat({ address: "10.0.0.0/24" })], "10.0.0.5", [xff(forgedList)]),
      "hidden",
    ],
    ["an ALB in mode remove", ask(alb, "10.0.1.9"), "missing"],
    ["CLB with PROXY that was not sent", ask(clbProxy, "10.0.1.9", [xff(forgedList)]), "missing"],
    [
      "an external address that contradicts the list",
      ask(envoy({ externalAddress: true }), "127.0.0.1", [
        ["x-envoy-external-address", forgedList],
        xff("10.0.0.5"),
      ]),
      "conflict",
    ],
  ])("%s", (_why, { ip, status }, expected) => {
    expect(ip).toBeUndefined();
    expect(status).toBe(expected);
  });
});

describe("paths that the core refuses", () => {
  test.each<[why: string, config: Config, code: string]>([
    ["a preset that needs options, called by its name", "istio", "preset-option"],
    [
      "numTrustedProxies beside the proxies that it counts",
      [alb, istio({ gateway, mode: "sidecar", numTrustedProxies: 1 })],
      "list-outside-value",
    ],
    [
      "numTrustedProxies beside a CDN that it counts",
      [cloudflare({ secret }), istio({ gateway, mode: "sidecar", numTrustedProxies: 1 })],
      "trusted-hops-not-outermost",
    ],
    [
      "nginx that sets X-Real-IP inside one that appends",
      [haproxy({ address: "10.0.1.9" }), nginx({ header: "x-real-ip" })],
      "list-outside-value",
    ],
    ["PROXY that ended at nginx", [clbProxy, nginx()], "proxy-outside-header"],
    ["a sidecar that is not innermost", [sidecar, nginx()], "xfcc-not-innermost"],
    [
      "a certificate for Cloudflare behind a balancer that ends TLS",
      [cloudflare({ identity: "https://origin-pull.example" }), alb],
      "identity-without-carrier",
    ],
    ["host bits in an address given to a preset", awsAlb({ address: "10.0.1.9/24" }), "host-bits"],
  ])("%s", (_why, config, code) => {
    expect(() => createResolver(config, { presets })).toThrow(expect.objectContaining({ code }));
  });
});

describe("what lint says of a preset", () => {
  test.each<[why: string, config: Config, codes: readonly string[]]>([
    [
      "Cloudflare by its addresses alone is anybody's Cloudflare",
      cloudflare(),
      ["shared-without-proof"],
    ],
    ["with a secret it is ours", cloudflare({ secret }), []],
    ["a Tunnel is ours", cloudflare({ tunnel: "loopback" }), []],
    ["source NAT as the outermost hop", snat({ address: "10.0.0.0/24" }), ["dead-hop"]],
    ["Envoy as a link of a chain", envoy(), []],
    ["Envoy's own idea of the client", envoy({ externalAddress: true }), ["external-address"]],
    ["Istio's default for X-Forwarded-Client-Cert", sidecar, ["xfcc-last"]],
    ["the safer one", istio({ gateway, mode: "sidecar", xfcc: "only" }), []],
  ])("%s", (_why, config, codes) => {
    expect(createResolver(config).findings.map(({ code }) => code)).toEqual(codes);
  });
});
