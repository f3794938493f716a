import {
  type Config,
  createResolver,
  type Hop,
  LiveAddresses,
  oneOf,
  type ProxyHeader,
  type Tells,
} from "@client-ip/core";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { requestThrough, type ThroughRequest } from "../src/index.ts";

const secret = { header: "X-Key", value: "0123456789abcdef" };
const identity = "spiffe://cluster.local/ns/a/sa/b";
const lb: Hop = { name: "lb", address: "10.0.0.5", tells: "x-forwarded-for" };
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const told = (tells: Tells, more: Partial<Hop> = {}): Hop => ({ ...lb, tells, ...more });

describe("request-through-a-path: each kind of hop tells its peer", () => {
  it.each<[string, Config, string, ThroughRequest]>([
    ["nothing in front", "direct", "203.0.113.7", { remoteAddress: "203.0.113.7", headers: {} }],
    [
      "a function, which has no socket",
      { address: "invoker", tells: "x-forwarded-for" },
      "203.0.113.7",
      { remoteAddress: "invoker", headers: { "x-forwarded-for": "203.0.113.7" } },
    ],
    [
      "inside one that hides its peer, through which no client is resolved",
      [told("nothing", { address: "172.17.0.1" }), lb],
      "203.0.113.7",
      { remoteAddress: "10.0.0.5", headers: { "x-forwarded-for": "203.0.113.7" } },
    ],
    ["nothing configured", undefined, "203.0.113.7", { remoteAddress: "203.0.113.7", headers: {} }],
    [
      "a list",
      [cdn, lb],
      "2001:DB8::7",
      {
        remoteAddress: "10.0.0.5",
        headers: { "x-forwarded-for": "2001:db8::7, 198.51.100.1" },
      },
    ],
    [
      "several elements of a list",
      told({ list: "X-Forwarded-For", appends: 2 }),
      "203.0.113.7",
      { remoteAddress: "10.0.0.5", headers: { "x-forwarded-for": "203.0.113.7, 10.0.0.5" } },
    ],
    [
      "a list with ports",
      told({ list: "x-forwarded-for", format: "ip:port" }),
      "2001:db8::7",
      { remoteAddress: "10.0.0.5", headers: { "x-forwarded-for": "[2001:db8::7]:50000" } },
    ],
    [
      "a range, once",
      "10.0.0.0/8",
      "203.0.113.7",
      { remoteAddress: "10.0.0.1", headers: { "x-forwarded-for": "203.0.113.7" } },
    ],
    [
      "a number of proxies: the nearest is on loopback, as a test's client is",
      { hops: 2 },
      "203.0.113.7",
      { remoteAddress: "127.0.0.1", headers: { "x-forwarded-for": "203.0.113.7, 192.0.2.1" } },
    ],
    [
      "Forwarded",
      [told("forwarded", { address: "10.0.0.4" }), told("forwarded")],
      "2001:db8::7",
      {
        remoteAddress: "10.0.0.5",
        headers: { forwarded: 'for="[2001:db8::7]", for=10.0.0.4' },
      },
    ],
    [
      "Forwarded in a line of its own",
      [told("forwarded", { address: "10.0.0.4" }), told({ list: "forwarded", ownLine: true })],
      "203.0.113.7",
      { remoteAddress: "10.0.0.5", headers: { forwarded: ["for=203.0.113.7", "for=10.0.0.4"] } },
    ],
    [
      "Forwarded behind a line of its own",
      [told({ list: "forwarded", ownLine: true }, { address: "10.0.0.4" }), told("forwarded")],
      "203.0.113.7",
      { remoteAddress: "10.0.0.5", headers: { forwarded: ["for=203.0.113.7", "for=10.0.0.4"] } },
    ],
    [
      "a value",
      told({ value: "X-Real-IP" }),
      "203.0.113.7",
      { remoteAddress: "10.0.0.5", headers: { "x-real-ip": "203.0.113.7" } },
    ],
    [
      "a value with a port",
      told({ value: "CloudFront-Viewer-Address", format: "ip:port" }),
      "203.0.113.7",
      { remoteAddress: "10.0.0.5", headers: { "cloudfront-viewer-address": "203.0.113.7:50000" } },
    ],
    [
      "x-envoy-external-address",
      told({ value: "x-envoy-external-address", trustedHops: 1 }),
      "203.0.113.7",
      {
        remoteAddress: "10.0.0.5",
        headers: {
          "x-envoy-external-address": "203.0.113.7",
          "x-forwarded-for": "203.0.113.7, 10.0.0.5",
        },
      },
    ],
    [
      "a hop that keeps the source address",
      [cdn, { tells: "source-address" }],
      "203.0.113.7",
      { remoteAddress: "198.51.100.1", headers: { "x-forwarded-for": "203.0.113.7" } },
    ],
    [
      "a hop for connections that have lost their source address, which no client comes through",
      [told("nothing"), { tells: "source-address" }],
      "203.0.113.7",
      { remoteAddress: "203.0.113.7", headers: {} },
    ],
    [
      "hops for connections that have lost their source address",
      [told("nothing"), { ...cdn, tells: "x-forwarded-for" }, { tells: "source-address" }],
      "203.0.113.7",
      { remoteAddress: "198.51.100.1", headers: { "x-forwarded-for": "203.0.113.7" } },
    ],
    [
      "a unix socket",
      [{ ...lb, address: "unix" }, lb],
      "203.0.113.7",
      { remoteAddress: "10.0.0.5", headers: { "x-forwarded-for": "203.0.113.7, unix:" } },
    ],
    [
      "a unix socket, in place of which an address can stand",
      [{ ...lb, address: ["unix", "10.0.0.4"] }, lb],
      "203.0.113.7",
      { remoteAddress: "10.0.0.5", headers: { "x-forwarded-for": "203.0.113.7, 10.0.0.4" } },
    ],
    [
      "a unix socket that Forwarded hides, by a secret",
      [told("forwarded", { address: "unix", secret }), told("forwarded")],
      "203.0.113.7",
      {
        remoteAddress: "10.0.0.5",
        headers: { forwarded: "for=203.0.113.7, for=unknown", "x-key": secret.value },
      },
    ],
    [
      "a unix socket that a PROXY header hides, by a secret",
      [{ ...lb, address: "unix", secret }, told("proxy-protocol")],
      "203.0.113.7",
      {
        remoteAddress: "10.0.0.5",
        headers: { "x-forwarded-for": "203.0.113.7", "x-key": secret.value },
        proxyHeader: {
          version: 2,
          command: "PROXY",
          family: "UNIX",
          transport: "STREAM",
          source: { address: "/tmp/client", port: 0 },
          destination: { address: "/tmp/server", port: 0 },
          tlvs: [],
        },
      },
    ],
    [
      "a unix socket as the peer",
      "unix",
      "203.0.113.7",
      { remoteAddress: "unix", headers: { "x-forwarded-for": "203.0.113.7" } },
    ],
    [
      "a hidden peer, by a secret",
      [{ ...cdn, secret }, told("nothing")],
      "203.0.113.7",
      {
        remoteAddress: "10.0.0.5",
        headers: { "x-forwarded-for": "203.0.113.7", "x-key": secret.value },
      },
    ],
    [
      "a sidecar that names the gateway",
      [
        { name: "gateway", identity, tells: "x-forwarded-for" },
        { name: "sidecar", address: ["127.0.0.6", "::6"], tells: "nothing", xfcc: "only" },
      ],
      "203.0.113.7",
      {
        remoteAddress: "127.0.0.6",
        headers: {
          "x-forwarded-for": "203.0.113.7",
          "x-forwarded-client-cert": `Hash=${"0".repeat(64)};URI=${identity}`,
        },
      },
    ],
    [
      "a sidecar of IPv6",
      [
        { name: "gateway", identity, tells: "x-forwarded-for" },
        { name: "sidecar", address: "::6", tells: "nothing", xfcc: "only" },
      ],
      "203.0.113.7",
      {
        remoteAddress: "::6",
        headers: {
          "x-forwarded-for": "203.0.113.7",
          "x-forwarded-client-cert": `Hash=${"0".repeat(64)};URI=${identity}`,
        },
      },
    ],
    [
      "the first of two secrets, of which one is being replaced",
      { ...cdn, secret: { ...secret, value: [secret.value, `new-${secret.value}`] } },
      "203.0.113.7",
      {
        remoteAddress: "198.51.100.1",
        headers: { "x-forwarded-for": "203.0.113.7", "x-key": secret.value },
      },
    ],
    [
      "a client certificate, which no header can stand for",
      { ...lb, identity },
      "203.0.113.7",
      {
        remoteAddress: "10.0.0.5",
        headers: { "x-forwarded-for": "203.0.113.7" },
        peerIdentity: [identity],
      },
    ],
    [
      "one of several entry points",
      [oneOf(cdn, { ...cdn, name: "office", address: "192.0.2.0/24" }), lb],
      "203.0.113.7",
      {
        remoteAddress: "10.0.0.5",
        headers: { "x-forwarded-for": "203.0.113.7, 198.51.100.1" },
      },
    ],
  ])("request-through-a-path: %s", (_what, config, ip, request) => {
    expect(requestThrough(config, ip)).toStrictEqual(request);
    expect(requestThrough(createResolver(config), ip)).toStrictEqual(request);
  });

  it("request-through-a-path: PROXY headers, the nearest hop's first", () => {
    const edge = told("proxy-protocol", { name: "edge", address: "10.0.0.4" });
    const inner = told("proxy-protocol");
    const header = { version: 2, command: "PROXY", transport: "STREAM", tlvs: [] } as const;
    const ofIPv4 = (address: string): ProxyHeader => ({
      ...header,
      family: "INET",
      source: { address, port: 50_000 },
      destination: { address: "192.0.2.43", port: 443 },
    });
    expect(requestThrough(inner, "203.0.113.7")).toStrictEqual({
      remoteAddress: "10.0.0.5",
      headers: {},
      proxyHeader: ofIPv4("203.0.113.7"),
    });
    expect(requestThrough([edge, inner], "2001:db8::7").proxyHeader).toStrictEqual([
      ofIPv4("10.0.0.4"),
      {
        ...header,
        family: "INET6",
        source: { address: "2001:db8::7", port: 50_000 },
        destination: { address: "2001:db8::443", port: 443 },
      },
    ]);
  });
});

describe("request-through-a-path: the options", () => {
  it("request-through-a-path: what a client forges stays in front of the list", () => {
    const sends = { "X-Forwarded-For": "6.6.6.6", "x-real-ip": "6.6.6.6", Accept: "text/html" };
    expect(requestThrough([cdn, lb], "203.0.113.7", { sends }).headers).toEqual({
      "x-forwarded-for": "6.6.6.6, 203.0.113.7, 198.51.100.1",
      "x-real-ip": "6.6.6.6",
      accept: "text/html",
    });
    const real = told({ value: "x-real-ip" });
    expect(requestThrough(real, "203.0.113.7", { sends }).headers["x-real-ip"]).toBe("203.0.113.7");
    const forges = { Forwarded: "for=6.6.6.6" };
    expect(requestThrough(told("forwarded"), "203.0.113.7", { sends: forges }).headers).toEqual({
      forwarded: "for=6.6.6.6, for=203.0.113.7",
    });
  });

  it("request-through-a-path: an entry point by the name of any of its hops", () => {
    const office = [
      { ...cdn, name: "office", address: "192.0.2.9" },
      { ...lb, name: "inner", address: "10.1.0.1" },
    ];
    const resolver = createResolver([oneOf(cdn, office), lb]);
    const list = "203.0.113.7, 192.0.2.9, 10.1.0.1";
    for (const via of ["office", "inner"]) {
      const { headers } = requestThrough(resolver, "203.0.113.7", { via });
      expect(headers["x-forwarded-for"]).toBe(list);
    }
    expect(requestThrough(resolver, "203.0.113.7", { via: "lb" }).headers).toEqual({
      "x-forwarded-for": "203.0.113.7, 198.51.100.1",
    });
    expect(() => requestThrough(resolver, "203.0.113.7", { via: "ofice" })).toThrow(
      /^\[no-test-request\] given via: "ofice".*The path has cdn, lb, office, inner\./,
    );
  });

  it("request-through-a-path: a text is what an adapter takes, and names the presets", () => {
    vi.stubEnv("CLIENT_IP_TEST_SECRET", secret.value);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(requestThrough("nginx", "203.0.113.7")).toEqual({
      remoteAddress: "127.0.0.1",
      headers: { "x-forwarded-for": "203.0.113.7" },
    });
    const path = "cloudflare secret=env:CLIENT_IP_TEST_SECRET > nginx > app";
    expect(Object.values(requestThrough(path, "203.0.113.7").headers)).toContain(secret.value);
  });

  it("request-through-a-path: a runtime may have no environment", () => {
    vi.stubGlobal("process", undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(requestThrough("nginx", "203.0.113.7").remoteAddress).toBe("127.0.0.1");
  });

  it("request-through-a-path: presets by name are given as to the core", () => {
    const presets = { edge: () => lb };
    expect(requestThrough("edge", "203.0.113.7", { presets }).remoteAddress).toBe("10.0.0.5");
  });
});

describe("request-through-a-path: what no request can be made for is refused", () => {
  it.each<[string, unknown[]]>([
    ["nothing", []],
    ["a number", [5]],
    ["options that are null", ["203.0.113.7", null]],
    ["options that are text", ["203.0.113.7", "lb"]],
    ["headers that are null", ["203.0.113.7", { sends: null }]],
  ])("wrong-object: %s", (_what, given) => {
    const call = requestThrough as (...given: unknown[]) => unknown;
    expect(() => call("direct", ...given)).toThrow(/^\[config-type\] .*Write requestThrough/);
  });

  it.each<[string, Config, string, RegExp]>([
    ["no address", "direct", "client", /given "client" as a client, expected an address\. Write/],
    ["an address with a port", "direct", "203.0.113.7:80", /without a port/],
    ["no client's address", "direct", "224.0.0.1", /224\.0\.0\.1.*malformed/s],
    ["a hop's own address", [cdn, { ...lb, address: "10.0.0.0/8" }], "127.0.0.1", /malformed/],
    ["a path that hides each client", told("nothing"), "203.0.113.7", /hidden/],
    [
      "a secret that an inner hop uses",
      [
        { ...cdn, secret },
        { ...lb, secret },
      ],
      "203.0.113.7",
      /cdn/,
    ],
  ])("request-through-a-path: %s", (_what, config, ip, message) => {
    expect(() => requestThrough(config, ip)).toThrow(
      expect.objectContaining({
        code: "no-test-request",
        message: expect.stringMatching(message) as string,
      }),
    );
  });

  it("request-through-a-path: a hop that hides its peer, if it is asked for", () => {
    const path = [told("nothing", { name: "docker", address: "172.17.0.1" }), lb];
    expect(requestThrough(path, "203.0.113.7", { via: "lb" }).remoteAddress).toBe("10.0.0.5");
    expect(() => requestThrough(path, "203.0.113.7", { via: "docker" })).toThrow(/hidden/);
  });

  it("request-through-a-path: an entry point that hides its peers is not chosen", () => {
    const docker = told("nothing", { name: "docker", address: "172.17.0.1" });
    const other = { ...cdn, name: "other", address: "192.0.2.0/24" };
    const request = requestThrough([oneOf(docker, cdn, other), lb], "203.0.113.7");
    expect(request.headers).toEqual({ "x-forwarded-for": "203.0.113.7, 198.51.100.1" });
  });

  it("request-through-a-path: a hop with a proof that hides its peer", () => {
    const proven = { ...cdn, secret, tells: "nothing" } as const;
    expect(() => requestThrough([proven, lb], "203.0.113.7")).toThrow(/hidden/);
  });

  it("request-through-a-path: a pending list beside a unix socket", () => {
    const list = new LiveAddresses({ name: "edges" });
    const address = ["unix", list];
    expect(requestThrough({ ...lb, address }, "203.0.113.7").remoteAddress).toBe("unix");
  });

  it("request-through-a-path: a live list without addresses", () => {
    const list = new LiveAddresses({ name: "edges" });
    expect(() => requestThrough([{ ...cdn, address: list }, lb], "203.0.113.7")).toThrow(
      expect.objectContaining({
        code: "no-test-request",
        given: "the hop cdn, of which no address is known",
      }),
    );
  });

  it("request-through-a-path: and a resolver of another version", () => {
    const other = Object.create(createResolver("direct")) as ReturnType<typeof createResolver>;
    expect(() => requestThrough(other, "203.0.113.7")).toThrow("[config-type]");
  });

  it("request-through-a-path: no secret is in the error", () => {
    const config = [
      { ...cdn, secret },
      { ...lb, secret },
    ];
    expect(() => requestThrough(config, "203.0.113.7")).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(secret.value) as string }),
    );
  });
});
