import { createServer, IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clientIpInfoOf, clientIpOf, createResolver, sealRequests } from "../../src/index.ts";
import { acceptProxyProtocol } from "../../src/proxy-protocol.ts";

const proxied = { address: "127.0.0.1", tells: "proxy-protocol" } as const;
const loopback = { address: "127.0.0.1", tells: "x-forwarded-for" } as const;
const unix = { address: "unix", tells: "x-forwarded-for" } as const;
/** Made before Bun is there. */
const [resolver, proxyResolver] = [createResolver("nginx"), createResolver(proxied)];

/** A request as Bun's node:http makes it, of a server at this address. */
function requestAt(address: unknown): IncomingMessage {
  return new IncomingMessage(Object.assign(new Socket(), { server: { address: () => address } }));
}

describe("not-in-bun: Bun", () => {
  beforeEach(() => void vi.stubGlobal("Bun", {}));
  afterEach(() => void vi.unstubAllGlobals());

  it.each([
    ["a path over a unix socket alone", () => createResolver("unix")],
    ["a path with a unix socket in it", () => createResolver([loopback, unix])],
    ["a path with a PROXY header", () => createResolver(proxied)],
    ["a receiver of PROXY headers", () => acceptProxyProtocol(createServer(), proxyResolver)],
    [
      "a seal on a server",
      () => {
        sealRequests(createServer(), resolver, { onUnresolved: "reject", keep: [] });
      },
    ],
    ["a request of a server at a unix socket", () => clientIpOf(requestAt("/run/app.sock"))],
  ])("is named in the error for %s", (_what, run) => {
    expect(run).toThrow(
      expect.objectContaining({
        code: "not-in-bun",
        given: expect.stringMatching(/^\S.* in Bun$/) as string,
      }),
    );
  });

  it("has the other paths, and requests over TCP that are gone", () => {
    expect(createResolver("nginx").findings).toEqual([]);
    expect(() => createResolver("unix, 10.0.0.5")).not.toThrow();
    const gone = requestAt({ address: "127.0.0.1", port: 1 });
    expect(clientIpInfoOf(gone, resolver).status).toBe("no-peer");
    const known = requestAt("/run/app.sock");
    Object.defineProperty(known.socket, "remoteAddress", { value: "127.0.0.1" });
    expect(clientIpInfoOf(known, resolver).peer).toBe("127.0.0.1");
  });
});

describe("not-in-bun: elsewhere", () => {
  it("nothing is refused", () => {
    expect(createResolver("unix").findings).toEqual([]);
    expect(clientIpInfoOf(requestAt("/run/app.sock"), resolver).status).toBe("no-peer");
  });
});
