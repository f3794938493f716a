import { channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { Config } from "@client-ip/core";
import { beforeEach, describe, expect, it, vi } from "vitest";

type Node = typeof import("../../src/index.ts");

const emitted = vi.spyOn(process, "emitWarning");

// Warnings are remembered for the life of a process: each test gets modules of its own.
beforeEach(() => {
  vi.resetModules();
  emitted.mockReset().mockImplementation(() => {});
});

/** A request on a connection of its own. */
function requestFrom(peer: string, client: string): IncomingMessage {
  const req = new IncomingMessage(
    Object.defineProperty(new Socket(), "remoteAddress", { value: peer }),
  );
  req.rawHeaders.push("X-Forwarded-For", client);
  return req;
}

/** The codes and texts of the warnings after these clients came through nginx. */
async function warningsOf(config: Config, clients: Iterable<string>): Promise<unknown[][]> {
  const { clientIpOf, createResolver }: Node = await import("../../src/index.ts");
  const resolver = createResolver(config);
  for (const client of clients) clientIpOf(requestFrom("127.0.0.1", client), resolver);
  return emitted.mock.calls.map(([text, options]) => [Object(options).code, text]);
}

function* many(count: number, client: (index: number) => string): Iterable<string> {
  for (let i = 0; i < count; i++) yield client(i);
}

const publicClient = (index: number): string => `203.0.113.${index % 200}`;

describe("probable-proxy: the process warning", () => {
  it("names the preset of the CDN, once for each network, and no address", async () => {
    const clients = ["172.70.3.4", "172.70.3.5", "6.6.6.6, 172.70.4.4", "203.0.113.7"];
    const remedy =
      "is probably a proxy that is not in your path. It belongs to cloudflare: put 'cloudflare secret=env:ORIGIN_SECRET' in front of your path, client first.";
    expect(await warningsOf("nginx", clients)).toEqual([
      ["CLIENT_IP_PROBABLE_PROXY", `A client in 172.70.3.0/24 ${remedy}`],
      ["CLIENT_IP_PROBABLE_PROXY", `A client in 172.70.4.0/24 ${remedy}`],
    ]);
  });

  it.each([{}, { onProbableProxy: "unresolved" } as const])(
    "says what hides clients where no CDN is known, also of a client that is refused: %j",
    async (options) => {
      const path = [
        { address: "10.42.0.8", tells: "x-forwarded-for" } as const,
        { address: "loopback", tells: "x-forwarded-for" } as const,
      ];
      expect(await warningsOf({ path, ...options }, ["10.42.0.1, 10.42.0.8"])).toEqual([
        [
          "CLIENT_IP_PROBABLE_PROXY",
          expect.stringMatching(/^A client in 10\.42\.0\.0\/24 .*snat\(\)/),
        ],
      ]);
    },
  );

  it("is not emitted where Cloudflare is in the path", async () => {
    const { cloudflare, nginx }: Node = await import("../../src/index.ts");
    const secret = { header: "x-origin-secret", value: "0123456789abcdef0123456789abcdef" };
    const path = [cloudflare({ secret }), nginx()];
    expect(await warningsOf(path, ["203.0.113.7, 172.70.3.4"])).toEqual([]);
  });

  it("comes for the one client of 1,000 requests, on a unix socket's connections too", async () => {
    const warnings = await warningsOf(
      "nginx",
      many(1_001, () => "203.0.113.7"),
    );
    expect(warnings).toEqual([
      ["CLIENT_IP_PROBABLE_PROXY", expect.stringContaining("A client in 203.0.113.0/24")],
    ]);
  });
});

describe("warnings-bounded: a client with many networks", () => {
  it("does not use up the warnings of a CDN", async () => {
    const one = many(10_000, (index) => `2001:db8:0:${Math.floor(index / 1_000)}::1`);
    const warnings = await warningsOf("nginx", [...one, "172.70.3.4"]);
    expect(warnings).toHaveLength(9);
    expect(warnings.at(-1)?.[1]).toContain("It belongs to cloudflare");
  });
});

describe("unseen-hop: the process warning", () => {
  it("names the hop and the network of a peer, once", async () => {
    const cdn = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" } as const;
    const nginx = { name: "nginx", address: "loopback", tells: "x-forwarded-for" } as const;
    expect(await warningsOf([cdn, nginx], many(3_000, publicClient))).toEqual([
      [
        "CLIENT_IP_UNSEEN_HOP",
        expect.stringMatching(/from 127\.0\.0\.0\/24, came through the hop cdn of your path/),
      ],
    ]);
  });
});

describe("no-client: the process warning", () => {
  it("has the status of the last request, once", async () => {
    const nameless = many(300, () => "unknown");
    expect(await warningsOf("nginx", nameless)).toEqual([
      ["CLIENT_IP_NO_CLIENT", expect.stringMatching(/^None of the first 100 .* is hidden\./)],
    ]);
  });
});

describe("private-clients: the process warning", () => {
  it("speaks of source NAT, once", async () => {
    const nodes = many(25_000, (index) => `10.9.${index % 250}.2`);
    expect(await warningsOf("nginx", nodes)).toEqual([
      ["CLIENT_IP_PRIVATE_CLIENTS", expect.stringContaining("externalTrafficPolicy: Cluster")],
    ]);
  });
});

describe("counted-answers: the channel client-ip:resolution", () => {
  it("has each answer, once for a request and resolver, and nothing without a subscriber", async () => {
    const { clientIpInfoOf, createResolver }: Node = await import("../../src/index.ts");
    const resolver = createResolver("nginx");
    const messages: unknown[] = [];
    const listener = (message: unknown): unknown => messages.push(message);
    const request = requestFrom("127.0.0.1", "203.0.113.7");
    subscribe("client-ip:resolution", listener);
    const resolution = clientIpInfoOf(request, resolver);
    clientIpInfoOf(request, resolver);
    unsubscribe("client-ip:resolution", listener);
    clientIpInfoOf(requestFrom("127.0.0.1", "203.0.113.8"), resolver);
    expect(messages).toEqual([{ request, resolution, resolver }]);
    expect(channel("client-ip:resolution").hasSubscribers).toBe(false);
  });
});
