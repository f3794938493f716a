import { type Config, createResolver, type ProxyHeader, type Resolution } from "@client-ip/core";
import {
  awsAlb,
  cloudflare,
  envoy,
  heroku,
  istio,
  presets,
  snat,
  tencentClb,
} from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { proxyHeader } from "./sampled.ts";

const client = "203.0.113.7";
const edge = "172.68.10.1";
const forgedList = "6.6.6.6";
const gateway = "istio-system/ingress";
const secret = { header: "x-origin-secret", value: "correct horse battery staple" };
const ours = [secret.header, secret.value];

/** The header that a sidecar writes about its caller. */
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
const proxied = proxyHeader(client);

const clb7 = tencentClb({ layer: 7, address: "10.0.1.0/24" });
const clbProxy = tencentClb({ layer: 4, proxyProtocol: true, address: "10.0.1.0/24" });
const alb = awsAlb({ address: "10.0.1.0/24" });
const sidecar = istio({ gateway, mode: "sidecar" });
const tproxy = istio({ gateway, mode: "tproxy", gatewayAddress: "10.244.0.0/24" });

describe("the client is found, with forged headers or without", () => {
  it.each<[title: string, resolution: Resolution, via: readonly string[]]>([
    ["behind Heroku, named by text", ask("heroku", "10.1.2.3", [xff(client)]), ["heroku"]],
    [
      "behind Heroku, with a forged list to the left",
      ask(heroku(), "::ffff:10.1.2.3", [xff(`${forgedList}, ${client}`)]),
      ["heroku"],
    ],
    ["behind nginx on a unix socket", ask("nginx", "unix", [xff(client)]), ["nginx"]],
    [
      "behind HAProxy, whose line is the last",
      ask("haproxy", "127.0.0.1", [xff(forgedList), xff(client)]),
      ["haproxy"],
    ],
    [
      "behind an ALB that writes ports",
      ask(awsAlb({ address: "10.0.1.0/24", clientPort: true }), "10.0.1.9", [
        xff(`${forgedList}, ${client}:50123`),
      ]),
      ["awsAlb"],
    ],
    [
      "behind Cloudflare with a secret",
      ask(cloudflare({ secret }), edge, [ours, ["CF-Connecting-IP", client]]),
      ["cloudflare"],
    ],
    [
      "behind Cloudflare over IPv6, in X-Forwarded-For",
      ask(cloudflare({ header: "x-forwarded-for", anyCustomer: true }), "2a06:98c0::1", [
        xff(`${forgedList},${client}`),
      ]),
      ["cloudflare"],
    ],
    [
      "behind Cloudflare and an ALB",
      ask([cloudflare({ secret }), alb], "10.0.1.9", [
        ours,
        ["CF-Connecting-IP", client],
        xff(`${forgedList},${client}, ${edge}`),
      ]),
      ["cloudflare", "awsAlb"],
    ],
    [
      "behind Cloudflare and Heroku",
      ask([cloudflare({ secret }), heroku()], "10.1.2.3", [
        ours,
        ["CF-Connecting-IP", client],
        xff(`${client}, ${edge}`),
      ]),
      ["cloudflare", "heroku"],
    ],
    [
      "behind an ALB alone, when the request bypassed Cloudflare",
      ask([cloudflare({ secret }), alb], "10.0.1.9", [
        ["CF-Connecting-IP", forgedList],
        xff(`${forgedList}, ${client}`),
      ]),
      ["awsAlb"],
    ],
    [
      "behind Cloudflare and source NAT, by the secret alone",
      ask([cloudflare({ secret }), snat({ address: "10.0.0.0/24" })], "10.0.0.5", [
        ours,
        ["CF-Connecting-IP", client],
      ]),
      ["cloudflare", "snat"],
    ],
    [
      "behind a Cloudflare Tunnel on this host",
      ask(cloudflare({ tunnel: "loopback" }), "127.0.0.1", [["CF-Connecting-IP", client]]),
      ["cloudflare"],
    ],
    [
      "behind an ALB and Envoy",
      ask([alb, envoy()], "127.0.0.1", [xff(`${forgedList}, ${client},10.0.1.9`)]),
      ["awsAlb", "envoy"],
    ],
    [
      "behind Istio's gateway, proven by the sidecar",
      ask(sidecar, "127.0.0.6", [xff(`${forgedList},${client}`), xfcc("ingress")]),
      ["gateway", "sidecar"],
    ],
    [
      "behind an ALB and Istio's gateway",
      ask([alb, sidecar], "127.0.0.6", [xff(`${forgedList}, ${client},10.0.1.9`), xfcc("ingress")]),
      ["awsAlb", "gateway", "sidecar"],
    ],
    [
      "behind Istio's gateway and a balancer that is only counted",
      ask(istio({ gateway, mode: "sidecar", numTrustedProxies: 1 }), "127.0.0.6", [
        xff(`${forgedList}, ${client},10.0.1.9`),
        ["x-envoy-external-address", client],
        xfcc("ingress"),
      ]),
      ["gateway", "sidecar"],
    ],
    [
      "behind Istio's gateway under TPROXY",
      ask(tproxy, "10.244.0.5", [xff(`${forgedList},${client}`), xfcc("ingress")]),
      ["gateway", "sidecar"],
    ],
    [
      "behind CLB on layer 7, over a connection that is kept alive",
      ask(clb7, "10.0.1.9", [xff(client)]),
      ["tencentClb"],
    ],
    [
      "as the peer behind CLB on layer 7, over a connection that is not kept alive",
      ask(clb7, client, [xff(forgedList)]),
      [],
    ],
    [
      "as the peer behind CLB on layer 4",
      ask(tencentClb({ layer: 4 }), client, [xff(forgedList)]),
      ["tencentClb"],
    ],
    [
      "behind CLB on layer 4 with PROXY",
      ask(clbProxy, "10.0.1.9", [xff(forgedList)], proxied),
      ["tencentClb"],
    ],
  ])("%s", (_title, { ip, via }, names) => {
    expect(ip).toBe(client);
    expect(via).toEqual(names);
  });
});

describe("a request is unresolved", () => {
  it.each<[title: string, resolution: Resolution, status: Resolution["status"]]>([
    [
      "from Heroku's router at a public address",
      ask("heroku", "198.51.100.9", [xff(client)]),
      "bypassed",
    ],
    ["from another dyno of Heroku", ask("heroku", "10.1.2.3"), "missing"],
    [
      "from another customer's zone of Cloudflare",
      ask(cloudflare({ secret }), edge, [["CF-Connecting-IP", forgedList]]),
      "unproven",
    ],
    [
      "from another customer's zone of Cloudflare through the ALB",
      ask([cloudflare({ secret }), alb], "10.0.1.9", [
        ["CF-Connecting-IP", forgedList],
        xff(`${forgedList}, ${edge}`),
      ]),
      "unproven",
    ],
    [
      "from a pod that forges the gateway's headers, with its own certificate",
      ask(sidecar, "127.0.0.6", [xff(forgedList), xfcc("attacker")]),
      "hidden",
    ],
    [
      "from a pod that bypasses a required gateway",
      ask(istio({ gateway, mode: "sidecar", required: true }), "127.0.0.6", [
        xff(forgedList),
        xfcc("attacker"),
      ]),
      "bypassed",
    ],
    [
      "from the required gateway's pod itself, in the wrong mode",
      ask(istio({ gateway, mode: "sidecar", required: true }), "10.244.0.5", [
        xff(client),
        xfcc("ingress"),
      ]),
      "bypassed",
    ],
    [
      "from a plaintext caller of the sidecar",
      ask(sidecar, "127.0.0.6", [xff(forgedList)]),
      "hidden",
    ],
    [
      "from the gateway's address without its certificate",
      ask(tproxy, "10.244.0.5", [xff(forgedList), xfcc("attacker")]),
      "unproven",
    ],
    [
      "through source NAT as the outermost hop",
      ask(snat({ address: "10.0.0.0/24" }), "10.0.0.5", [xff(forgedList)]),
      "hidden",
    ],
    [
      "through an ALB behind source NAT, which hides its address",
      ask([alb, snat({ address: "10.0.0.0/24" })], "10.0.0.5", [xff(forgedList)]),
      "hidden",
    ],
    ["through an ALB in mode `remove`", ask(alb, "10.0.1.9"), "missing"],
    [
      "through CLB with PROXY, without a PROXY header",
      ask(clbProxy, "10.0.1.9", [xff(forgedList)]),
      "missing",
    ],
    [
      "with an external address that contradicts the list",
      ask(envoy({ externalAddress: true }), "127.0.0.1", [
        ["x-envoy-external-address", forgedList],
        xff("10.0.0.5"),
      ]),
      "conflict",
    ],
  ])("%s", (_title, { ip, status }, expected) => {
    expect(ip).toBeUndefined();
    expect(status).toBe(expected);
  });
});
