import { type Config, createResolver } from "@client-ip/core";
import { docker, klipper, linkerd, nginx, presets, snat, traefik } from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { errorOf } from "../error-of.ts";

const client = "203.0.113.7";
const HIDING = {
  tells: "nothing",
  proto: { passes: "x-forwarded-proto" },
  host: { passes: "x-forwarded-host" },
};

describe("a hop that hides its peer", () => {
  it.each<[title: string, result: unknown, plain: unknown]>([
    [
      "Docker has the ranges of its bridges, and is one hop",
      docker(),
      {
        name: "docker",
        address: [
          "172.17.0.0/16",
          "172.18.0.0/15",
          "172.20.0.0/14",
          "172.24.0.0/13",
          "192.168.65.0/24",
        ],
        ...HIDING,
      },
    ],
    [
      "Docker with a network of its own",
      docker({ address: "10.80.0.1", name: "gateway" }),
      { name: "gateway", address: "10.80.0.1", ...HIDING },
    ],
    [
      "k3s's ServiceLB has the range of the cluster's pods",
      klipper(),
      { name: "klipper", address: "10.42.0.0/16", ...HIDING },
    ],
    [
      "k3s with another range",
      klipper({ address: "10.52.0.0/16" }),
      { name: "klipper", address: "10.52.0.0/16", ...HIDING },
    ],
    [
      "Linkerd's sidecar passes the kubelet's probes on",
      linkerd({ address: ["loopback", "10.1.0.4"] }),
      { name: "linkerd", address: ["loopback", "10.1.0.4"], ...HIDING, healthChecks: true },
    ],
  ])("%s", (_title, result, plain) => {
    expect(result).toStrictEqual(plain);
  });

  it("is not changed by a caller who changes an array", () => {
    expect(docker().address).not.toBe(docker().address);
  });

  it("asks for the pod's own address where that depends on the version", () => {
    const error = errorOf("linkerd", { address: ["loopback", undefined] });
    expect(error.code).toBe("preset-option");
    expect(error.expected).toContain("process.env.POD_IP");
  });
});

describe("a request", () => {
  const published = [docker(), nginx({ address: "172.18.0.10" })];
  const cluster = [klipper(), traefik({ address: "10.42.0.0/16" })];

  it.each<[title: string, config: Config, peer: string, list: string, answer: object]>([
    [
      "to a published port that keeps the source address",
      "docker",
      client,
      "6.6.6.6",
      { ip: client, proof: "none" },
    ],
    [
      "through Docker's userland proxy",
      "docker",
      "172.18.0.1",
      "6.6.6.6",
      { ip: undefined, status: "hidden" },
    ],
    [
      "of a client in a home network, to a published port",
      "docker",
      "192.168.1.5",
      "6.6.6.6",
      { ip: "192.168.1.5" },
    ],
    [
      "of another container, or of a proxy that the path forgot",
      "docker",
      "172.18.0.5",
      "6.6.6.6",
      { ip: undefined, status: "hidden" },
    ],
    [
      "through nginx in a container",
      published,
      "172.18.0.10",
      `6.6.6.6, ${client}`,
      { ip: client, via: ["nginx"] },
    ],
    [
      "through the userland proxy and nginx, with a forged list",
      published,
      "172.18.0.10",
      "6.6.6.6, 172.18.0.1",
      { ip: undefined, status: "hidden", via: ["docker", "nginx"] },
    ],
    [
      "through k3s's Traefik with externalTrafficPolicy: Local",
      cluster,
      "10.42.0.8",
      client,
      { ip: client, via: ["traefik"] },
    ],
    [
      "through ServiceLB's source NAT and Traefik",
      cluster,
      "10.42.0.8",
      "10.42.0.1",
      { ip: undefined, status: "hidden" },
    ],
    [
      "through kube-proxy's source NAT",
      snat({ address: "10.0.0.0/24" }),
      "10.0.0.5",
      client,
      { ip: undefined, status: "hidden" },
    ],
  ])("%s", (_title, config, peer, list, answer) => {
    const resolver = createResolver(config, { presets });
    const rawHeaders = ["X-Forwarded-For", list];
    expect(resolver.resolve({ peer, rawHeaders })).toMatchObject(answer);
  });

  it("that such a hop hides is said to have no client at startup", () => {
    const [finding] = createResolver(published).findings;
    expect(finding).toMatchObject({ code: "dead-hop", hop: "docker" });
    expect(finding?.message).toContain("a request that comes through it never has a client");
  });
});
