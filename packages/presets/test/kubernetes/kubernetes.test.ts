import { type Config, createResolver } from "@client-ip/core";
import {
  contour,
  emissary,
  envoyGateway,
  haproxyIngress,
  ingressNginx,
  kong,
  presets,
} from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { errorOf } from "../error-of.ts";

const LIST = "x-forwarded-for";
const PROTO = "x-forwarded-proto";
const PASSED = { passes: PROTO };
const address = "10.244.1.0/24";
const client = "203.0.113.7";
const secret = { value: "a long random text" };

/** Envoy Gateway with so many trusted hops, and the list as the application gets it. */
const behind = (numTrustedHops: number, list: string) =>
  createResolver(envoyGateway({ address, numTrustedHops })).resolve({
    peer: "10.244.1.7",
    rawHeaders: ["X-Forwarded-For", list],
  });

describe("an ingress controller", () => {
  it.each<[title: string, result: unknown, plain: unknown]>([
    [
      "ingress-nginx overwrites the list, the scheme and the host",
      ingressNginx({ address }),
      { name: "ingressNginx", address, tells: LIST, proto: PROTO, host: "x-forwarded-host" },
    ],
    [
      "ingress-nginx can be read in X-Real-IP",
      ingressNginx({ address, header: "x-real-ip" }),
      {
        name: "ingressNginx",
        address,
        tells: { value: "x-real-ip" },
        proto: PROTO,
        host: "x-forwarded-host",
      },
    ],
    [
      "Contour is an Envoy that appends",
      contour({ address }),
      { name: "contour", address, tells: LIST, proto: PROTO },
    ],
    [
      "Contour with trusted hops is read in x-envoy-external-address",
      contour({ address, numTrustedHops: 2 }),
      {
        name: "contour",
        address,
        tells: { value: "x-envoy-external-address", trustedHops: 2 },
        proto: PASSED,
      },
    ],
    [
      "Emissary with a depth of layer 7 too",
      emissary({ address, l7Depth: 1 }),
      {
        name: "emissary",
        address,
        tells: { value: "x-envoy-external-address", trustedHops: 1 },
        proto: PASSED,
      },
    ],
    [
      "Emissary without one appends",
      emissary({ address, l7Depth: 0, required: true }),
      { name: "emissary", address, tells: LIST, proto: PROTO, required: true },
    ],
    [
      "Envoy Gateway appends",
      envoyGateway({ address, header: LIST }),
      { name: "envoyGateway", address, tells: LIST, proto: PROTO },
    ],
    [
      "Envoy Gateway's client stands in front of the elements of the hops that it trusts",
      envoyGateway({ address, numTrustedHops: 2 }),
      [
        { name: "trusted hop 1", address: "any", tells: LIST, required: true },
        { name: "trusted hop 2", address: "any", tells: LIST, required: true },
        { name: "envoyGateway", address, tells: LIST, proto: PASSED },
      ],
    ],
    [
      "Kong sets the scheme and the host",
      kong({ address }),
      { name: "kong", address, tells: LIST, proto: PROTO, host: "x-forwarded-host" },
    ],
    [
      "HAProxy Ingress",
      haproxyIngress({ address }),
      { name: "haproxyIngress", address, tells: LIST },
    ],
    [
      "HAProxy Ingress that leaves the list alone is read in X-Real-IP",
      haproxyIngress({ address, header: "x-real-ip", controller: "jcmoraisjr" }),
      { name: "haproxyIngress", address, tells: { value: "x-real-ip" } },
    ],
  ])("%s", (_title, result, plain) => {
    expect(result).toStrictEqual(plain);
    expect(JSON.parse(JSON.stringify(result))).toStrictEqual(plain);
  });

  it.each([
    ["ingressNginx", ingressNginx],
    ["contour", contour],
    ["emissary", emissary],
    ["envoyGateway", envoyGateway],
    ["kong", kong],
    ["haproxyIngress", haproxyIngress],
  ])("can be proven by a secret, in a range that other pods share: %s", (_name, preset) => {
    const resolver = createResolver(preset({ address: "10.244.0.0/16", secret }));
    const ask = (...lines: string[]) =>
      resolver.resolve({ peer: "10.244.7.7", rawHeaders: [...lines, "X-Forwarded-For", client] });
    expect(ask("X-Origin-Secret", secret.value)).toMatchObject({ ip: client, proof: "secret" });
    expect(ask()).toMatchObject({ ip: undefined, status: "unproven" });
    expect(resolver.findings).toEqual([]);
  });

  it.each([
    ["ingressNginx", "kubectl get pods -n ingress-nginx -o wide"],
    ["contour", "kubectl get pods -n projectcontour"],
    ["emissary", "kubectl get pods -n emissary"],
    ["envoyGateway", "kubectl get pods -n envoy-gateway-system"],
    ["kong", "kubectl get pods -n kong"],
    ["haproxyIngress", "kubectl get pods"],
  ])("asks for its address, and says how to find it: %s", (name, command) => {
    const { given, expected } = errorOf(name);
    expect(given).toBe(`${name}() without address`);
    expect(expected).toContain(command);
  });
});

describe("a header that clients can forge is refused, and the better one named", () => {
  it.each([
    ["kong", "x-real-ip", /X-Real-IP that a client sends/],
    ["envoyGateway", "x-envoy-external-address", /x-envoy-external-address that a client sends/],
    ["ingressNginx", "x-original-forwarded-for", /"x-forwarded-for" or "x-real-ip"/],
    ["haproxyIngress", "x-original-forwarded-for", /"x-forwarded-for" or "x-real-ip"/],
  ])("by %s: %s", (name, header, expected) => {
    const error = errorOf(name, { address, header });
    expect(error.code).toBe("preset-option");
    expect(error.expected).toMatch(/^header: "x-forwarded-for"/);
    expect(error.expected).toMatch(expected);
  });
});

describe("numTrustedHops of Envoy Gateway, which is Envoy's plus one", () => {
  // The gateway received all elements but the last, which is its own.
  it.each([
    [1, `6.6.6.6, ${client},10.0.1.9`],
    [2, `6.6.6.6, ${client}, 198.51.100.4,10.0.1.9`],
    [3, `${client}, 198.51.100.4, 10.0.1.9,10.0.1.20`],
  ])("%i proxies in front of it: the client is that element of what it received", (hops, list) => {
    expect(behind(hops, list)).toMatchObject({ ip: client, proof: "count" });
  });

  it.each([
    ["is unresolved if the list is shorter", `${client},10.0.1.9`, "missing"],
    ["is unresolved if an element in between is no address", `${client}, x,10.0.1.9`, "malformed"],
  ])("%s", (_title, list, status) => {
    expect(behind(2, list).status).toBe(status);
  });

  it.each([0, 8, 1.5])("cannot be %d", (numTrustedHops) => {
    expect(errorOf("envoyGateway", { address, numTrustedHops }).expected).toBe(
      "numTrustedHops: a whole number from 1 to 7",
    );
  });
});

describe("the findings about", () => {
  it.each<[title: string, config: Config, codes: readonly string[]]>([
    ["an ingress in a range of its own", ingressNginx({ address }), []],
    ["an ingress among all pods", kong({ address: "10.244.0.0/16" }), ["wide-private-range"]],
    ["trusted hops", contour({ address, numTrustedHops: 1 }), ["external-address"]],
  ])("%s are the expected ones", (_title, config, codes) => {
    const { findings } = createResolver(config, { presets });
    expect(findings.map(({ code }) => code)).toEqual(codes);
  });
});

it.each([undefined, "haproxytech"] as const)(
  "haproxyIngress reads no X-Real-IP of the controller %s: a client's own would pass",
  (controller) => {
    const options = { address: "10.244.1.0/24", header: "x-real-ip" } as const;
    expect(() => haproxyIngress({ ...options, ...(controller && { controller }) })).toThrow(
      /\[preset-option\].*quay\.io\/jcmoraisjr/,
    );
  },
);
