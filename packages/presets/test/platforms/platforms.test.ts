import { createResolver, type Hop, type Path, type Resolution } from "@client-ip/core";
import {
  cloudflare,
  digitalOcean,
  fly,
  netlify,
  nginx,
  presets,
  render,
  vercel,
} from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { errorOf } from "../error-of.ts";

const client = "203.0.113.7";
const secret = { value: "correct horse battery staple" };
const proof = ["X-Origin-Secret", secret.value];
const edge = "172.70.247.28";
const XFF = "X-Forwarded-For";

function ask(path: Hop | Path | string, peer: string, rawHeaders: string[]): Resolution {
  return createResolver(path, { presets }).resolve({ peer, rawHeaders });
}

/** Each platform as text, the peer that its requests have, and the header that it sets. */
const PLATFORMS: readonly (readonly [text: string, peer: string, header: string])[] = [
  ["vercel 127.0.0.1", "127.0.0.1", "x-vercel-forwarded-for"],
  ["netlify 127.0.0.1", "127.0.0.1", "x-nf-client-connection-ip"],
  ["fly", "172.19.2.97", "fly-client-ip"],
  ["railway", "100.64.0.3", "x-real-ip"],
  ["digital-ocean product=app-platform", "10.244.5.6", "do-connecting-ip"],
];

describe.each(PLATFORMS)("the platform %s", (text, peer, header) => {
  it("names the client in its header, whatever others say", () => {
    const others = [XFF, "6.6.6.6, 7.7.7.7", "X-Envoy-External-Address", "6.6.6.6"];
    expect(ask(text, peer, [...others, header, client]).ip).toBe(client);
  });

  it("names no client if a forged header came beside its own", () => {
    expect(ask(text, peer, [header, "6.6.6.6", header, client]).status).toBe("malformed");
    expect(ask(text, peer, [header, `6.6.6.6, ${client}`]).status).toBe("malformed");
    expect(ask(text, peer, [header, `${client}:4000`]).status).toBe("malformed");
  });

  it("has no client in a request that did not come through it", () => {
    expect(ask(text, "198.51.100.9", [header, "6.6.6.6"]).status).toBe("bypassed");
    expect(ask(text, "fdaa:0:1::3", [header, "6.6.6.6"]).ip).toBeUndefined();
  });

  it("behind Cloudflare names Cloudflare, which names the client", () => {
    const path = `cloudflare secret=env:SECRET > ${text} > app`;
    const resolver = createResolver(path, { presets, env: { SECRET: secret.value } });
    const rawHeaders = [...proof, "CF-Connecting-IP", client, header, edge];
    expect(resolver.resolve({ peer, rawHeaders })).toMatchObject({ ip: client, proof: "address" });
  });
});

it.each([
  [[`6.6.6.6, ${client}`, "7.7.7.7"], { status: "ambiguous" }],
  [[`6.6.6.6, ${client}`], { ip: client }],
])(
  "heroku: of the lines %j, several name no client, since it may append to the first",
  (lines, answer) => {
    const rawHeaders = lines.flatMap((line) => [XFF, line]);
    expect(ask("heroku", "10.1.2.3", rawHeaders)).toMatchObject(answer);
  },
);

describe("a platform whose peer is not documented asks for it, and says how to find it", () => {
  it.each([
    ["vercel", "Vercel's runtime"],
    ["netlify", "Netlify's runtime"],
    ["scaleway", "the balancer"],
    ["hetzner", "the balancer"],
  ])("%s", (name, whose) => {
    const error = errorOf(name);
    expect(error.given).toBe(`${name}() without address`);
    expect(error.expected).toBe(
      `address: the addresses of ${whose}: log clientIpInfo.peer of a few requests`,
    );
  });

  it("but a name alone is enough where users report it", () => {
    for (const name of ["fly", "render", "railway", "heroku"]) {
      expect(
        createResolver(name, { presets }).findings.map(({ severity }) => severity),
      ).not.toContain("danger");
    }
  });

  it("and has no advice that no user can follow", () => {
    for (const text of [
      "fly",
      "fly proxy-protocol",
      "railway",
      "digital-ocean product=app-platform",
    ]) {
      expect(createResolver(text, { presets }).findings).toEqual([]);
    }
    for (const text of [
      "fly 172.16.0.0/13",
      "fly required=false",
      "nginx 172.16.0.0/12 required",
    ]) {
      expect(createResolver(text, { presets }).findings[0]).toMatchObject({
        code: "wide-private-range",
        remedy: expect.stringContaining("'nginx 172.18.0.0/24'"),
      });
    }
  });
});

describe("vercel", () => {
  it.each(["x-vercel-forwarded-for", "x-real-ip", "x-forwarded-for"] as const)(
    "holds one address in %s",
    (header) => {
      const path = vercel({ address: "127.0.0.1", header });
      expect(ask(path, "127.0.0.1", [header, client]).ip).toBe(client);
      expect(ask(path, "127.0.0.1", [header, `6.6.6.6, ${client}`]).status).toBe("malformed");
    },
  );

  it("need not be required", () => {
    const path = netlify({ address: "10.0.0.1", required: false });
    expect(ask(path, "198.51.100.9", []).ip).toBe("198.51.100.9");
  });
});

describe("fly", () => {
  const own = "2001:db8:1::af:1aa1:0";
  const list = fly({ header: "x-forwarded-for" });

  it("appends two elements to X-Forwarded-For: the client is the second from the right", () => {
    expect(ask(list, "172.19.2.97", [XFF, `${client}, ${own}`]).ip).toBe(client);
    expect(ask(list, "172.19.2.97", [XFF, `6.6.6.6, ${client}, ${own}`]).ip).toBe(client);
    expect(ask(list, "172.19.2.97", [XFF, own]).ip).toBeUndefined();
  });

  it("with `proxyProtocol` reads no header", () => {
    const path = fly({ proxyProtocol: true });
    expect(ask(path, "172.19.2.97", [XFF, "6.6.6.6", "Fly-Client-IP", "6.6.6.6"]).status).toBe(
      "missing",
    );
    expect(errorOf("fly", { proxyProtocol: true, header: "fly-client-ip" }).given).toBe(
      "fly({ proxyProtocol, header })",
    );
  });

  it("can have nginx in the same Machine", () => {
    const lines = ["Fly-Client-IP", client, XFF, `6.6.6.6, ${client}, ${own}, 172.19.2.97`];
    expect(ask([fly(), nginx()], "127.0.0.1", lines).ip).toBe(client);
  });
});

describe("railway", () => {
  it.each(["x-envoy-external-address", "x-forwarded-for"])(
    "is not read in %s, and the error says why",
    (header) => {
      const error = errorOf("railway", { header });
      expect(error.expected).toMatch(/^header: "x-real-ip": x-envoy-external-address may be/);
    },
  );

  it("tells the scheme, as it documents", () => {
    const lines = ["X-Real-IP", client, "X-Forwarded-Proto", "https"];
    expect(ask("railway", "100.64.0.3", lines).proto).toBe("https");
  });
});

describe("render", () => {
  const routers = `${edge}, 10.19.6.53`;

  it.each([
    ["two routers", "10.19.6.54", `6.6.6.6,${client}, ${routers}`],
    ["one router, if Render removes one", "10.19.6.54", `6.6.6.6,${client}, ${edge}`],
    ["three routers, if Render adds one", "10.19.6.54", `6.6.6.6,${client}, ${routers}, 10.9.9.9`],
    ["a router on the same host", "127.0.0.1", `6.6.6.6,${client}, ${routers}`],
    ["forged routers", "10.19.6.54", `6.6.6.6, ${edge}, 10.1.1.1,${client}, ${routers}`],
  ])("walks through %s and Cloudflare to the client", (_title, peer, list) => {
    expect(ask("render", peer, [XFF, list])).toMatchObject({
      ip: client,
      via: ["cloudflare", "render"],
      proof: "address",
    });
  });

  it.each([
    ["past Cloudflare", "10.19.6.54", `6.6.6.6, 198.51.100.9, 10.19.6.53`, "bypassed"],
    ["from outside", "198.51.100.9", `6.6.6.6, ${routers}`, "bypassed"],
    ["from a service in the private network", "10.1.1.1", "", "malformed"],
  ])("has no client in a request %s", (_title, peer, list, status) => {
    expect(ask("render", peer, [XFF, list])).toMatchObject({ ip: undefined, status });
  });

  it("has no client where the list is absent, as in a health check", () => {
    expect(ask("render", "10.19.6.54", []).status).toBe("missing");
  });

  it("takes the options of its routers", () => {
    const path = render({ address: "10.19.0.0/16", name: "router", required: false });
    expect(path).toMatchObject([
      { name: "cloudflare", required: false },
      { name: "router", address: "10.19.0.0/16", required: false, repeat: true },
    ]);
    expect(ask(path, "198.51.100.9", []).ip).toBe("198.51.100.9");
  });
});

describe("digitalOcean", () => {
  const address = "10.116.0.2";

  it("asks which product it is", () => {
    const error = errorOf("digitalOcean");
    expect(error.given).toBe("digitalOcean() without product");
    expect(error.expected).toBe('product: "app-platform" or "load-balancer"');
  });

  it("asks for the address of a balancer", () => {
    const error = errorOf("digitalOcean", { product: "load-balancer" });
    expect(error.given).toBe("digitalOcean() without address");
    expect(error.remedy).toContain("product: 'load-balancer', address: '10.116.0.2'");
  });

  it("is a balancer that is not required, by its address", () => {
    expect(digitalOcean({ product: "load-balancer", address })).toEqual({
      name: "digitalOcean",
      address,
      tells: "x-forwarded-for",
      healthChecks: true,
    });
  });
});

describe("a balancer with Proxy Protocol", () => {
  it.each(["scaleway 10.70.0.2 proxy-protocol", "hetzner 10.70.0.2 proxy-protocol"])(
    "reads no header: %s",
    (text) => {
      expect(ask(text, "10.70.0.2", [XFF, "6.6.6.6"]).status).toBe("missing");
    },
  );

  it("is a hop of Proxy Protocol at DigitalOcean too", () => {
    const hop = digitalOcean({
      product: "load-balancer",
      address: "10.116.0.2",
      proxyProtocol: true,
    });
    expect(hop.tells).toBe("proxy-protocol");
  });
});

it("Cloudflare in front of a platform still needs its secret", () => {
  expect(() => createResolver([cloudflare(), fly()])).toThrow(
    expect.objectContaining({ code: "shared-hop-unproven" }),
  );
});
