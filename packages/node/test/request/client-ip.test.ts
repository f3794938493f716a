import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { afterEach, describe, expect, expectTypeOf, it, vi } from "vitest";
import {
  ClientIpError,
  clientIp,
  clientIpInfoOf,
  clientIpOf,
  cloudflare,
  createResolver,
  explainClientIp,
  type Resolution,
  type Resolver,
} from "../../src/index.ts";
import { bindResolver, evidenceOf, resolverOf } from "../../src/adapter.ts";

const appending = createResolver({ address: "10.0.0.0/8", tells: "x-forwarded-for" });
const direct = createResolver("direct");

afterEach(() => {
  vi.restoreAllMocks();
});

/** A request from 10.1.2.3 that says 198.51.100.7, made without any server. */
function made(
  headers: Record<string, string> = { "x-forwarded-for": "198.51.100.7" },
): IncomingMessage {
  const req = new IncomingMessage(
    Object.defineProperty(new Socket(), "remoteAddress", { value: "10.1.2.3" }),
  );
  req.httpVersionMajor = 1;
  req.headers = headers;
  req.rawHeaders = Object.entries(headers).flat();
  return req;
}

/** A request made from another one, that says 6.6.6.6. */
function derived(from: IncomingMessage): IncomingMessage {
  const headers = { "x-forwarded-for": "6.6.6.6" };
  const own = { headers, rawHeaders: Object.entries(headers).flat() };
  const properties = Object.entries(own).map(([name, value]) => [name, { value }] as const);
  return Object.create(from, Object.fromEntries(properties)) as IncomingMessage;
}

describe("explainClientIp", () => {
  it("explains the walk of the resolver that clientIpOf uses", () => {
    const req = made();
    bindResolver(req, appending);
    const explanation = explainClientIp(req);
    expect(explanation.resolution).toEqual(clientIpInfoOf(req));
    expect(String(explanation)).toContain("198.51.100.7 is the client (proof: address)");
    expect(explainClientIp(req, direct).resolution.ip).toBe("10.1.2.3");
  });
});

describe("the request of clientIpOf", () => {
  it("can be a socket, which has no header lines", () => {
    const { socket } = made();
    expect(clientIpOf(socket, direct)).toBe("10.1.2.3");
    expect(clientIpInfoOf(socket, direct)).toBe(clientIpInfoOf(socket, direct));
    expect(clientIpInfoOf(socket, appending).status).toBe("missing");
    expect(evidenceOf(socket)).toMatchObject({ rawHeaders: [], headers: undefined });
    expect(String(explainClientIp(socket, direct))).toContain("10.1.2.3 is the client");
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["an address", "10.1.2.3"],
    // As in the callback of a UDP socket, or of a WebSocket library.
    ["another object", { remoteAddress: "10.1.2.3" }],
  ])("cannot be %s", (_about, given) => {
    const ask = clientIpOf as (given: unknown, resolver: Resolver) => unknown;
    expect(() => ask(given, direct)).toThrow(
      expect.objectContaining({
        name: "ClientIpError",
        code: "config-type",
        expected: expect.stringContaining("a socket") as unknown,
      }),
    );
  });

  it("is asked about with a resolver, and no configuration", () => {
    expect(() => clientIpOf(made(), "direct" as never)).toThrow(
      "[config-type] given a configuration for one request, expected a resolver. Create it once",
    );
  });

  it("can be Fastify's request or Koa's context", () => {
    const req = made();
    expect(clientIpOf({ raw: req }, appending)).toBe("198.51.100.7");
    expect(clientIpOf({ req }, appending)).toBe("198.51.100.7");
    expect(clientIpInfoOf({ raw: req }, appending)).toBe(clientIpInfoOf({ req }, appending));
    expect(String(explainClientIp({ req }, appending))).toContain("198.51.100.7");
  });

  it.each([
    ["a request", made()],
    ["a Fastify instance", { decorateRequest: () => {} }],
    ["a Koa context", { originalUrl: "/" }],
  ])("is refused as a configuration: %s", (_what, given) => {
    expect(() => resolverOf(given as unknown as Resolver)).toThrow(
      expect.objectContaining({ code: "config-type", remedy: expect.stringContaining("call it") }),
    );
  });
});

it("closed-grammar: null is refused as a configuration, as an unset value of JSON", () => {
  expect(() => resolverOf(null as unknown as Resolver)).toThrow(
    expect.objectContaining({ code: "config-type" }),
  );
});

describe("clientIpOf", () => {
  it("uses the resolver that is given", () => {
    expect(clientIpOf(made(), appending)).toBe("198.51.100.7");
  });

  it("bound-where-it-stands: uses the resolver that was bound last if none is given", () => {
    const req = made();
    bindResolver(req, direct);
    expect(clientIpOf(req)).toBe("10.1.2.3");
    bindResolver(req, appending);
    expect(clientIpOf(req)).toBe("198.51.100.7");
    expect(clientIpOf(req, direct)).toBe("10.1.2.3");
  });

  describe("of a request that inherits from another one", () => {
    it("answers by its own headers and the inherited resolver, and does not change the other answer", () => {
      const req = made();
      bindResolver(req, appending);
      expect(clientIpOf(derived(req))).toBe("6.6.6.6");
      expect(clientIpOf(req)).toBe("198.51.100.7");
      expect(clientIpOf(derived(req))).toBe("6.6.6.6");
    });

    it("may be asked before, which changes no answer of the other, also without a state", () => {
      for (const state of [undefined, null, "none", {}]) {
        const req = Object.assign(made(), state === undefined ? {} : { _readableState: state });
        const heir = derived(req);
        bindResolver(heir, appending);
        expect(clientIpOf(heir)).toBe("6.6.6.6");
        expect(clientIpInfoOf(req).status).toBe("unconfigured");
        bindResolver(req, direct);
        expect(clientIpOf(req)).toBe("10.1.2.3");
        expect(clientIpInfoOf(derived(heir))).toMatchObject({ ip: "6.6.6.6" });
        expect(clientIpInfoOf(req)).toBe(clientIpInfoOf(req));
      }
    });

    it("may inherit from a double of a test", () => {
      const socket = { remoteAddress: "10.1.2.3" };
      const double = { headers: { "x-forwarded-for": "198.51.100.7" }, socket } as never;
      bindResolver(double, appending);
      expect([clientIpOf(derived(double)), clientIpOf(double)]).toEqual([
        "6.6.6.6",
        "198.51.100.7",
      ]);
    });

    it("has the peer of its own socket, or else the inherited one", () => {
      const req = made();
      bindResolver(req, direct);
      const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "10.1.2.4" });
      const peers = [socket, null].map((value) => {
        return clientIpOf(Object.create(req, { socket: { value } }) as IncomingMessage);
      });
      expect(peers).toEqual(["10.1.2.4", "10.1.2.3"]);
    });

    it("has a bound resolver of its own", () => {
      const req = made();
      bindResolver(req, appending);
      const other = derived(req);
      bindResolver(other, direct);
      expect([clientIpOf(other), clientIpOf(req)]).toEqual(["10.1.2.3", "198.51.100.7"]);
    });
  });

  it("is without configuration if no resolver is given or bound", () => {
    const req = made({});
    expect(clientIpOf(req)).toBe("10.1.2.3");
    expect(clientIpInfoOf(req)).toBe(clientIpInfoOf(req));
  });

  it("does not throw for headers that are no text", () => {
    const req = made({});
    Object.assign(req.headers, { "x-forwarded-for": ["198.51.100.7"] });
    expect(clientIpOf(req, appending)).toBe("198.51.100.7");
  });
});

describe("clientIpInfoOf", () => {
  it("one-answer-a-request: resolves once for each resolver", () => {
    const req = made();
    const resolvers = [appending, direct, createResolver("direct")];
    const spies = resolvers.map((resolver) => vi.spyOn(resolver, "resolve"));
    const first = resolvers.map((resolver) => clientIpInfoOf(req, resolver));
    const again = resolvers.toReversed().map((resolver) => clientIpInfoOf(req, resolver));
    expect(again.toReversed().every((answer, i) => answer === first[i])).toBe(true);
    expect(new Set(first).size).toBe(3);
    for (const spy of spies) expect(spy).toHaveBeenCalledOnce();
  });

  it("returns an object that no handler can change", () => {
    expect(Object.isFrozen(clientIpInfoOf(made(), direct))).toBe(true);
  });
});

describe("clientIp for node:http", () => {
  it("binds the resolver, reads nothing, and calls next", () => {
    const resolve = vi.spyOn(appending, "resolve");
    const next = vi.fn<() => void>();
    const req = made();
    clientIp(appending)(req, undefined, next);
    expect(next).toHaveBeenCalledOnce();
    expect(resolve).not.toHaveBeenCalled();
    expect(clientIpOf(req)).toBe("198.51.100.7");
  });

  it("binds the resolver also when it is called without next", () => {
    const req = made();
    clientIp("10.0.0.0/8")(req);
    expect(clientIpOf(req)).toBe("198.51.100.7");
  });

  it("throws at once if the configuration cannot be right", () => {
    expect(() => clientIp("10.0.0.0/33")).toThrow(ClientIpError);
  });
});

describe("a configuration", () => {
  it("as text can be the name of a preset", () => {
    expect(createResolver("heroku").findings).toEqual(resolverOf("heroku").findings);
  });

  it("as text can be the name of a given preset, which comes first", () => {
    const presets = { office: () => ({ address: "10.1.0.0/16", tells: "forwarded" }) as const };
    const resolver = createResolver("office", { presets });
    expect(clientIpOf(made({ forwarded: "for=198.51.100.9" }), resolver)).toBe("198.51.100.9");
    expect(() => createResolver("heroku", { presets })).not.toThrow();
  });

  it("can be a resolver, which is used as it is", () => {
    expect(resolverOf(direct)).toBe(direct);
    const options = { reserved: ["240.10.0.0/16"] };
    expect(() => resolverOf(direct, options)).toThrow(/\[config-type\].*createResolver/);
    const evidence = { peer: "240.10.1.2", rawHeaders: [] };
    expect(resolverOf("direct", options).clientIp(evidence)).toBe("240.10.1.2");
    expect(createResolver("direct", options).clientIp(evidence)).toBe("240.10.1.2");
    expect(() => createResolver("direct", "240.10.0.0/16" as never)).toThrow("[config-type]");
  });
});

describe("evidence", () => {
  it("evidence-as-received: of a request is all that its socket and headers say", () => {
    const req = made();
    Object.defineProperty(req.socket, "remotePort", { value: 4711 });
    expect(evidenceOf(req)).toEqual({
      peer: "10.1.2.3",
      peerPort: 4711,
      connection: expect.any(Number),
      encrypted: false,
      peerIdentity: undefined,
      rawHeaders: req.rawHeaders,
      truncated: false,
    });
  });

  it("of a request whose socket is gone is of no connection, and whole", () => {
    const req = Object.assign(made(), { socket: null }) as unknown as IncomingMessage;
    const gone = { peer: undefined, connection: 0, truncated: false };
    expect(evidenceOf(req)).toMatchObject(gone);
  });

  it("of a made-up request at Node's own limit is truncated", () => {
    const req = made();
    req.rawHeaders = Array.from({ length: 2000 }, () => "a");
    expect(evidenceOf(req).truncated).toBe(true);
  });
});

it("the package alone is enough: core and presets come with it", () => {
  expectTypeOf(clientIpInfoOf).returns.toEqualTypeOf<Resolution>();
  expectTypeOf(clientIpOf).returns.toEqualTypeOf<string | undefined>();
  expect(
    createResolver([cloudflare({ secret: { header: "x-proof", value: "s3cret-s3cret" } })])
      .findings,
  ).toBeDefined();
});
